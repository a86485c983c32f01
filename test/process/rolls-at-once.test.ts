// Hard moment 2: many rolls at once end in one generation, and no process is left over.
import { expect, test } from 'vitest';
import { PostLoad } from '../load/post-load.ts';
import { processesOf } from './processes.ts';
import { type Box, freePort, pidsOf, quick, startBox, workersOf } from './rig.ts';

/** One generation on both seats, and beside keeper and daemon no other process. */
async function expectOneGeneration(box: Box): Promise<void> {
  const status = await box.until(
    'one generation is left',
    (app, all) =>
      app.roll === null && workersOf(all).length === 2 && workersOf(all).every((one) => one.state === 'serving'),
  );
  expect(new Set(workersOf(status).map((one) => one.generation))).toEqual(new Set([status.apps[0]?.generation]));
  expect(status.strays).toEqual([]);
  const expected = [status.keeper.pid, status.daemon.pid, ...pidsOf(status)];
  expect(
    processesOf(box.home)
      .map(({ pid }) => pid)
      .toSorted((a, b) => a - b),
  ).toEqual(expected.toSorted((a, b) => a - b));
}

test('three rolls within a second end in one generation, with no request lost and no process left over', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '20s', run: 'plain-http.cjs', workers: 2, listen: port });
  const load = new PostLoad({
    url: `http://127.0.0.1:${port}/`,
    clients: 8,
    body: 'x',
    pauseShare: 0.2,
    pauseMsMax: 300,
    thinkMs: 5,
    timeoutMs: 10_000,
  });
  const rolls = await Promise.all([box.allswell('roll'), box.allswell('roll'), box.allswell('roll')]);
  expect(rolls.map(({ code }) => code)).toEqual([0, 0, 0]);
  await expectOneGeneration(box);
  const count = await load.stop();
  expect(count.failures).toEqual({});
});

test('a roll that is asked for while another one drains ends in the newest generation', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'ready-late.cjs', workers: 2, listen: port, env: { READY_AFTER_MS: '200' } });
  const first = box.allswell('roll');
  await box.until('the first one drains', (_, status) => workersOf(status).some((one) => one.state === 'draining'));
  expect([(await box.allswell('roll')).code, (await first).code]).toEqual([0, 0]);
  expect((await box.status()).apps[0]?.generation).toBe(3);
  await expectOneGeneration(box);
});

test('a roll that fails while another one waits behind it lets that one have its turn', async () => {
  await using box = await startBox();
  const good = { ...quick, run: 'plain-http.cjs', workers: 2, listen: await freePort() };
  await box.serve(good);
  box.writeConfig({ ...good, run: 'never-ready.cjs', start: '1s' });
  const failing = box.allswell('roll');
  await box.until('the failing one is under way', (app) => app.roll !== null);
  box.writeConfig(good);
  expect([(await box.allswell('roll')).code, (await failing).code]).toEqual([0, 1]);
  await expectOneGeneration(box);
});
