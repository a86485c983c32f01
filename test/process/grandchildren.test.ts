// Hard moment 5: what workers start ends with them, even in a session of its own and deaf to SIGTERM.
import { expect, test } from 'vitest';
import { ask, tryToAsk } from './ask.ts';
import { isAlive, processesOf } from './processes.ts';
import { freePort, quick, startBox, waitFor } from './rig.ts';

test('a shell wrapper that ignores SIGTERM is stopped with what it started, and the port is free', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: './shell-wrapper.sh', listen: port });
  expect((await ask(port)).status).toBe(200);
  expect(processesOf(box.home)).toHaveLength(4);
  const stopped = await box.allswell('stop');
  expect(stopped.code).toBe(0);
  await waitFor('only keeper and daemon are left', () => processesOf(box.home).length === 2);
  expect(await tryToAsk(port)).toBe('ECONNREFUSED');
});

test('grandchildren that ignore SIGTERM, one in a session of its own, are gone after `stop`', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'forks-grandchild.cjs', listen: port });
  const { plain = 0, stubborn = 0 } = (await ask(port)).body['grandchildren'] as Record<string, number>;
  expect([isAlive(plain), isAlive(stubborn)]).toEqual([true, true]);
  expect((await box.allswell('stop')).code).toBe(0);
  expect(await tryToAsk(port)).toBe('ECONNREFUSED');
  await waitFor('both have gone', () => !isAlive(plain) && !isAlive(stubborn));
  expect((await box.status()).strays).toEqual([]);
});

test('what a worker killed from outside leaves behind is ended too', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'forks-grandchild.cjs', listen: port });
  const { pid, grandchildren } = (await ask(port)).body as { pid: number; grandchildren: Record<string, number> };
  process.kill(pid, 'SIGKILL');
  await waitFor('both have gone', () => !Object.values(grandchildren).some(isAlive));
  await box.until('all is well again', (_, { isWell }) => isWell);
});

test('`down` returns when the port is free and no process is left', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'forks-grandchild.cjs', workers: 2, listen: port });
  expect((await box.allswell('down')).code).toBe(0);
  expect(processesOf(box.home)).toEqual([]);
  expect(await tryToAsk(port)).toBe('ECONNREFUSED');
});
