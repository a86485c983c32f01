// Shows the cells of the worker table that are easy to get wrong; the simulation tries all of them together.
import { describe, expect, test } from 'vitest';
import type { PoolPolicy, Worker } from './model.ts';
import { KILL_AGAIN_MS, stepWorker, type TableEvent, workerTable } from './worker-table.ts';

const policy: PoolPolicy = {
  kind: 'web',
  workers: 1,
  ready: 'listen',
  listen: { host: '127.0.0.1', port: 3000 },
  startTimeoutMs: 10_000,
  drainTimeoutMs: 60_000,
  stopTimeoutMs: 5000,
  queueForMs: 10_000,
};
const base = {
  id: 'web.1#1',
  seat: 1,
  generation: 1,
  pid: 100,
  policy,
  sockets: [],
  listens: [],
  startedAt: 0,
  since: 0,
  told: true,
  isUnfit: false,
};
const starting: Worker = { ...base, state: 'starting', spawnedAt: 5, readyBy: 10_000, lastProbe: null };
const standby: Worker = { ...base, state: 'standby', proof: 'health', serveBy: null };
const serving: Worker = { ...base, state: 'serving', proof: 'health' };
const queue: Worker = { ...serving, policy: { ...policy, kind: 'queue' } };

const after = (worker: Worker, ...events: TableEvent[]): Worker | null =>
  events.reduce<Worker | null>((now, event) => now && stepWorker(now, event).worker, worker);
const leave = (at: number): TableEvent => ({ kind: 'leave-asked', at, because: 'replaced' });
const pass = (at: number): TableEvent => ({ kind: 'time-passed', at });

test('every state answers every event', () => {
  const [first = [], ...others] = Object.values(workerTable).map((row) => Object.keys(row).toSorted());
  expect(others).toEqual(others.map(() => first));
});

describe('a worker that is asked to leave', () => {
  test('finishes its connections first when it serves the web', () => {
    expect(after(serving, leave(100))).toMatchObject({ state: 'draining', step: 'quiescing', hadServed: true });
  });

  test('finishes its connections even if it has only been told to serve: it may have begun', () => {
    expect(after({ ...standby, serveBy: 9000 }, leave(100))).toMatchObject({ step: 'quiescing' });
  });

  test('gets SIGTERM at once when it has no connections', () => {
    expect(after(standby, leave(100))).toMatchObject({ step: 'terminating', until: 5100 });
  });

  test('has all its drain time for a job when it works on a queue', () => {
    expect(after(queue, leave(100))).toMatchObject({ step: 'terminating', until: 60_100 });
  });

  test('is simply gone when it was never started', () => {
    expect(after({ ...starting, told: false }, leave(100))).toBeNull();
  });

  test('is killed at its deadline, and again as long as it does not end', () => {
    const killed = after(queue, leave(0), pass(59_999), pass(60_000));
    expect(killed).toMatchObject({ step: 'killing', told: false, until: 60_000 + KILL_AGAIN_MS });
    expect(killed && after({ ...killed, told: true }, pass(60_000 + KILL_AGAIN_MS))).toMatchObject({ told: false });
  });

  test('is told again, with all its time, when it says that it still serves', () => {
    const told = { ...(after(serving, leave(0)) as Worker), told: true };
    const again = after(told, { kind: 'worker-serving', worker: told.id, at: 3000 });
    expect(again).toMatchObject({ told: false, since: 3000 });
  });

  test('gets no second SIGTERM when a person stops it too', () => {
    const told = { ...(after(queue, leave(0)) as Worker), told: true };
    expect(after(told, { kind: 'leave-asked', at: 5, because: 'stopped' })).toMatchObject({
      because: 'stopped',
      told: true,
    });
  });
});

describe('a worker that starts', () => {
  test('is not ready because its time is over', () => {
    expect(after(starting, pass(10_000))).toMatchObject({ state: 'draining', because: 'start-timed-out' });
  });

  test('counts as alive after a while only where nothing more can be asked', () => {
    const silent = { ...starting, policy: { ...policy, kind: 'queue' as const, ready: 'alive' as const } };
    expect(after(silent, pass(2004))).toMatchObject({ state: 'starting' });
    expect(after(silent, pass(2005))).toMatchObject({ state: 'serving', proof: 'alive' });
  });

  test('leaves a death behind when it had timed out, and none when it was asked to leave', () => {
    const exit: TableEvent = {
      kind: 'worker-exited',
      worker: 'web.1#1',
      at: 11_000,
      code: 0,
      signal: null,
      lastWords: [],
      reason: null,
    };
    expect(stepWorker(after(starting, pass(10_000)) as Worker, exit).death).toMatchObject({
      reason: 'start-timed-out',
    });
    expect(stepWorker(after(serving, leave(0)) as Worker, exit)).toEqual({ worker: null });
  });
});

test('a rest lasts until its instant, however often time passes', () => {
  const death = stepWorker(serving, {
    kind: 'worker-exited',
    worker: 'web.1#1',
    at: 0,
    code: 1,
    signal: null,
    lastWords: [],
    reason: null,
  }).death;
  const resting: Worker = { ...base, state: 'waiting', until: 1000, death: death as NonNullable<typeof death> };
  expect(after(resting, pass(1), pass(999))).toEqual(resting);
  expect(after(resting, pass(1000))).toBeNull();
});
