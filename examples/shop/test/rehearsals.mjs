// Each SHOP_BREAK breaks the shop in the way the README says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startShop, until } from './support/start-shop.mjs';

for (const script of ['main.js', 'worker.js', 'scheduler.js']) {
  test(`boot: ${script} throws at boot`, async (t) => {
    const shop = await startShop(t, { SHOP_BREAK: 'boot' });
    const child = shop.start(script);
    assert.equal((await child.ended).code, 1);
    assert.match(child.output, /SHOP_BREAK=boot/);
  });

  test(`di: ${script} can't resolve a provider`, async (t) => {
    const shop = await startShop(t, { SHOP_BREAK: 'di' });
    const child = shop.start(script);
    assert.equal((await child.ended).code, 1);
    assert.match(child.output, /Nest can't resolve dependencies of the PriceAlerts/);
  });
}

test('health: /health answers 503 while the rest works', async (t) => {
  const shop = await startShop(t, { SHOP_BREAK: 'health' });
  shop.start('main.js');
  await until('/health answers', () => shop.get('/health'));
  assert.equal((await shop.get('/health')).status, 503);
  assert.equal((await shop.get('/products')).status, 200);
});

test('hang: the web API stays up and never listens', async (t) => {
  const shop = await startShop(t, { SHOP_BREAK: 'hang' });
  const child = shop.start('main.js');
  await until('it says so', () => child.output.includes('never listens'));
  assert.equal(await shop.get('/health'), undefined);
  assert.equal(child.exitCode, null);
});
