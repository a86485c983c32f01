// https, http/2 and cluster: they run and are replaced, and status says honestly what is not promised of them.
import { Agent, request } from 'node:https';
import { connect } from 'node:http2';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { processesOf } from './processes.ts';
import { type Box, freePort, quick, startBox, waitFor, workersOf } from './rig.ts';

type Get = () => Promise<Record<string, unknown>>;

const overTls =
  (port: number): Get =>
  async () => {
    const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
    const agent = new Agent({ rejectUnauthorized: false, keepAlive: false });
    request({ host: '127.0.0.1', port, agent }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (body: string) => resolve(JSON.parse(body)));
    })
      .on('error', reject)
      .end();
    return promise;
  };

const overHttp2 =
  (port: number): Get =>
  async () => {
    const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
    const session = connect(`http://127.0.0.1:${port}`);
    session.on('error', reject);
    const stream = session.request({ ':path': '/' });
    stream.setEncoding('utf8');
    stream.on('data', (body: string) => resolve(JSON.parse(body)));
    stream.on('error', reject);
    stream.end();
    return promise.finally(() => session.close());
  };

async function expectReplaced(box: Box, get: Get, said: string): Promise<void> {
  expect((await get())['generation']).toBe('1');
  const { apps, isWell } = await box.status();
  expect(isWell).toBe(true);
  expect(apps[0]?.notChecked.join()).toContain(`rolls of a ${said} server; it is replaced, but no promise is made`);
  await box.roll();
  await waitFor('the new one answers', async () => (await get().catch(() => null))?.['generation'] === '2');
  await box.until('the old one has gone', (_, status) => workersOf(status).length === 1 && status.isWell);
}

test('an https server runs, is replaced, and status says what is not promised', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'https-server.cjs', health: '/', listen: `127.0.0.1:${port}` });
  await expectReplaced(box, overTls(port), 'https');
});

test('an http/2 server runs, is replaced, and status says what is not promised', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'http2-server.cjs', listen: `127.0.0.1:${port}` });
  await expectReplaced(box, overHttp2(port), 'http2-clear');
});

test('an app that uses cluster itself runs, is replaced with all its own workers, and status says what is not promised', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'uses-cluster.cjs', listen: `127.0.0.1:${port}` });
  await expectReplaced(box, async () => (await ask(port)).body, 'cluster');
  // Keeper, daemon, the new primary and its two.
  await waitFor('the old ones have gone', () => processesOf(box.home).length === 5);
});
