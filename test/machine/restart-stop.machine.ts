// What systemd's own words do to Allswell: a restart costs nothing, a stop leaves nothing, and nothing starts it again.
import { afterAll, beforeAll, expect, test } from 'vitest';
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

const UNITS = ['allswell.socket', 'allswell.service'];
let box: Box;

beforeAll(async () => {
  box = await bootBox('restart-stop');
  await putSite(box);
  await box.must('allswell', 'install', CONFIG);
});
afterAll(() => box?.end());

test('a restart under load costs no request, waits for none, and replaces every worker', async () => {
  const [before, keeper] = [await servingPids(box), await keeperPid(box)];
  const slow = await holdRequest(box, 6000);
  let isAnswered = false;
  void slow.answered.then(() => (isAnswered = true));
  await losesNothing(box, 'restarted', async () => {
    await box.must('systemctl', 'restart', 'allswell.service');
    expect(isAnswered).toBe(false);
    await waitForFreshWorkers(box, before);
  });
  expect(await slow.answered).toBe(200);
  expect(await keeperPid(box)).not.toBe(keeper);
});

test('a package that was replaced where it lies is taken up by a restart', async () => {
  const [before, dist] = [await servingPids(box), '/usr/local/lib/node_modules/allswell/dist'];
  await box.must('sh', '-c', `cp -a ${dist} ${dist}.new && rm -r ${dist} && mv ${dist}.new ${dist}`);
  await box.must('systemctl', 'restart', 'allswell.service');
  await waitForFreshWorkers(box, before);
});

test('a port outside the socket unit is drained before a restart, not cut', async () => {
  await box.must(
    'allswell',
    'up',
    '--detach',
    putApp(box, 'late', { run: 'plain-http.cjs', listen: '127.0.0.1:5000' }),
  );
  const slow = await holdRequest(box, 2500, 5000);
  await box.must('systemctl', 'restart', 'allswell.service');
  expect(await slow.answered).toBe(200);
  await waitFor('both apps serve', () => servesAll(box));
});

test('a stop finishes what is in hand, leaves no process and frees the ports', async () => {
  const slow = await holdRequest(box, 2500);
  await box.must('systemctl', 'stop', 'allswell.service');
  expect(await slow.answered).toBe(200);
  expect(await ownProcesses(box)).toEqual([]);
  // A request must not start it again, as the socket unit otherwise would.
  expect(await statusOf(box, 'http://127.0.0.1:3000/')).toBe('ECONNREFUSED');
  expect((await box.run('systemctl', 'is-active', ...UNITS)).stdout).toBe('inactive\ninactive\n');
});

test('`up` starts it again under systemd', async () => {
  await box.must('allswell', 'up', '--detach', CONFIG);
  expect(await readStatus(box)).toMatchObject({ keeper: { isUnderSystemd: true } });
  expect((await box.run('systemctl', 'is-active', ...UNITS)).stdout).toBe('active\nactive\n');
  expect(await statusOf(box, 'http://127.0.0.1/')).toBe(200);
});

test('a stop goes on though the daemon dies over it', async () => {
  const slow = await holdRequest(box, 4000);
  const stop = box.run('systemctl', 'stop', 'allswell.service');
  const { daemon } = await waitFor('the daemon drains', async () => {
    const status = await readStatus(box);
    return status.apps.some((app) => app.pools.some((pool) => pool.isStopped)) && status;
  });
  await box.must('kill', '-9', String(daemon.pid));
  expect(await stop).toMatchObject({ code: 0 });
  expect(await slow.answered).toBe(200);
  expect(await ownProcesses(box)).toEqual([]);
});

test('`down` is a stop, and not undone by systemd', async () => {
  await box.must('systemctl', 'start', 'allswell.service');
  await waitFor('all serve', () => servesAll(box));
  await box.must('allswell', 'down');
  expect(await ownProcesses(box)).toEqual([]);
  expect((await box.run('systemctl', 'is-active', ...UNITS)).stdout).toBe('inactive\ninactive\n');
});
