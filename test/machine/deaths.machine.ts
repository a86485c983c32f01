// Promise 5 on a booted server: the daemon, the keeper or both are killed, and no request, job or tick is lost.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../process/wait.ts';
import { bootBox, type Box } from './box/box.ts';
import { losesNothing } from './load.ts';
import {
  CONFIG,
  holdRequest,
  keeperPid,
  ownProcesses,
  putApp,
  putSite,
  readStatus,
  servesAll,
  servingPids,
  statusOf,
  waitForFreshWorkers,
} from './site.ts';

/** More than can be done before the first keeper is killed. */
const JOBS = 60;

let box: Box;

beforeAll(async () => {
  box = await bootBox('deaths');
  await putSite(box);
  await box.must('allswell', 'up', '--detach', CONFIG);
  await box.must('allswell', 'install', FRAIL());
});
beforeEach(async () => {
  await waitFor('all is well', () => servesAll(box));
});
afterAll(() => box?.end());

const FRAIL = (): string =>
  putApp(box, 'frail', { run: 'plain-http.cjs', listen: '127.0.0.1:7000', queueFor: '300ms' });
const kill = (...pids: number[]): Promise<string> => box.must('kill', '-9', ...pids.map(String));
const daemonPid = async (): Promise<number> => (await readStatus(box)).daemon.pid;

test('a killed daemon costs no request and no worker', async () => {
  const before = await servingPids(box);
  await losesNothing(box, 'daemon killed twice', async () => {
    for (let round = 0; round < 2; round += 1) {
      const old = await daemonPid();
      await kill(old);
      await waitFor(
        'another daemon says that all is well',
        async () => (await servesAll(box)) && (await daemonPid()) !== old,
      );
    }
  });
  expect(await servingPids(box)).toEqual(before);
});

test('a killed keeper costs no request: its workers serve on, are taken over and replaced', async () => {
  const before = await servingPids(box);
  const slow = await holdRequest(box, 4000);
  await losesNothing(box, 'keeper killed', async () => {
    await kill(await keeperPid(box));
    await waitForFreshWorkers(box, before);
  });
  expect(await slow.answered).toBe(200);
  await onlyOursAreLeft();
});

test('keeper and daemon killed at once cost no request either', async () => {
  const before = await servingPids(box);
  await losesNothing(box, 'both killed', async () => {
    await kill(await daemonPid(), await keeperPid(box));
    await waitForFreshWorkers(box, before);
  });
  await onlyOursAreLeft();
});

test('a keeper killed in the middle of a roll, and its successor soon after, cost no request', async () => {
  const before = await servingPids(box);
  await losesNothing(box, 'keeper killed twice during a roll', async () => {
    const roll = box.run('allswell', 'roll', 'shop');
    await waitFor('the roll is under way', async () =>
      (await readStatus(box)).apps.some((app) => app.roll || app.generation > 1),
    );
    const first = await keeperPid(box);
    await kill(first);
    await roll;
    const second = await waitFor('systemd has started another keeper', async () => {
      const pid = await keeperPid(box);
      return pid > 0 && pid !== first && pid;
    });
    await kill(second);
    await waitForFreshWorkers(box, before);
  });
  await onlyOursAreLeft();
});

test('jobs in hand are finished and the scheduler is never doubled while keepers die', async () => {
  const [queue, ticks] = ['/srv/chores/queue', '/srv/chores/ticks'];
  const names = Array.from({ length: JOBS }, (_, index) => `${String(index).padStart(2, '0')}.job`);
  for (const name of names) box.write(`${queue}/${name}`, '');
  const pools = {
    cron: { kind: 'scheduler', run: 'scheduler.cjs', env: { TICK_FILE: ticks, TICK_MS: '20' } },
    jobs: { kind: 'queue', run: 'queue-worker.cjs', workers: 2, env: { QUEUE_DIR: queue, JOB_MS: '200' } },
  };
  await box.must('allswell', 'up', '--detach', putApp(box, 'chores', { pools }));
  for (let round = 0; round < 2; round += 1) {
    const before = await servingPids(box, 'chores');
    await kill(await keeperPid(box));
    await waitForFreshWorkers(box, before);
  }
  const done = await waitFor('every job is done', () => {
    const lines = box.read(`${queue}/done.log`).trim().split('\n');
    return lines.length >= JOBS && lines;
  });
  expect(done.toSorted()).toEqual(names);
  const pids = box
    .read(ticks)
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[1]);
  // Whoever has been followed by another never ticks again.
  const turns = pids.filter((pid, index) => pid !== pids[index - 1]);
  expect(turns).toEqual([...new Set(pids)]);
  expect(turns.length).toBe(3);
});

test('a stand-in that outlived its keeper answers 503 on, and leaves when a worker can serve', async () => {
  const url = 'http://127.0.0.1:7000/';
  box.write('/srv/frail/plain-http.cjs', 'process.exit(1);');
  await kill(...(await servingPids(box, 'frail')));
  await waitFor('nobody can serve', async () => (await statusOf(box, url)) === 503);
  const keeper = await keeperPid(box);
  await kill(keeper);
  await waitFor('another keeper runs', async () => ![0, keeper].includes(await keeperPid(box)));
  expect(await statusOf(box, url)).toBe(503);

  FRAIL();
  await waitFor('it can be told', async () => (await box.run('allswell', 'restart', 'frail')).code === 0);
  await waitFor('all is well', () => servesAll(box), 40_000);
  for (let round = 0; round < 10; round += 1) expect(await statusOf(box, url)).toBe(200);
  expect((await ownProcesses(box)).filter((line) => line.includes('stand-in'))).toEqual([]);
});

async function onlyOursAreLeft(): Promise<void> {
  const { daemon, keeper, apps } = await readStatus(box);
  const workers = apps.flatMap((app) => app.pools.flatMap((pool) => pool.workers.map((worker) => worker.pid)));
  const pids = (await ownProcesses(box)).map((line) => Number(line.split(' ')[0]));
  expect(new Set(pids)).toEqual(new Set([daemon.pid, keeper.pid, ...workers]));
}
