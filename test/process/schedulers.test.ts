// A scheduler is exactly one: handed over by a roll, restored when the roll fails, never doubled.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from './processes.ts';
import { type Box, freePort, pidsOf, quick, startBox, waitFor } from './rig.ts';

const TICK_MS = 50;

interface Tick {
  pid: number;
  at: number;
}

function tickFile(box: Box): { env: Record<string, string>; ticks: () => Tick[] } {
  const file = join(box.folder, 'ticks');
  const read = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
  return {
    env: { TICK_FILE: file, TICK_MS: String(TICK_MS) },
    ticks: () => read().map((line) => ({ pid: Number(line.split(' ')[1]), at: Number(line.split(' ')[2]) })),
  };
}

/** Each process ticks in one stretch of time of its own: no two lived side by side. */
function expectNeverTwo(ticks: Tick[]): void {
  const inTurn = ticks.filter(({ pid }, index) => ticks[index - 1]?.pid !== pid).map(({ pid }) => pid);
  expect(inTurn).toEqual([...new Set(inTurn)]);
}

test('three rolls hand the scheduler over three times, and never two tick at once', async () => {
  await using box = await startBox();
  const { env, ticks } = tickFile(box);
  await box.serve({ pools: { scheduler: { run: 'scheduler.cjs', drain: '5s', env } } });
  for (let roll = 1; roll <= 3; roll += 1) await box.roll();
  const [pid] = pidsOf(await box.status());
  await waitFor('the last one ticks', () => ticks().at(-1)?.pid === pid);
  expect(new Set(ticks().map((tick) => tick.pid)).size).toBe(4);
  expectNeverTwo(ticks());
});

test('a roll whose scheduler does not come up brings the old generation’s scheduler back, and the web workers never left', async () => {
  await using box = await startBox();
  const { env, ticks } = tickFile(box);
  const listen = `127.0.0.1:${await freePort()}`;
  const web = { ...quick, run: 'plain-http.cjs', listen };
  await box.serve({ pools: { web, scheduler: { run: 'scheduler.cjs', drain: '5s', env } } });
  const before = await box.status();
  box.writeConfig({ pools: { web, scheduler: { run: 'dies-at-boot.cjs', drain: '5s', env } } });
  const rolled = await box.allswell('roll');
  expect(rolled.code).toBe(1);
  expect(rolled.stderr).toContain('scheduler.1 exited with code 1');
  const after = await box.until('the scheduler is back', (_, { isWell }) => isWell);
  expect(after.apps[0]?.generation).toBe(1);
  expect(pidsOf(after, 'web')).toEqual(pidsOf(before, 'web'));
  const [pid = 0] = pidsOf(after, 'scheduler');
  await waitFor('it ticks', () => ticks().at(-1)?.pid === pid);
  expectNeverTwo(ticks());
});

test('a scheduler is not scaled to two', async () => {
  await using box = await startBox();
  const { env } = tickFile(box);
  await box.serve({ pools: { scheduler: { run: 'scheduler.cjs', env } } });
  const scaled = await box.allswell('scale', 'scheduler=2');
  expect(scaled.code).toBe(1);
  expect(scaled.stderr).toContain('a scheduler is exactly one');
  const [pid = 0] = pidsOf(await box.status());
  await box.allswell('restart', 'app.scheduler');
  await box.until('its twin works', (_, status) => pidsOf(status).length === 1 && !pidsOf(status).includes(pid));
  expect(isAlive(pid)).toBe(false);
});
