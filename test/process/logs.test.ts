// `allswell logs`: by pool and seat, from a time on, as JSON, and as it is printed.
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { freePort, quick, startBox, waitFor } from './rig.ts';

const SEPARATOR = 1100;

test('logs are told apart by pool and seat, and merged in the order of time', async () => {
  await using box = await startBox();
  const pool = async (): Promise<object> => ({
    ...quick,
    kind: 'web',
    run: 'plain-http.cjs',
    listen: `127.0.0.1:${await freePort()}`,
  });
  await box.serve({ pools: { web: { ...(await pool()), workers: 2 }, admin: await pool() } });
  const lines = async (...args: string[]): Promise<string[]> =>
    (await box.allswell('logs', ...args)).stdout.split('\n').filter(Boolean);
  expect(await lines()).toHaveLength(3);
  expect(await lines('app.web')).toHaveLength(2);
  expect(await lines('app.web.2')).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d web\.2 \| listening on \d+$/)]);
  const [line = ''] = await lines('app.admin', '--json');
  expect(JSON.parse(line)).toEqual({
    schema: 1,
    at: expect.any(String),
    pool: 'admin',
    seat: 1,
    stream: 'out',
    text: expect.stringMatching(/^listening on/),
  });
  expect(await lines('app', '--errors')).toEqual([]);
});

test('`--since` leaves out what was printed before, exact to about a second', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${port}` });
  const told = async (...args: string[]): Promise<{ at: string; text: string }[]> =>
    (await box.allswell('logs', '--json', ...args)).stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  const [first] = await told();
  const between = Date.parse(first?.at ?? '') + SEPARATOR;
  await waitFor('the second is over', () => Date.now() > between);
  await box.roll();
  await waitFor(
    'the new line is indexed',
    async () => (await told('--since', new Date(between).toISOString())).length === 1,
  );
  expect(await told()).toHaveLength(2);
  expect(await told('--since', '1h')).toHaveLength(2);
  expect((await box.allswell('logs', '--since', 'yesterday-ish')).code).toBe(2);
});

test('`-f` goes on with what is printed, also by a worker that comes later', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'dies-on-demand.cjs', listen: `127.0.0.1:${port}` });
  const follow = box.start('logs', '-f');
  const count = (): number =>
    follow
      .output()
      .split('\n')
      .filter((line) => line.includes('listening on')).length;
  await waitFor('the first line is there', () => count() === 1);
  await ask(port, '/throw').catch(() => {});
  await waitFor('the error is there', () => follow.output().includes('thrown on demand'));
  await waitFor('the next worker’s line is there', () => count() === 2);
  follow.kill();
});
