// Hard moment 4, in a roll: the daemon is killed while a new generation boots, and the next one ends the roll properly.
import { expect, test } from 'vitest';
import type { StatusWorker } from '../../protocol/control.ts';
import { PostLoad } from '../load/post-load.ts';
import { noticesOf } from './events.ts';
import { processesOf } from './processes.ts';
import { freePort, pidsOf, quick, startBox, workersOf } from './rig.ts';

const LOAD = { clients: 8, body: 'x', pauseShare: 0.2, pauseMsMax: 200, thinkMs: 5, timeoutMs: 10_000 };

test('a daemon killed in the middle of a roll costs no request, and the next one ends the roll', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({
    ...quick,
    drain: '20s',
    run: 'ready-late.cjs',
    workers: 2,
    listen: port,
    env: { READY_AFTER_MS: '800' },
  });
  const load = new PostLoad({ ...LOAD, url: `http://127.0.0.1:${port}/` });
  const roll = box.allswell('roll');
  const isBooting = ({ state, pid }: StatusWorker): boolean => state === 'starting' && pid !== null;
  const before = await box.until('new workers boot', (_, status) => workersOf(status).filter(isBooting).length === 2);
  const [oldPids, newPids] = [
    pidsOf(before),
    workersOf(before).flatMap(({ pid, state }) => (state === 'starting' ? [pid] : [])),
  ];
  process.kill(before.daemon.pid, 'SIGKILL');

  const resumed = await box.until('another daemon answers', (_, { daemon }) => daemon.pid !== before.daemon.pid);
  expect(pidsOf(resumed)).toEqual(expect.arrayContaining(oldPids));
  expect((await roll).code).toBe(4);
  expect((await roll).stderr).toContain('finishes what had begun');

  const after = await box.until(
    'the roll is over',
    (app, status) => app.roll === null && status.isWell && workersOf(status).length === 2,
  );
  expect((await load.stop()).failures).toEqual({});
  expect(after.apps[0]).toMatchObject({ generation: 2, lastRoll: { generation: 2, outcome: 'settled' } });
  expect(pidsOf(after)).toEqual(newPids.toSorted((a, b) => Number(a) - Number(b)));
  expect(await noticesOf(box, 'roll-settled')).toMatchObject([{ generation: 1 }, { generation: 2 }]);
  const expected = [after.keeper.pid, after.daemon.pid, ...pidsOf(after)];
  expect(
    processesOf(box.home)
      .map(({ pid }) => pid)
      .toSorted((a, b) => a - b),
  ).toEqual(expected.toSorted((a, b) => a - b));
});

test('a worker that was spawned when its daemon was dead already is known to the next one, with its pid', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${await freePort()}` });
  const { keeper, daemon } = await box.status();
  process.kill(keeper.pid, 'SIGSTOP');
  await box.allswell('scale', 'web=2');
  await box.until('a spawn is ordered', (_, status) => workersOf(status).length === 2);
  process.kill(daemon.pid, 'SIGKILL');
  process.kill(keeper.pid, 'SIGCONT');
  const after = await box.until('two serve', (_, status) => status.isWell && workersOf(status).length === 2);
  expect(after.daemon.pid).not.toBe(daemon.pid);
  expect(processesOf(box.home).map(({ pid }) => pid)).toEqual(expect.arrayContaining(pidsOf(after)));
  expect(pidsOf(after)).toHaveLength(2);
});

test('a daemon killed while old workers drain lets them finish', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '20s', run: 'plain-http.cjs', listen: port });
  const load = new PostLoad({ ...LOAD, pauseShare: 0.5, pauseMsMax: 1500, url: `http://127.0.0.1:${port}/` });
  await box.until('load arrives', () => load.count.ok > 50);
  const roll = box.allswell('roll');
  const before = await box.until('the old one drains', (_, status) =>
    workersOf(status).some(({ state }) => state === 'draining'),
  );
  process.kill(before.daemon.pid, 'SIGKILL');
  await roll;
  const after = await box.until('the old one has gone', (_, status) => status.isWell && workersOf(status).length === 1);
  expect(after.daemon.pid).not.toBe(before.daemon.pid);
  expect((await load.stop()).failures).toEqual({});
});

test('a daemon killed in a roll that is to fail lets the old generation serve on', async () => {
  await using box = await startBox();
  const listen = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', workers: 2, listen });
  box.writeConfig({ ...quick, run: 'dies-at-boot.cjs', workers: 2, listen });
  const before = await box.status();
  const roll = box.allswell('roll');
  await box.until('the roll has begun', (app) => app.roll !== null);
  process.kill(before.daemon.pid, 'SIGKILL');
  await roll;
  const after = await box.until(
    'the roll is over',
    (app, status) => app.roll === null && workersOf(status).length === 2,
  );
  expect(after.apps[0]).toMatchObject({ generation: 1, lastRoll: { generation: 2, outcome: 'abandoned' } });
  expect(pidsOf(after)).toEqual(pidsOf(before));
});
