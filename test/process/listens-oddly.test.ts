// Hard moment 8: apps that listen in odd places. What can be handed on is learned; what can't is said.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask, tryToAsk } from './ask.ts';
import { noticesOf } from './events.ts';
import { listenersOn } from './listeners.ts';
import { freePort, pidsOf, quick, startBox } from './rig.ts';

test('an app that listens twice on its port gets EADDRINUSE for the second, and rolls', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'listens-twice.cjs', listen: `127.0.0.1:${port}` });
  const logs = await box.allswell('logs');
  expect(logs.stdout).toContain('second server: EADDRINUSE');
  await box.roll();
  expect((await ask(port)).body['generation']).toBe('2');
  await box.until('all is well', (_, { isWell }) => isWell);
});

test('a web app that takes any free port is not taken, and the reason is said', async () => {
  await using box = await startBox();
  const up = await box.allswell(
    'up',
    '--detach',
    box.writeConfig({ ...quick, start: '2s', run: 'listens-on-zero.cjs' }),
  );
  expect(up.code).toBe(1);
  expect(up.stderr).toContain(
    'it listens on a port of the kernel’s choosing, which cannot be handed from one worker to the next',
  );
});

test('an app that ignores PORT is started again with the socket it asked for', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'listens-elsewhere.cjs', env: { ELSEWHERE_PORT: String(port) } });
  expect((await ask(port)).status).toBe(200);
  expect(await noticesOf(box, 'address-learned')).toMatchObject([
    { pool: 'web', address: { host: '127.0.0.1', port } },
  ]);
  expect((await box.status()).apps[0]?.pools[0]?.listen).toEqual([`127.0.0.1:${port}`]);
  await box.roll();
  expect(await noticesOf(box, 'address-learned')).toHaveLength(1);
  expect((await ask(port)).body['generation']).toBe('2');
});

test('an app on two ports is handed both sockets, and a roll hands on both', async () => {
  await using box = await startBox();
  const [first, second] = [await freePort(), await freePort()];
  await box.serve({
    ...quick,
    run: 'listens-on-two-ports.cjs',
    listen: `127.0.0.1:${first}`,
    env: { SECOND_PORT: String(second) },
  });
  const before = await box.status();
  expect(before.apps[0]?.pools[0]?.listen).toEqual([`127.0.0.1:${first}`, `127.0.0.1:${second}`]);
  await box.roll();
  for (const port of [first, second]) expect((await ask(port)).body['generation']).toBe('2');
  expect(pidsOf(await box.status())).not.toEqual(pidsOf(before));
});

test('an app on ::1 is bound there and nowhere else', async () => {
  await using box = await startBox();
  const port = await freePort('::1');
  await box.serve({ ...quick, run: 'listens-on-ipv6.cjs', listen: port });
  expect((await ask(port, '/', { host: '::1' })).status).toBe(200);
  expect(await tryToAsk(port)).toBe('ECONNREFUSED');
  expect((await box.status()).apps[0]?.pools[0]?.listen).toEqual([`[::1]:${port}`]);
  expect(listenersOn(port)).toEqual(['::1']);
});

test('an app for 127.0.0.1 of which only the port was told is bound at 127.0.0.1, never at ::', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: port });
  expect(listenersOn(port)).toEqual(['127.0.0.1']);
});

test('an app on a unix socket beside its port runs, and status says that it cannot be handed on', async () => {
  await using box = await startBox();
  const port = await freePort();
  const socketPath = join(box.folder, 'app.sock');
  await box.serve({
    ...quick,
    run: 'listens-on-port-and-socket.cjs',
    listen: `127.0.0.1:${port}`,
    env: { SOCKET_PATH: socketPath },
  });
  expect((await ask(0, '/', { socketPath })).status).toBe(200);
  const status = await box.status();
  expect(status.apps[0]?.notChecked.join()).toContain(`it also listens on ${socketPath}, which cannot be handed`);
});

test('a web app on a unix socket alone is not taken, and the reason is said', async () => {
  await using box = await startBox();
  const socketPath = join(box.folder, 'app.sock');
  const config = { ...quick, start: '2s', run: 'listens-on-unix-socket.cjs', env: { SOCKET_PATH: socketPath } };
  const up = await box.allswell('up', '--detach', box.writeConfig(config));
  expect(up.code).toBe(1);
  expect(up.stderr).toContain(`it listens on ${socketPath}, which cannot be handed from one worker to the next`);
});

test('an app that never listens is started on all its seats where being alive is enough', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'never-ready.cjs', ready: 'alive', workers: 2 });
  expect(pidsOf(await box.status())).toHaveLength(2);
});
