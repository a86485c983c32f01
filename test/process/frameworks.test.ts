// Real applications roll under load without a request lost, with no change made to them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PostLoad } from '../load/post-load.ts';
import { ask } from './ask.ts';
import { apps, freePort, quick, startBox, waitFor } from './rig.ts';

const APPS = [
  'frameworks/express-plain.cjs',
  'frameworks/fastify-plain.cjs',
  'frameworks/nest-express.cjs',
  'frameworks/nest-fastify.cjs',
  'frameworks/nest-no-hooks.cjs',
  'frameworks/ws-echo.cjs',
  'frameworks/socketio-echo.cjs',
  'frameworks-nest12/nest-12-esm.mjs',
];

test.each(APPS)('%s rolls under load with no request lost', async (path) => {
  const [folder = '', run = ''] = path.split('/');
  const cwd = join(apps, folder);
  expect(existsSync(join(cwd, 'node_modules')), `npm ci --ignore-scripts in test/apps/${folder} comes first`).toBe(
    true,
  );
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '20s', cwd, run, health: '/health', listen: `127.0.0.1:${port}` });
  const load = new PostLoad({
    url: `http://127.0.0.1:${port}/orders`,
    clients: 8,
    body: '{"sku":"teapot"}',
    pauseShare: 0.3,
    pauseMsMax: 800,
    thinkMs: 5,
    timeoutMs: 10_000,
  });
  await box.until('load arrives', () => load.count.ok > 50);
  await box.roll();
  const answered = load.count.ok;
  await waitFor('the new one answers too', () => load.count.ok > answered + 20);
  expect((await load.stop()).failures).toEqual({});
  expect((await ask(port)).body['generation'] ?? '2').toBe('2');
  await box.until('all is well', (_, { isWell }) => isWell);
});
