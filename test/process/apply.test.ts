// `up` on what runs is "apply": it shows the difference, rolls to it, and does nothing when there is none.
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { freePort, pidsOf, quick, startBox, workersOf } from './rig.ts';

test('`up` twice changes nothing the second time', async () => {
  await using box = await startBox();
  const config = { ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${await freePort()}` };
  await box.up(config);
  const before = await box.status();
  expect((await box.up(config)).stdout).toContain('runs as its configuration says (generation 1); nothing to do');
  expect(pidsOf(await box.status())).toEqual(pidsOf(before));
});

test('`up --plan` shows the difference and changes nothing; `up` shows it and rolls to it', async () => {
  await using box = await startBox();
  const port = await freePort();
  const config = { ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${port}` };
  await box.up({ ...config, env: { SECRET: 'old-secret', GOES: 'x' } });
  const before = await box.status();
  const file = box.writeConfig({ ...config, workers: 2, env: { SECRET: 'new-secret', COMES: 'y' } });
  const plan = await box.allswell('up', '--plan', file);
  expect(plan.code).toBe(0);
  for (const line of ['web.workers: 1 → 2', '+ COMES', '- GOES', '~ SECRET']) expect(plan.stdout).toContain(line);
  expect(pidsOf(await box.status())).toEqual(pidsOf(before));

  const up = await box.allswell('up', '--detach', file);
  expect(up.code).toBe(0);
  expect(up.stderr).toContain('web.workers: 1 → 2');
  // A value is never shown: neither before nor after.
  for (const text of [plan.stdout, plan.stderr, up.stdout, up.stderr])
    expect(text).not.toMatch(/old-secret|new-secret/);
  await box.until('two serve', (app, status) => app.generation === 2 && pidsOf(status).length === 2);
  expect((await ask(port, '/env?name=SECRET')).body['value']).toBe('new-secret');
});

test('a pool that is added comes, and one that is taken out goes', async () => {
  await using box = await startBox();
  const pool = async (): Promise<object> => ({
    ...quick,
    kind: 'web',
    run: 'plain-http.cjs',
    listen: `127.0.0.1:${await freePort()}`,
  });
  const [web, admin, api] = [await pool(), await pool(), await pool()];
  await box.up({ pools: { web, admin } });
  const before = await box.status();
  const up = await box.up({ pools: { web, api } });
  expect(up.stderr).toContain('+ pool api');
  expect(up.stderr).toContain('- pool admin');
  const after = await box.until('all is well', (_, status) => status.isWell && workersOf(status).length === 2);
  expect(after.apps[0]?.pools.map(({ name }) => name)).toEqual(['web', 'api']);
  expect(pidsOf(after, 'web')).not.toEqual(pidsOf(before, 'web'));
});

test('an address that changes is served at the new place and given up at the old one', async () => {
  await using box = await startBox();
  const [old, fresh] = [await freePort(), await freePort()];
  await box.up({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${old}` });
  await box.up({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${fresh}` });
  expect((await ask(fresh)).body['generation']).toBe('2');
  await box.until('the old worker has gone', (_, status) => workersOf(status).length === 1);
  await expect(ask(old)).rejects.toThrow('ECONNREFUSED');
});
