// Hard moment 4, the keeper, without systemd: its workers end with it, nothing is left running, the next `up` works.
import { expect, test } from 'vitest';
import { ask, tryToAsk } from './ask.ts';
import { processesOf } from './processes.ts';
import { freePort, quick, startBox, waitFor } from './rig.ts';

test('when the keeper is killed, its workers and the daemon end with it, and the port is free', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'forks-grandchild.cjs', workers: 2, listen: port });
  process.kill((await box.status()).keeper.pid, 'SIGKILL');
  await waitFor('nothing is left running', () => processesOf(box.home).length === 0);
  expect(await tryToAsk(port)).toBe('ECONNREFUSED');
});

test('an `up` right after the death of the keeper brings the app back', async () => {
  await using box = await startBox();
  const port = await freePort();
  const config = { ...quick, run: 'forks-grandchild.cjs', listen: port };
  await box.serve(config);
  const before = await box.status();
  process.kill(before.keeper.pid, 'SIGKILL');
  await box.up(config);
  const after = await box.until('all is well', (_, status) => status.isWell && status.keeper.pid !== before.keeper.pid);
  expect((await ask(port)).status).toBe(200);
  const { plain, stubborn } = (await ask(port)).body['grandchildren'] as Record<string, number>;
  const expected = [after.keeper.pid, after.daemon.pid, after.apps[0]?.pools[0]?.workers[0]?.pid, plain, stubborn];
  await waitFor('nothing of before is left', () => processesOf(box.home).length === expected.length);
  expect(processesOf(box.home).map(({ pid }) => pid)).toEqual(expect.arrayContaining(expected));
});
