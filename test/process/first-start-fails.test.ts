// Hard moment 1, at the first start: nothing is left behind by an app that does not come up.
import { expect, test } from 'vitest';
import { processesOf } from './processes.ts';
import { type Box, freePort, quick, startBox, waitFor } from './rig.ts';

/** A first `up` of `config` fails: exit code 1, no daemon, no process, no port. */
async function failToStart(box: Box, config: object): Promise<string> {
  const up = await box.allswell('up', '--detach', box.writeConfig({ ...quick, ...config }));
  expect(up).toMatchObject({ code: 1, stdout: '' });
  expect(up.stderr).toContain('nothing serves; this was its first start');
  await waitFor('every process has gone', () => processesOf(box.home).length === 0);
  expect((await box.allswell('status')).code).toBe(4);
  return up.stderr;
}

test('an app that dies at its first boot leaves nothing running, and its last words are told', async () => {
  await using box = await startBox();
  const said = await failToStart(box, { run: 'dies-at-boot.cjs', listen: await freePort() });
  expect(said).toContain('web.1 exited with code 1');
  expect(said).toContain('connect ECONNREFUSED 127.0.0.1:5432');
});

test('an app that never listens at its first start leaves nothing running', async () => {
  await using box = await startBox();
  expect(await failToStart(box, { run: 'never-ready.cjs', start: '1s' })).toContain('it never listened');
});

test('an app whose health is bad at its first start is not let serve', async () => {
  await using box = await startBox();
  const listen = await freePort();
  const said = await failToStart(box, { run: 'sick-health.cjs', listen, health: '/health', start: '1s' });
  expect(said).toContain('GET /health answered 500');
});

test('an app that exits 0 right after its start is told so', async () => {
  await using box = await startBox();
  const said = await failToStart(box, { run: 'exits-zero-after-boot.cjs', listen: await freePort() });
  expect(said).toMatch(/web\.1 exited by itself with code 0 after/);
});

test('a foreground `up` of an app that does not come up ends by itself with exit code 1', async () => {
  await using box = await startBox();
  const up = await box.allswell(
    'up',
    box.writeConfig({ ...quick, run: 'prints-and-dies.cjs', listen: await freePort() }),
  );
  expect(up.code).toBe(1);
  expect(up.stderr).toContain('exited with code 3');
  await waitFor('every process has gone', () => processesOf(box.home).length === 0);
});

test('a second app that does not come up leaves the first one serving', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: await freePort() });
  const second = box.writeConfig({ ...quick, name: 'second', run: 'dies-at-boot.cjs', listen: await freePort() });
  expect((await box.allswell('up', '--detach', second)).code).toBe(1);
  const status = await box.until('only the first one is there', (_, { apps }) => apps.length === 1);
  expect(status).toMatchObject({ isWell: true, apps: [{ name: 'app' }] });
});
