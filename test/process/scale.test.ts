// Scaling up adds workers beside those that serve; scaling down drains them.
import { expect, test } from 'vitest';
import { PostLoad } from '../load/post-load.ts';
import { tryToAsk } from './ask.ts';
import { freePort, pidsOf, quick, startBox, workersOf } from './rig.ts';

test('a pool is scaled up and down under load without a request lost, and a roll keeps the number', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '20s', run: 'plain-http.cjs', listen: `127.0.0.1:${port}` });
  const [first = 0] = pidsOf(await box.status());
  const load = new PostLoad({
    url: `http://127.0.0.1:${port}/`,
    clients: 6,
    body: 'x',
    pauseShare: 0.2,
    pauseMsMax: 300,
    thinkMs: 5,
    timeoutMs: 10_000,
  });
  expect((await box.allswell('scale', 'web=3')).code).toBe(0);
  const three = await box.until('three serve', (_, status) => pidsOf(status).length === 3);
  expect(pidsOf(three)).toContain(first);
  await box.roll();
  await box.until(
    'three of the new one serve',
    (app, status) => app.generation === 2 && pidsOf(status).length === 3 && workersOf(status).length === 3,
  );
  expect((await box.allswell('scale', 'app.web=1')).code).toBe(0);
  await box.until('one is left', (_, status) => workersOf(status).length === 1);
  expect((await load.stop()).failures).toEqual({});
});

test('a pool is scaled to nothing and back', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${port}` });
  expect((await box.allswell('scale', 'web=0')).code).toBe(0);
  await box.until('nobody is left', (_, status) => workersOf(status).length === 0);
  expect((await box.allswell('scale', 'web=2')).code).toBe(0);
  await box.until('two serve', (_, status) => pidsOf(status).length === 2);
  expect(await tryToAsk(port)).toMatchObject({ status: 200 });
});

test('a pool that is not there, and a text that is no number, are refused with a sentence', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${await freePort()}` });
  const unknown = await box.allswell('scale', 'worker=2');
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('its pools are web') });
  const nonsense = await box.allswell('scale', 'web=many');
  expect(nonsense).toMatchObject({ code: 2, stderr: expect.stringContaining('is not POOL=N') });
});
