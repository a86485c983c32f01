// `up` in the foreground: Ctrl-C takes all down; the death of the daemon is not its end.
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ask, tryToAsk } from './ask.ts';
import { processesOf } from './processes.ts';
import { freePort, quick, startBox, waitFor } from './rig.ts';

test('Ctrl-C lets workers finish and leaves nothing running', async () => {
  await using box = await startBox();
  const port = await freePort();
  const up = box.start(
    'up',
    box.writeConfig({ ...quick, drain: '20s', run: 'plain-http.cjs', listen: `127.0.0.1:${port}` }),
  );
  await waitFor('it serves', () => up.output().includes('Ctrl-C takes it down'));
  const inHand = ask(port, '/slow?ms=1500');
  await box.until('the request is in hand', (app) => app.pools[0]?.workers[0]?.requestsInHand === 1);
  up.kill('SIGINT');
  expect((await inHand).status).toBe(200);
  expect(await once(up, 'exit')).toEqual([0, null]);
  expect(processesOf(box.home)).toEqual([]);
});

test('a daemon that is killed is replaced behind a foreground `up`, which goes on telling what happens', async () => {
  await using box = await startBox();
  const port = await freePort();
  const up = box.start('up', box.writeConfig({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${port}` }));
  await waitFor('it serves', () => up.output().includes('Ctrl-C takes it down'));
  const { daemon } = await box.status();
  process.kill(daemon.pid, 'SIGKILL');
  await box.until('another daemon answers', (_, status) => status.daemon.pid !== daemon.pid);
  // What happened while it looked for the new daemon it cannot tell.
  await waitFor('it tells of a death', async () => {
    await tryToAsk(port, '/exit?code=5');
    return up.output().includes('exited with code 5');
  });
  expect(up.exitCode).toBe(null);
  up.kill('SIGINT');
  expect(await once(up, 'exit')).toEqual([0, null]);
  expect(processesOf(box.home)).toEqual([]);
});
