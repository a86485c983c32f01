// `status` says "All's well" only when it is; its exit codes and its JSON are for scripts.
import { expect, test } from 'vitest';
import { eventsOf } from './events.ts';
import { freePort, pidsOf, quick, startBox } from './rig.ts';

test('exit codes: 4 with no daemon, 0 when all is well, 3 when it is not', async () => {
  await using box = await startBox();
  expect((await box.allswell('status')).code).toBe(4);
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${await freePort()}` });
  expect(await box.allswell('status')).toMatchObject({ code: 0, stdout: expect.stringContaining("All's well.") });
  await box.allswell('stop');
  const stopped = await box.allswell('status');
  expect(stopped.code).toBe(3);
  expect(stopped.stdout).toContain('web is stopped, because somebody asked');
  expect(stopped.stdout).not.toContain("All's well");
});

test('the JSON carries schema, daemon, and for each worker pool, seat, state, pid, generation, release and since', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${await freePort()}` });
  const status = await box.json('status');
  const known = await box.status();
  expect(status).toMatchObject({
    schema: 1,
    isWell: true,
    home: box.home,
    daemon: { pid: known.daemon.pid },
    keeper: { pid: known.keeper.pid },
  });
  const worker = {
    pool: 'web',
    seat: 1,
    state: 'serving',
    pid: pidsOf(known)[0],
    generation: 1,
    release: 'apps',
    since: expect.any(String),
  };
  expect(status).toMatchObject({ apps: [{ pools: [{ workers: [worker] }] }] });
});

test('events tell a start, a roll and a death, in words and as JSON, also when the daemon is down', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${await freePort()}` });
  await box.roll();
  const [pid = 0] = pidsOf(await box.status());
  process.kill(pid, 'SIGKILL');
  await box.until('another one serves', (_, status) => pidsOf(status).length === 1 && !pidsOf(status).includes(pid));
  await box.allswell('down');
  const kinds = (await eventsOf(box)).map(({ notice }) => notice.kind);
  for (const kind of ['roll-started', 'roll-committed', 'roll-settled', 'worker-serves', 'worker-gone', 'worker-died'])
    expect(kinds).toContain(kind);
  const { stdout } = await box.allswell('events');
  expect(stdout).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d app: web\.1 was killed by SIGKILL after/);
});
