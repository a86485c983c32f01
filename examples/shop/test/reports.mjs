// One scheduler makes one report at a time, two make two: the rows show it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startShop, until } from './support/start-shop.mjs';

test('a report is one row with its maker, complete after SIGTERM', async (t) => {
  const shop = await startShop(t, { SHOP_REPORT_CRON: '* * * * * *' });
  shop.start('main.js');
  await until('the shop is up', shop.isUp);
  await shop.order();
  const scheduler = shop.start('scheduler.js');
  await until('two reports are made', () => shop.rows('SELECT id FROM reports').length >= 2);
  scheduler.kill('SIGTERM');
  await scheduler.ended;

  const reports = await (await shop.get('/reports')).json();
  assert.ok(reports.every((report) => report.madeBy.endsWith(`:${scheduler.pid}`)));
  assert.ok(reports.every((report) => report.finishedAt !== null && report.orders === 1 && report.cents === 1980));
  const seconds = reports.map((report) => report.startedAt.slice(0, 19));
  assert.equal(new Set(seconds).size, seconds.length);
});
