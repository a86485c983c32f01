// Hard moment 8: an app's own keepAliveTimeout is kept and told; Node's default is raised above a proxy's.
import { Agent, request } from 'node:http';
import { expect, test } from 'vitest';
import { freePort, quick, startBox } from './rig.ts';

/** The `Keep-Alive` header that a kept-alive connection is answered with. */
async function keepAliveOf(port: number): Promise<string> {
  const agent = new Agent({ keepAlive: true });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request({ port, agent, host: '127.0.0.1' }, (response) => {
    response.resume();
    resolve(String(response.headers['keep-alive']));
  })
    .on('error', reject)
    .end();
  return promise.finally(() => agent.destroy());
}

test('a keepAliveTimeout of the app’s own is kept, and told as a concern', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'keepalive-short.cjs', listen: port });
  expect(await keepAliveOf(port)).toBe('timeout=1');
  const status = await box.status();
  expect(status.isWell).toBe(false);
  expect(status.apps[0]?.concerns.join()).toMatch(/sets keepAliveTimeout to 1(\.0)? s, below nginx's 60 s/);
});

test('Node’s own keepAliveTimeout is raised to 75 s, above nginx’s 60', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: port });
  expect(await keepAliveOf(port)).toBe('timeout=75');
  expect((await box.status()).isWell).toBe(true);
});
