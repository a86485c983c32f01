// Hard moment 9: what is in hand when a worker drains is answered, whatever the app does about signals.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask, tryToAsk } from './ask.ts';
import { apps, type Box, freePort, quick, startBox, waitFor, workersOf } from './rig.ts';

/** Rolls while `path` is being asked; gives its answer, which must be the old generation's. */
async function rollDuring(box: Box, port: number, path: string): Promise<void> {
  const inHand = ask(port, path);
  await box.until('the request is in hand', (_, status) =>
    workersOf(status).some(({ requestsInHand }) => requestsInHand === 1),
  );
  const roll = box.allswell('roll');
  // Both accept for the instant between the serving of the one and the drain of the other.
  await waitFor('the new one answers', async () => (await ask(port)).body['generation'] === '2');
  expect(await inHand).toMatchObject({ status: 200, body: { generation: '1' } });
  expect((await roll).code).toBe(0);
  await box.until('the old one has gone', (_, status) => workersOf(status).length === 1);
}

test('an app without any signal handler answers what it has in hand before it is asked to end', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '20s', run: 'plain-http.cjs', listen: port });
  await rollDuring(box, port, '/slow?ms=3000');
});

test('an app that waits for its requests itself is let do so', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({
    ...quick,
    drain: '20s',
    run: 'never-closes.cjs',
    listen: port,
    health: '/health',
    env: { REQUEST_MS: '3000' },
  });
  const inHand = ask(port);
  await box.until('the request is in hand', (_, status) =>
    workersOf(status).some(({ requestsInHand }) => requestsInHand === 1),
  );
  const stopped = box.allswell('stop');
  expect((await inHand).status).toBe(200);
  expect((await stopped).code).toBe(0);
});

test('a request that takes longer than the drain is cut at the deadline, and the roll goes on', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '1s', run: 'plain-http.cjs', listen: port });
  const inHand = tryToAsk(port, '/slow?ms=15000');
  await box.until('the request is in hand', (_, status) =>
    workersOf(status).some(({ requestsInHand }) => requestsInHand === 1),
  );
  await box.roll();
  expect(await inHand).toBe('ECONNRESET');
});

test.each(['nest-no-hooks', 'nest-slow-hooks'])(
  '%s answers what it has in hand, and its hooks are let run',
  async (name) => {
    await using box = await startBox();
    const port = await freePort();
    await box.serve({
      ...quick,
      drain: '20s',
      stop: '8s',
      cwd: join(apps, 'frameworks'),
      run: `${name}.cjs`,
      listen: port,
    });
    await rollDuring(box, port, '/slow?ms=2500');
    const { stdout } = await box.allswell('logs');
    expect(stdout.includes('module destroyed')).toBe(name === 'nest-slow-hooks');
  },
);
