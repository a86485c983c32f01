// Runs the simulation from the command line: node test/simulate/main.ts --seeds 20000 [--from N] [--supervisor FOLDER].
// A failing seed is told with its last events; the exit code says whether there was one.
import { parseArgs } from 'node:util';
import { folderUrl, loadSupervisor, ownSupervisor } from './load-supervisor.ts';
import { runSeed } from './run-seed.ts';
import { simulate } from './simulate.ts';
import { tellStory } from './tell-story.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20000' },
    from: { type: 'string', default: '0' },
    threads: { type: 'string' },
    supervisor: { type: 'string' },
    /** The judge alone decides, without the supervisor's own invariants. */
    'judge-only': { type: 'boolean', default: false },
  },
});
const HOUR_MS = 3_600_000;
const SHOWN_MAX = 10;

const supervisor = values.supervisor ? folderUrl(values.supervisor) : ownSupervisor;
const checksApp = !values['judge-only'];
const trial = { supervisor, checksApp, from: Number(values.from), seeds: Number(values.seeds) };
const summary = await simulate({ ...trial, ...(values.threads ? { threads: Number(values.threads) } : {}) });
const seconds = summary.tookMs / 1000;
console.log(
  `${summary.seeds} seeds, ${summary.events} events, ${Math.round(summary.virtualMs / HOUR_MS)} virtual hours ` +
    `in ${seconds.toFixed(1)} s: ${Math.round(summary.seeds / seconds)} seeds a second, ${summary.failed.length} failed`,
);
const [shortest] = summary.failed;
if (shortest) {
  for (const { seed, events, fault } of summary.failed.slice(0, SHOWN_MAX)) {
    console.log(`seed ${seed} after ${events} events: ${fault.split('\n')[0]}`);
  }
  const outcome = runSeed(shortest.seed, { supervisor: await loadSupervisor(supervisor), checksApp, tells: true });
  console.log(`\nThe shortest:\n${tellStory(outcome)}`);
  process.exitCode = 1;
}
