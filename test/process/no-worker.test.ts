// Hard moment 3, the long gap: with no worker for `queueFor` requests get a quick 503, and 200 again when one is back.
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { freePort, pidsOf, quick, startBox, waitFor } from './rig.ts';

test('with no worker for queueFor, requests are answered 503 with Retry-After at once, then 200 again', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'ready-late.cjs', listen: port, env: { READY_AFTER_MS: '1500' } });
  process.kill(pidsOf(await box.status())[0] ?? 0, 'SIGKILL');

  const refusal = await waitFor('a 503 came', async () => {
    const answered = await ask(port).catch(() => null);
    return answered?.status === 503 && answered;
  });
  expect(refusal.headers['retry-after']).toMatch(/^\d+$/);
  expect(refusal.tookMs).toBeLessThan(3000);
  expect((await box.status()).apps[0]?.concerns.join()).toContain('answered with 503');

  // No request may meet the change from one to the other: every answer is a 503 or a 200.
  const answer = await waitFor('a 200 came', async () => {
    const answered = await ask(port);
    expect([200, 503]).toContain(answered.status);
    return answered.status === 200 && answered;
  });
  expect(answer.status).toBe(200);
  await box.until('all is well again', (_, { isWell }) => isWell);
});

test('a connection that is opened in a short gap waits and is answered', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, queueFor: '10s', run: 'ready-late.cjs', listen: port, env: { READY_AFTER_MS: '700' } });
  process.kill(pidsOf(await box.status())[0] ?? 0, 'SIGKILL');
  await box.until('nobody serves', (_, status) => pidsOf(status).length === 0);
  const answer = await ask(port);
  expect(answer.status).toBe(200);
});
