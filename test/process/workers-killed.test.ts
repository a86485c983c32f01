// Hard moment 3: all web workers killed under load. Nobody is refused: the kernel keeps connections for the next worker.
import { expect, test } from 'vitest';
import { PostLoad } from '../load/post-load.ts';
import { freePort, pidsOf, quick, startBox } from './rig.ts';

const CLIENTS = 8;

test('when all web workers are killed under load, only requests on open connections fail, and none is refused', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, queueFor: '10s', run: 'plain-http.cjs', workers: 2, listen: port });
  const load = new PostLoad({
    url: `http://127.0.0.1:${port}/slow?ms=20`,
    clients: CLIENTS,
    body: 'x',
    pauseShare: 0,
    pauseMsMax: 0,
    thinkMs: 5,
    timeoutMs: 10_000,
  });
  const before = await box.until('load arrives', () => load.count.ok > 50);
  for (const pid of pidsOf(before)) process.kill(pid, 'SIGKILL');
  const answered = load.count.ok;
  const isBack = (pids: number[]): boolean => pids.length === 2 && pids.every((pid) => !pidsOf(before).includes(pid));
  await box.until(
    'both seats are filled again',
    (_, status) => isBack(pidsOf(status)) && load.count.ok > answered + 50,
  );
  const count = await load.stop();
  expect(Object.keys(count.failures).filter((failure) => !/^(ECONNRESET|EPIPE|socket hang up)/.test(failure))).toEqual(
    [],
  );
  expect(count.failed).toBeLessThanOrEqual(CLIENTS);
});
