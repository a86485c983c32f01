// Shows that each invariant can fail, and that none does in a sound app.
import { expect, test } from 'vitest';
import { playEvents } from '../../test/scenarios/run-scenario.ts';
import { checkApp } from './invariants.ts';
import type { App, Pool } from './model.ts';

const sound = playEvents(`
0 roll-asked 1 web:web*1 cron:scheduler*1
2 socket-opened 127.0.0.1:3000
500 worker-ready web.1#1 health
900 worker-ready cron.1#2 message
901 worker-serving web.1#1
`).app;

test('a sound app breaks none', () => {
  expect(checkApp(sound)).toEqual([]);
});

const withPool = (name: string, change: (pool: Pool) => Partial<Pool>): App => ({
  ...sound,
  pools: sound.pools.map((pool) => (pool.name === name ? { ...pool, ...change(pool) } : pool)),
});
const withWorker = (change: object): App =>
  withPool('web', (pool) => ({ workers: pool.workers.map((worker) => Object.assign({ ...worker }, change)) }));
const doubled = (pool: Pool): Partial<Pool> => ({
  workers: pool.workers.flatMap((worker) => [worker, { ...worker, id: worker.id.replace(/\d+$/, '1') }]),
});

const CASES: [says: string, app: App][] = [
  ['two workers are called web.1#1', withPool('web', doubled)],
  ['two workers fill web.1 of generation 1', withPool('web', doubled)],
  ['cron has 2 schedulers', withPool('cron', doubled)],
  ['has a number that was never given', { ...sound, workersEver: 1 }],
  ['is in seat 2 of web', withWorker({ seat: 2 })],
  ['waits for nothing', { ...sound, waitingRoll: { candidate: 9, policies: {}, overlap: {} } }],
  ['was left draining without being told', withWorker({ state: 'draining', told: false })],
  ['in a stopped seat', withPool('web', () => ({ isStopped: true }))],
  ['for generation 7, which nobody wants', withWorker({ state: 'starting', generation: 7 })],
  ['serves beside its stand-in', withPool('web', () => ({ standIn: 'asked' }))],
  ['was left unsure of its stand-in', withPool('web', () => ({ standIn: 'unsure' }))],
  ['serves and is called unserved', withPool('web', () => ({ unservedSince: 5 }))],
  ['nobody asked for pool web, and it runs', withPool('web', () => ({ policy: null }))],
  ['holds 127.0.0.1:3000, which was closed', { ...sound, sockets: {} }],
  [
    'is to be opened and nobody was told',
    { ...sound, sockets: { ...sound.sockets, 'a:1': { state: 'opening', told: false } } },
  ],
];

test.each(CASES)('%s', (says, app) => {
  expect(checkApp(app)).toContainEqual(expect.stringContaining(says));
});
