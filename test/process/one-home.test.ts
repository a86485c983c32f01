// Hard moment 7: one daemon per home, and a home that can't be written to is refused with a sentence.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keeperFile } from '../../src/host/linux/start-keeper.ts';
import { freePort, pidsOf, quick, startBox } from './rig.ts';

test('a second daemon for the same home is refused and the first is untouched', async () => {
  await using box = await startBox();
  await box.up({ ...quick, run: 'plain-http.cjs', listen: await freePort() });
  const before = await box.status();
  const second = spawnSync(process.execPath, [keeperFile()], { env: { ...process.env, ALLSWELL_HOME: box.home }, encoding: 'utf8' });
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
  const up = await box.allswell('up', '--detach', box.writeConfig({ ...quick, run: 'plain-http.cjs', listen: await freePort() }));
  expect(up.code).toBe(1);
  expect(up.stderr).toContain(`${box.home} cannot be used`);
  expect(up.stderr).toContain('ENOTDIR');
});

test.skipIf(process.getuid?.() === 0)('a home without write permission is refused with a sentence', async () => {
  await using outer = await startBox();
  mkdirSync(join(outer.folder, 'locked'));
  chmodSync(join(outer.folder, 'locked'), 0o555);
  await using box = await startBox({ ALLSWELL_HOME: join(outer.folder, 'locked', 'home') });
  const up = await box.allswell('up', '--detach', box.writeConfig({ ...quick, run: 'plain-http.cjs', listen: await freePort() }));
  expect(up.code).toBe(1);
  expect(up.stderr).toContain('EACCES');
});
