// `allswell/app`: what an app may hear and say when it wants more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { noticesOf } from './events.ts';
import { apps, freePort, quick, startBox, waitFor, workersOf } from './rig.ts';

test('onServe is called when traffic may come, and onDrain is waited for before the end', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'uses-allswell-app.cjs', listen: `127.0.0.1:${port}` });
  expect((await ask(port)).body).toMatchObject({ isKept: true, isServing: true });
  await box.roll();
  await box.until('the old one has gone', (_, status) => workersOf(status).length === 1);
  const { stdout } = await box.allswell('logs');
  const words = stdout
    .split('\n')
    .map((line) => line.slice(line.indexOf('|') + 2))
    .filter((line) => line.startsWith('told') || line.startsWith('has'));
  expect(words).toEqual(['told to serve', 'told to serve', 'told to drain', 'has drained']);
});

test('ready() is what `ready: message` waits for', async () => {
  await using box = await startBox();
  const config = { ...quick, run: 'uses-allswell-app.cjs', ready: 'message', env: { READY_AFTER_MS: '600' } };
  await box.serve({ ...config, listen: `127.0.0.1:${await freePort()}` });
  const [serves] = await noticesOf(box, 'worker-serves');
  expect(serves).toMatchObject({ proof: 'message' });
  expect(serves?.bootMs).toBeGreaterThanOrEqual(600);
});

test('without Allswell the same app runs, and nothing of it does anything', async () => {
  const port = await freePort();
  const app = spawn(process.execPath, [join(apps, 'uses-allswell-app.cjs')], {
    env: { PORT: String(port) },
    stdio: 'ignore',
  });
  try {
    const { body } = await waitFor('it listens', () => ask(port).catch(() => null));
    expect(body).toMatchObject({ isKept: false, isServing: false });
  } finally {
    app.kill();
    await once(app, 'exit');
  }
});
