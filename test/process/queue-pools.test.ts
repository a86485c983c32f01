// Queue workers finish the job in hand before they go; one that doesn't is killed at its deadline, and that is told.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noticesOf } from './events.ts';
import { type Box, pidsOf, startBox, waitFor, workersOf } from './rig.ts';

interface Queue {
  env: Record<string, string>;
  waiting: () => string[];
  inHand: () => string[];
  done: () => string[];
}

/** A folder of jobs that wait. Each is put in place by rename, so that none is taken half written. */
function makeQueue(box: Box, jobs: number): Queue {
  const folder = join(box.folder, 'queue');
  mkdirSync(folder, { recursive: true });
  for (let job = 1; job <= jobs; job += 1) {
    writeFileSync(join(folder, 'new'), '');
    renameSync(join(folder, 'new'), join(folder, `${String(job).padStart(3, '0')}.job`));
  }
  const log = join(folder, 'done.log');
  return {
    env: { QUEUE_DIR: folder },
    done: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
    waiting: () => readdirSync(folder).filter((name) => name.endsWith('.job')),
    inHand: () => readdirSync(folder).filter((name) => name.includes('.taken-by-')),
  };
}

const jobNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${String(index + 1).padStart(3, '0')}.job`);

test('over two rolls and a stop, no job is cut, lost or done twice', async () => {
  await using box = await startBox();
  const queue = makeQueue(box, 300);
  const env = { ...queue.env, JOB_MS: '150' };
  await box.serve({ pools: { worker: { kind: 'queue', run: 'queue-worker.cjs', workers: 2, drain: '10s', env } } });
  for (let roll = 1; roll <= 2; roll += 1) await box.roll();
  await waitFor('a job is in hand', () => queue.inHand().length > 0);
  expect((await box.allswell('stop', 'app.worker')).code).toBe(0);
  expect(queue.inHand()).toEqual([]);
  expect(queue.done().length).toBeGreaterThan(10);
  expect([...queue.done(), ...queue.waiting()].toSorted()).toEqual(jobNames(300));
  expect(await noticesOf(box, 'killed-at-deadline')).toEqual([]);
});

test('a worker that ignores SIGTERM is killed at the end of its drain, and that is told', async () => {
  await using box = await startBox();
  const queue = makeQueue(box, 1);
  const env = { ...queue.env, JOB_MS: '60000' };
  await box.serve({ pools: { worker: { kind: 'queue', run: 'queue-stubborn.cjs', drain: '1s', env } } });
  await waitFor('the job is in hand', () => queue.inHand().length === 1);
  const rolled = await box.roll();
  await box.until('the old one has gone', (_, status) => workersOf(status).length === 1);
  expect(rolled.code).toBe(0);
  expect(queue.inHand()).toHaveLength(1);
  const { stdout } = await box.allswell('events');
  expect(stdout).toContain('worker.1 did not end in time and gets SIGKILL');
  expect(stdout).toContain('worker.1 has gone: replaced by a newer generation (SIGKILL, after its deadline)');
});

test('a queue worker that is killed from outside is replaced at once, and its end is told', async () => {
  await using box = await startBox();
  const queue = makeQueue(box, 0);
  await box.serve({ pools: { worker: { kind: 'queue', run: 'queue-worker.cjs', drain: '2s', env: queue.env } } });
  const [pid = 0] = pidsOf(await box.status());
  process.kill(pid, 'SIGKILL');
  await box.until('another one works', (_, status) => pidsOf(status).length === 1 && !pidsOf(status).includes(pid));
  expect(await noticesOf(box, 'worker-died')).toMatchObject([{ restMs: 0, death: { signal: 'SIGKILL', pid } }]);
});
