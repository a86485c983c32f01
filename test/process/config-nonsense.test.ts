// Hard moment 7: the configuration becomes nonsense while the app runs. It is refused with its place; what serves, serves.
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Box, freePort, pidsOf, quick, startBox } from './rig.ts';

async function expectRefused(box: Box, told: RegExp): Promise<void> {
  const before = await box.status();
  for (const command of [['roll'], ['up', '--detach', box.config]]) {
    const refused = await box.allswell(...command);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(told);
  }
  const after = await box.status();
  expect(after.isWell).toBe(true);
  expect(pidsOf(after)).toEqual(pidsOf(before));
}

test('a configuration that is no YAML is refused with line and column', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: await freePort() });
  box.writeConfig('name: app\nrun: [unfinished\n');
  await expectRefused(box, /allswell\.yaml:\d+:\d+/);
});

test('a configuration with an unknown option and a wrong value is refused with both', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: await freePort() });
  box.writeConfig('name: app\nrun: plain-http.cjs\nworkerz: 2\nlisten: nowhere\n');
  await expectRefused(box, /workerz[\s\S]*nowhere|nowhere[\s\S]*workerz/);
});

test('a script that is not there is refused, and so is a configuration that was deleted', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: await freePort() });
  box.writeConfig({ ...quick, run: 'dist/never-built.js' });
  await expectRefused(box, /never-built\.js/);
  rmSync(box.config);
  await expectRefused(box, /allswell\.yaml/);
});
