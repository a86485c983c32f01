// Apps made for PM2 find what they are used to: process.send('ready') and NODE_APP_INSTANCE.
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { noticesOf } from './events.ts';
import { freePort, quick, startBox } from './rig.ts';

test('an app with `ready: message` is taken when it has said so, not when it listens', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({
    ...quick,
    run: 'says-ready.cjs',
    ready: 'message',
    listen: `127.0.0.1:${port}`,
    env: { READY_AFTER_MS: '700' },
  });
  const [serves] = await noticesOf(box, 'worker-serves');
  expect(serves?.proof).toBe('message');
  expect(serves?.bootMs).toBeGreaterThanOrEqual(700);
  expect((await ask(port)).status).toBe(200);
});

test('an app that says it is ready without asking for a channel does not fail over it', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'ready-unguarded.cjs', ready: 'message', listen: `127.0.0.1:${port}` });
  expect((await ask(port)).status).toBe(200);
});

test('an app that never says it is ready is not taken with `ready: message`', async () => {
  await using box = await startBox();
  const config = {
    ...quick,
    start: '1s',
    run: 'plain-http.cjs',
    ready: 'message',
    listen: `127.0.0.1:${await freePort()}`,
  };
  expect((await box.allswell('up', '--detach', box.writeConfig(config))).code).toBe(1);
});

test('NODE_APP_INSTANCE counts the seats from 0, and a seat keeps its number over a roll', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', workers: 2, listen: `127.0.0.1:${port}` });
  const instances = async (): Promise<unknown[]> => {
    const seen = new Set<unknown>();
    for (let time = 0; time < 40 && seen.size < 2; time += 1)
      seen.add((await ask(port, '/env?name=NODE_APP_INSTANCE')).body['value']);
    return [...seen].map(String).toSorted((a, b) => a.localeCompare(b));
  };
  expect(await instances()).toEqual(['0', '1']);
  await box.roll();
  expect(await instances()).toEqual(['0', '1']);
});
