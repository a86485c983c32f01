// Hard moment 4: the daemon is killed under load. Nobody notices, and the next one knows everything.
import { expect, test } from 'vitest';
import { PostLoad } from '../load/post-load.ts';
import { tryToAsk } from './ask.ts';
import { noticesOf } from './events.ts';
import { freePort, pidsOf, quick, startBox, waitFor } from './rig.ts';

test('a daemon killed under load costs no request and no worker, and the next one tells the truth', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', workers: 2, listen: port });
  const load = new PostLoad({
    url: `http://127.0.0.1:${port}/slow?ms=10`,
    clients: 8,
    body: 'x',
    pauseShare: 0.2,
    pauseMsMax: 200,
    thinkMs: 5,
    timeoutMs: 10_000,
  });
  const before = await box.until('load arrives', () => load.count.ok > 50);
  process.kill(before.daemon.pid, 'SIGKILL');
  const after = await box.until('another daemon answers', (_, { daemon }) => daemon.pid !== before.daemon.pid);
  const answered = load.count.ok;
  await waitFor('load goes on', () => load.count.ok > answered + 50);
  expect((await load.stop()).failures).toEqual({});
  expect(pidsOf(after)).toEqual(pidsOf(before));
  expect(after).toMatchObject({
    isWell: true,
    keeper: before.keeper,
    apps: [{ generation: 1, roll: null, concerns: [], lastRoll: { generation: 1, outcome: 'settled' } }],
  });
  await box.roll();
  expect((await box.status()).apps[0]?.generation).toBe(2);
});

test('a worker that dies while there is no daemon has its exit code known, and its seat is filled', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: port });
  const before = await box.status();
  process.kill(before.daemon.pid, 'SIGKILL');
  await tryToAsk(port, '/exit?code=7');
  const after = await box.until(
    'the seat is filled again',
    (_, status) => status.isWell && pidsOf(status).length === 1,
  );
  expect(after.daemon.pid).not.toBe(before.daemon.pid);
  expect(pidsOf(after)).not.toEqual(pidsOf(before));
  const deaths = await noticesOf(box, 'worker-died');
  expect(deaths).toMatchObject([{ death: { code: 7, signal: null, pid: pidsOf(before)[0], during: 'serving' } }]);
});

test('a daemon that is killed again and again keeps the same workers', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', workers: 2, listen: await freePort() });
  const before = await box.status();
  let { daemon } = before;
  for (let time = 1; time <= 3; time += 1) {
    process.kill(daemon.pid, 'SIGKILL');
    ({ daemon } = await box.until('another daemon answers', (_, status) => status.daemon.pid !== daemon.pid));
  }
  const after = await box.until('all is well', (_, { isWell }) => isWell);
  expect(pidsOf(after)).toEqual(pidsOf(before));
});

test('a daemon that looks after two apps takes nothing from either when it is killed', async () => {
  await using box = await startBox();
  const ports = [await freePort(), await freePort()];
  for (const [index, listen] of ports.entries())
    await box.serve({ ...quick, name: `app-${index}`, run: 'plain-http.cjs', listen });
  const before = await box.status();
  process.kill(before.daemon.pid, 'SIGKILL');
  await box.until('another daemon answers', (_, { daemon }) => daemon.pid !== before.daemon.pid);
  for (const name of ['app-0', 'app-1']) expect((await box.allswell('roll', name)).stderr).not.toContain('allswell:');
  const after = await box.until('all is well', (_, { isWell }) => isWell);
  expect(after.apps.map(({ generation }) => generation)).toEqual([2, 2]);
});
