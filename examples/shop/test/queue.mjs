// Each order is packed once: by two workers at the same time, through a stop, and after a kill.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startShop, until } from './support/start-shop.mjs';

const UNDONE = 'SELECT id FROM jobs WHERE done_at IS NULL';
const IN_HAND = "SELECT id FROM orders WHERE status = 'packing'";

test('two workers share a queue and do each job once', async (t) => {
  const shop = await startShop(t, { SHOP_JOB_MS: '20' });
  // All at once on an empty folder: who comes second must find the tables, not a lock.
  const [, ...workers] = ['main.js', 'worker.js', 'worker.js'].map((script) => shop.start(script));
  await until('the shop is up', shop.isUp);
  await until('both workers wait', () => workers.every(({ output }) => output.includes('Waiting for orders')));

  await Promise.all(Array.from({ length: 60 }, () => shop.order()));
  await until('all jobs are done', () => shop.rows(UNDONE).length === 0);

  const jobs = shop.rows('SELECT attempts, runs, claimed_by FROM jobs');
  assert.equal(jobs.length, 60);
  assert.ok(jobs.every((job) => job.attempts === 1 && job.runs === 1));
  assert.equal(new Set(jobs.map((job) => job.claimed_by)).size, 2);
});

test('SIGTERM lets the worker finish the order in hand and take no other', async (t) => {
  const shop = await startShop(t, { SHOP_JOB_MS: '700' });
  shop.start('main.js');
  await until('the shop is up', shop.isUp);
  await shop.order();
  await shop.order();
  const worker = shop.start('worker.js');
  await until('an order is in hand', () => shop.rows(IN_HAND).length === 1);

  worker.kill('SIGTERM');
  await worker.ended;

  const jobs = shop.rows('SELECT attempts, runs FROM jobs ORDER BY id').map((job) => ({ ...job }));
  assert.deepEqual(jobs, [
    { attempts: 1, runs: 1 },
    { attempts: 0, runs: 0 },
  ]);
  assert.match(worker.output, /nothing in hand/);
});

test("a killed worker's order is packed by the next one", async (t) => {
  const shop = await startShop(t, { SHOP_JOB_MS: '300' });
  shop.start('main.js');
  await until('the shop is up', shop.isUp);
  const { id } = await shop.order();
  const worker = shop.start('worker.js');
  await until('the order is in hand', () => shop.rows(IN_HAND).length === 1);
  worker.kill('SIGKILL');
  await worker.ended;

  shop.start('worker.js');
  await until('the job is done', () => shop.rows(UNDONE).length === 0, 20_000);

  const order = await (await shop.get(`/orders/${id}`)).json();
  assert.equal(order.status, 'packed');
  assert.equal(order.packingsStarted, 2);
  assert.equal(order.packingsFinished, 1);
  assert.equal((await shop.start('audit.js').ended).code, 1);
});
