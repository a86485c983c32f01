// Hard moment 7: one daemon per home, and a home that can't be written to is refused with a sentence.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keeperFile } from '../../src/host/linux/start-keeper.ts';
import { processesOf } from './processes.ts';
import { freePort, pidsOf, quick, startBox, waitFor } from './rig.ts';

test('a second daemon for the same home is refused and the first is untouched', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: await freePort() });
  const before = await box.status();
  const second = spawnSync(process.execPath, [keeperFile()], {
    env: { ...process.env, ALLSWELL_HOME: box.home },
    encoding: 'utf8',
  });
  expect(second.status).toBeGreaterThan(0);
  expect(second.stderr).toContain('a second Allswell for one home is refused');
  const after = await box.status();
  expect(after.daemon).toEqual(before.daemon);
  expect(pidsOf(after)).toEqual(pidsOf(before));
  await box.roll();
});

test('a home below a file is refused with a sentence', async () => {
  await using outer = await startBox();
  const file = join(outer.folder, 'file');
  writeFileSync(file, '');
  await using box = await startBox({ ALLSWELL_HOME: join(file, 'home') });
  const up = await box.allswell(
    'up',
    '--detach',
    box.writeConfig({ ...quick, run: 'plain-http.cjs', listen: await freePort() }),
  );
  expect(up.code).toBe(1);
  expect(up.stderr).toContain(`${box.home} cannot be used`);
  expect(up.stderr).toContain('ENOTDIR');
});

test.skipIf(process.getuid?.() === 0)('a home without write permission is refused with a sentence', async () => {
  await using outer = await startBox();
  mkdirSync(join(outer.folder, 'locked'));
  chmodSync(join(outer.folder, 'locked'), 0o555);
  await using box = await startBox({ ALLSWELL_HOME: join(outer.folder, 'locked', 'home') });
  const up = await box.allswell(
    'up',
    '--detach',
    box.writeConfig({ ...quick, run: 'plain-http.cjs', listen: await freePort() }),
  );
  expect(up.code).toBe(1);
  expect(up.stderr).toContain('EACCES');
});

test('two apps that are started at the same moment are looked after by one daemon', async () => {
  await using box = await startBox();
  const configs = [];
  for (const name of ['one', 'two']) {
    configs.push(box.writeConfig({ ...quick, name, run: 'plain-http.cjs', listen: await freePort() }));
  }
  const ups = await Promise.all(configs.map((config) => box.allswell('up', '--detach', config)));
  expect(ups.map(({ code }) => code)).toEqual([0, 0]);
  const status = await box.until('both are well', (_, { isWell }) => isWell);
  expect(status.apps.map(({ name }) => name).toSorted()).toEqual(['one', 'two']);
  // Keeper, daemon and two workers; the keeper that came second gives up.
  await waitFor('one keeper is left', () => processesOf(box.home).length === 4);
});

test('an `up` while the daemon is being replaced waits for it, and starts no second keeper', async () => {
  await using box = await startBox();
  const config = { ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${await freePort()}` };
  await box.serve(config);
  const before = await box.status();
  process.kill(before.daemon.pid, 'SIGKILL');
  const up = await box.up(config);
  expect(up.stdout).toContain('nothing to do');
  const after = await box.status();
  expect(after.keeper).toEqual(before.keeper);
  expect(pidsOf(after)).toEqual(pidsOf(before));
  expect(processesOf(box.home)).toHaveLength(3);
});
