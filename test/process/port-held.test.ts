// Hard moment 6: somebody else holds the port. It is said at once by whom, and nothing is started again and again.
import { once } from 'node:events';
import net from 'node:net';
import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { processesOf } from './processes.ts';
import { freePort, pidsOf, quick, startBox, waitFor } from './rig.ts';

async function holdPort(): Promise<{ port: number } & AsyncDisposable> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return { port, [Symbol.asyncDispose]: async () => void server.close() };
}

test('an `up` on a held port fails at once and names the holder; nothing is left running', async () => {
  await using box = await startBox();
  await using held = await holdPort();
  const up = await box.allswell(
    'up',
    '--detach',
    box.writeConfig({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${held.port}` }),
  );
  expect(up.code).toBe(1);
  expect(up.stderr).toContain(`port ${held.port} is held by pid ${process.pid} (`);
  expect(up.stderr).toContain(`user ${userInfo().username}`);
  expect(up.stderr).toMatch(/since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  await waitFor('every process has gone', () => processesOf(box.home).length === 0);
});

test('a held port that an app asks for without our being told is named too', async () => {
  await using box = await startBox();
  await using held = await holdPort();
  const config = { ...quick, run: 'listens-elsewhere.cjs', env: { ELSEWHERE_PORT: String(held.port) } };
  const up = await box.allswell('up', '--detach', box.writeConfig(config));
  expect(up.code).toBe(1);
  expect(up.stderr).toContain(`port ${held.port} is held by pid ${process.pid} (`);
});

test('a roll to a held port is refused, and what serves keeps serving on its own', async () => {
  await using box = await startBox();
  await using held = await holdPort();
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${port}` });
  const before = await box.status();
  box.writeConfig({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${held.port}` });
  const rolled = await box.allswell('roll');
  expect(rolled.code).toBe(1);
  expect(rolled.stderr).toContain(`is held by pid ${process.pid} (`);
  expect(pidsOf(await box.status())).toEqual(pidsOf(before));
  expect((await ask(port)).status).toBe(200);
});

test('two apps on one port: the second is refused and told which app has it', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, name: 'first', run: 'plain-http.cjs', listen: `127.0.0.1:${port}` });
  const second = await box.allswell(
    'up',
    '--detach',
    box.writeConfig({ ...quick, name: 'second', run: 'plain-http.cjs', listen: `127.0.0.1:${port}` }),
  );
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`port ${port} is taken by the app first`);
  await box.until('the first is alone and well', (_, status) => status.isWell && status.apps.length === 1);
});

test('two pools that ask for one port unasked do not share it: the second gets EADDRINUSE, as without us', async () => {
  await using box = await startBox();
  const env = { ELSEWHERE_PORT: String(await freePort()) };
  const run = { kind: 'web', run: 'listens-elsewhere.cjs', ...quick };
  const up = await box.allswell('up', '--detach', box.writeConfig({ env, pools: { web: run, admin: run } }));
  expect(up.code).toBe(1);
  expect(up.stderr).toContain('EADDRINUSE');
});
