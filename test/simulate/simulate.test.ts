// Shows that the supervisor keeps its promises in thousands of fake machines where everything goes wrong.
// ALLSWELL_SEEDS says how many (20000 in CI); a failing one is told by `node test/simulate/main.ts --from SEED --seeds 1`.
import { expect, test } from 'vitest';
import { loadSupervisor, ownSupervisor } from './load-supervisor.ts';
import { runSeed } from './run-seed.ts';
import { simulate } from './simulate.ts';
import { tellStory } from './tell-story.ts';

const SEEDS = Number(process.env['ALLSWELL_SEEDS'] ?? 1500);

test(`nobody is let down in ${SEEDS} seeds`, { timeout: 10 * 60_000 }, async () => {
  const summary = await simulate({ supervisor: ownSupervisor, from: 0, seeds: SEEDS, checksApp: true });
  const seconds = summary.tookMs / 1000;
  console.log(`${summary.seeds} seeds, ${summary.events} events in ${seconds.toFixed(1)} s`);
  const [shortest] = summary.failed;
  const supervisor = await loadSupervisor(ownSupervisor);
  expect(shortest && tellStory(runSeed(shortest.seed, { supervisor, checksApp: true, tells: true }))).toBeUndefined();
  expect(summary.seeds).toBe(SEEDS);
});

test('a seed tells the same story twice', async () => {
  const supervisor = await loadSupervisor(ownSupervisor);
  const [first, second] = [1, 1].map(() => runSeed(7, { supervisor, checksApp: true, tells: true }));
  expect(first?.story.length).toBeGreaterThan(10);
  expect(second).toEqual(first);
});
