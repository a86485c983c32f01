// Hard moment 1: a new release that does not come up leaves the old generation as it is, and says why.
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { type Box, freePort, pidsOf, quick, startBox, waitFor, workersOf } from './rig.ts';

/** Starts plain-http, then tries to roll to `run`; gives what was said, and checks that nothing was touched. */
async function rollTo(box: Box, release: object): Promise<string> {
  const listen = `127.0.0.1:${await freePort()}`;
  await box.serve({ ...quick, run: 'plain-http.cjs', workers: 2, listen });
  const before = await box.status();
  box.writeConfig({ ...quick, workers: 2, listen, ...release });
  const rolled = await box.allswell('roll');
  expect(rolled.code).toBe(1);
  expect(rolled.stderr).toContain('generation 1 serves on, untouched');
  const after = await box.until('the new workers have gone', (_, status) => workersOf(status).length === 2);
  expect(pidsOf(after)).toEqual(pidsOf(before));
  expect(after.apps[0]).toMatchObject({ generation: 1, roll: null, concerns: [] });
  expect((await ask(Number(listen.split(':')[1]))).body['generation']).toBe('1');
  return rolled.stderr;
}

test('a release that never listens is given up when its time is over, and the old one serves on', async () => {
  await using box = await startBox();
  const said = await rollTo(box, { run: 'never-ready.cjs', start: '1s' });
  expect(said).toMatch(/web\.\d was not ready after 1(\.\d)? s; it never listened/);
});

test('a release that dies at boot is given up at once, with its last words', async () => {
  await using box = await startBox();
  const said = await rollTo(box, { run: 'dies-at-boot.cjs' });
  expect(said).toMatch(/web\.\d exited with code 1 after/);
  expect(said).toContain('could not start the shop');
  expect(said).toContain('connect ECONNREFUSED 127.0.0.1:5432');
});

test('a release that listens but says that it is sick is not taken', async () => {
  await using box = await startBox();
  const said = await rollTo(box, { run: 'sick-health.cjs', health: '/health', start: '1s' });
  expect(said).toMatch(/its last answer: GET \/health answered 500/);
});

test('a release that boots slowly is waited for', async () => {
  await using box = await startBox();
  const port = await freePort();
  const config = { ...quick, run: 'ready-late.cjs', listen: `127.0.0.1:${port}` };
  await box.serve({ ...config, env: { READY_AFTER_MS: '10' } });
  await box.serve({ ...config, env: { READY_AFTER_MS: '2500' } });
  expect((await box.status()).apps[0]?.generation).toBe(2);
  expect((await ask(port)).body['generation']).toBe('2');
});

test('a release that exits 0 right after its start is not taken', async () => {
  await using box = await startBox();
  expect(await rollTo(box, { run: 'exits-zero-after-boot.cjs' })).toMatch(/web\.\d exited by itself with code 0 after/);
});

test('Ctrl-C gives a roll up: the new workers go, the old generation serves on', async () => {
  await using box = await startBox();
  const config = { ...quick, workers: 2, listen: `127.0.0.1:${await freePort()}` };
  await box.serve({ ...config, run: 'plain-http.cjs' });
  const before = await box.status();
  box.writeConfig({ ...config, run: 'never-ready.cjs' });
  const roll = box.start('roll');
  await waitFor('it has begun', () => roll.output().includes('generation 2 is being started'));
  roll.kill('SIGINT');
  expect(await once(roll, 'exit')).toEqual([1, null]);
  expect(roll.output()).toContain('it was cancelled');
  const after = await box.until(
    'the new workers have gone',
    (app, status) => app.roll === null && workersOf(status).length === 2,
  );
  expect(pidsOf(after)).toEqual(pidsOf(before));
});
