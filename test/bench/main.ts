// Measures what Allswell promises and costs, beside bare Node, node:cluster and PM2 in the same run: `npm run bench`.
// Prints tables; docs/benchmarks.md says how they are to be read.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Bench, Section } from './model.ts';
import { benchEvenness } from './evenness.ts';
import { benchMemory } from './memory.ts';
import { benchPreload } from './preload.ts';
import { printSection } from './print-table.ts';
import { readOptions } from './read-options.ts';
import { benchRestart } from './restart.ts';
import { benchRoll } from './roll.ts';
import { endAll } from './still-running.ts';
import { benchThroughput } from './throughput.ts';

const BENCHES: Record<string, Bench> = {
  roll: benchRoll,
  throughput: benchThroughput,
  evenness: benchEvenness,
  preload: benchPreload,
  memory: benchMemory,
  restart: benchRestart,
};

/** One bench that can't be run is no reason to keep the others' figures. */
function tellFailure(error: Error): Section[] {
  const misses = [error.stack ?? error.message];
  return [{ title: 'Could not be measured', columns: ['reason'], rows: [[error.message]], notes: [], misses }];
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void endAll().then(() => process.exit(130));
  });
}

const options = readOptions(process.argv.slice(2), Object.keys(BENCHES));
const sections: Record<string, Section[]> = {};
console.log(
  `Node ${process.version}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}${options.isQuick ? ', quick' : ''}\n`,
);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (!options.only.includes(name)) continue;
  const began = performance.now();
  process.stderr.write(`${name} ...\n`);
  sections[name] = await bench(options).catch(tellFailure);
  await endAll();
  for (const section of sections[name]) console.log(printSection(section));
  process.stderr.write(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
}
if (options.json) writeFileSync(options.json, `${JSON.stringify(sections, null, 2)}\n`);
const misses = Object.values(sections).flatMap((all) => all.flatMap((section) => section.misses));
process.exitCode = misses.length === 0 ? 0 : 1;
