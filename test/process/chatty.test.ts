// Hard moment 8: an app that prints 100 MB a minute costs Allswell no processor, and loses no line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { processorMs } from './processes.ts';
import { freePort, quick, startBox, waitFor } from './rig.ts';

const LINES = 40_000;

test('an app that prints without end costs the daemon next to nothing, and its log is complete', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'chatty.cjs', listen: `127.0.0.1:${port}`, env: { MB_PER_MINUTE: '100' } });
  const log = join(box.home, 'logs', 'app', 'web.1.out.log');
  const { daemon, keeper } = await box.status();
  const spentBefore = processorMs(daemon.pid) + processorMs(keeper.pid);
  await waitFor('it has printed its lines', () => readFileSync(log).length > LINES * 100);
  const spentMs = processorMs(daemon.pid) + processorMs(keeper.pid) - spentBefore;

  // Over two seconds of printing: a daemon that had to move the lines would need a good part of them.
  expect(spentMs).toBeLessThan(250);
  const numbers = readFileSync(log, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => /^line (\d+) /.exec(line)?.[1] ?? []);
  expect(numbers.findIndex((number, index) => Number(number) !== index + 1)).toBe(-1);
  expect((await ask(port)).status).toBe(200);
});

test('a daemon that is killed loses no line of its workers', async () => {
  await using box = await startBox();
  await box.serve({
    ...quick,
    run: 'chatty.cjs',
    listen: `127.0.0.1:${await freePort()}`,
    env: { MB_PER_MINUTE: '20' },
  });
  const log = join(box.home, 'logs', 'app', 'web.1.out.log');
  const { daemon } = await box.status();
  process.kill(daemon.pid, 'SIGKILL');
  await box.until('another daemon answers', (_, status) => status.daemon.pid !== daemon.pid);
  const { length } = readFileSync(log);
  await waitFor('it prints on', () => readFileSync(log).length > length + 10_000);
  const numbers = readFileSync(log, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => /^line (\d+) /.exec(line)?.[1] ?? []);
  expect(numbers.findIndex((number, index) => Number(number) !== index + 1)).toBe(-1);
});
