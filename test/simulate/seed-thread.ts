// One thread of the simulation: runs every n-th seed and says after each batch how far it is.
import { parentPort, workerData } from 'node:worker_threads';
import { loadSupervisor } from './load-supervisor.ts';
import { runSeed } from './run-seed.ts';
import type { Batch, Share } from './simulate.ts';

const BATCH = 50;

const { supervisor: folder, checksApp, from, until, step } = workerData as Share;
const supervisor = await loadSupervisor(folder);
let batch: Batch = { seeds: 0, events: 0, virtualMs: 0, failed: [] };
for (let seed = from; seed < until; seed += step) {
  const { events, virtualMs, faults } = runSeed(seed, { supervisor, checksApp });
  batch.seeds += 1;
  batch.events += events;
  batch.virtualMs += virtualMs;
  if (faults.length > 0) batch.failed.push({ seed, events, fault: faults[0] ?? '' });
  if (batch.seeds < BATCH && faults.length === 0) continue;
  parentPort?.postMessage(batch, []);
  batch = { seeds: 0, events: 0, virtualMs: 0, failed: [] };
}
parentPort?.postMessage(batch, []);
