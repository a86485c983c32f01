// An app, a pool or a seat is stopped, started and restarted; the others don't notice.
import { expect, test } from 'vitest';
import { PostLoad } from '../load/post-load.ts';
import { tryToAsk } from './ask.ts';
import { isAlive } from './processes.ts';
import { type Box, freePort, pidsOf, quick, startBox, workersOf } from './rig.ts';

async function upTwoPools(box: Box): Promise<number> {
  const port = await freePort();
  const web = { ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${port}`, workers: 2 };
  const admin = { ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${await freePort()}` };
  await box.serve({ pools: { web, admin } });
  return port;
}

test('a whole app is stopped and started again', async () => {
  await using box = await startBox();
  const port = await upTwoPools(box);
  const before = await box.status();
  expect((await box.allswell('stop', 'app')).code).toBe(0);
  expect(pidsOf(before).some(isAlive)).toBe(false);
  expect(await tryToAsk(port)).toBe('ECONNREFUSED');
  const stopped = await box.status();
  expect(stopped.isWell).toBe(false);
  expect(stopped.apps[0]?.concerns).toContain('web is stopped, because somebody asked');
  expect((await box.allswell('start', 'app')).code).toBe(0);
  await box.until('all is well', (_, { isWell }) => isWell);
  expect(await tryToAsk(port)).toMatchObject({ status: 200 });
});

test('one pool is stopped and started, and the other one keeps its process', async () => {
  await using box = await startBox();
  const port = await upTwoPools(box);
  const before = await box.status();
  await box.allswell('stop', 'app.web');
  expect(await tryToAsk(port)).toBe('ECONNREFUSED');
  await box.allswell('start', 'app.web');
  const after = await box.until('all is well', (_, { isWell }) => isWell);
  expect(pidsOf(after, 'admin')).toEqual(pidsOf(before, 'admin'));
});

test('one seat is stopped, stays so over a roll, and is started again', async () => {
  await using box = await startBox();
  const port = await upTwoPools(box);
  await box.allswell('stop', 'app.web.2');
  const seats = (app: Parameters<typeof workersOf>[0]): number[] => workersOf(app, 'web').map(({ seat }) => seat);
  expect(seats(await box.status())).toEqual([1]);
  expect(await tryToAsk(port)).toMatchObject({ status: 200 });
  await box.roll();
  await box.until('one seat is filled', (_, status) => seats(status).join() === '1');
  await box.allswell('start', 'app.web.2');
  await box.until('all is well', (_, status) => status.isWell && seats(status).join() === '1,2');
});

test('a restart replaces workers by twins of the same generation, without a request lost', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '20s', run: 'plain-http.cjs', workers: 2, listen: `127.0.0.1:${port}` });
  const before = await box.status();
  const load = new PostLoad({
    url: `http://127.0.0.1:${port}/`,
    clients: 6,
    body: 'x',
    pauseShare: 0.2,
    pauseMsMax: 300,
    thinkMs: 5,
    timeoutMs: 10_000,
  });
  expect((await box.allswell('restart', 'app.web.1')).code).toBe(0);
  const kept = workersOf(before).find(({ seat }) => seat === 2)?.pid;
  const one = await box.until(
    'the twin serves alone',
    (_, status) =>
      pidsOf(status).length === 2 && workersOf(status).length === 2 && pidsOf(status).join() !== pidsOf(before).join(),
  );
  expect(pidsOf(one)).toContain(kept);
  expect((await box.allswell('restart')).code).toBe(0);
  const all = await box.until(
    'both twins serve alone',
    (_, status) =>
      workersOf(status).length === 2 &&
      pidsOf(status).length === 2 &&
      !pidsOf(status).some((pid) => pidsOf(one).includes(pid)),
  );
  expect(all.apps[0]?.generation).toBe(1);
  expect((await load.stop()).failures).toEqual({});
});

test('targets that are not there are refused with what there is', async () => {
  await using box = await startBox();
  await upTwoPools(box);
  const say = async (...args: string[]): Promise<[number, string]> => {
    const { code, stderr } = await box.allswell(...args);
    return [code, stderr];
  };
  expect(await say('stop', 'shop')).toEqual([1, expect.stringContaining('the apps here are app')]);
  expect(await say('stop', 'app.api')).toEqual([1, expect.stringContaining('its pools are web, admin')]);
  expect(await say('restart', 'app.web.3')).toEqual([1, expect.stringContaining('it has 2 seats')]);
  expect(await say('start', 'app..1')).toEqual([2, expect.stringContaining('names nothing')]);
});
