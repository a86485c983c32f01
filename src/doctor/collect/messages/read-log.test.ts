// Shows how a log file is read from its end: within its budget, with times, and whatever is in it.
import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Message } from '../../facts/message-facts.ts';
import { makeBooks } from './patterns.ts';
import { LogReader } from './read-log.ts';
import { Tally } from './tally.ts';
import { WallClock } from './wall-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOW = Date.parse('2026-11-20T18:00:00Z');
const HOUR_MS = 3_600_000;

function read(
  text: string | Buffer,
  { pieces = [256 * 1024], since = NOW - 24 * HOUR_MS, isLasting = true, writtenAt = NOW } = {},
): { messages: Message[]; reader: LogReader } {
  const path = join(folder, 'app.log');
  writeFileSync(path, text);
  utimesSync(path, writtenAt / 1000, writtenAt / 1000);
  const tally = new Tally();
  const reader = new LogReader(
    { path, kind: 'app', about: ['program:shop'], isLasting },
    { book: makeBooks()('app'), clock: new WallClock('UTC'), tally, since },
  );
  for (let index = 0; !reader.isDone && index < 10_000; index += 1)
    reader.step(pieces[Math.min(index, pieces.length - 1)] ?? 1024);
  reader.file.close();
  return { messages: tally.list(), reader };
}

const nest = (time: string, level: string, rest: string): string =>
  `\u001b[32m[Nest] 812  - \u001b[39m11/20/2026, ${time} \u001b[32m${level.padStart(7)}\u001b[39m \u001b[38;5;3m[X] \u001b[39m\u001b[32m${rest}\u001b[39m`;
const inUse = 'Error: listen EADDRINUSE: address already in use :::3000';
const DEATH = `node:net:1941\n    const ex = new UVExceptionWithHostPort(err, 'listen', address, port);\n               ^\n\n${inUse}\n    at Server.setupListenHandle (node:net:1941:16) {\n  code: 'EADDRINUSE'\n}\n\nNode.js v20.20.2`;

test('colours do not hide anything, and lines have their times and numbers', () => {
  const { messages } = read(
    [nest('3:01:53 PM', 'LOG', 'Starting Nest application...'), nest('3:01:54 PM', 'ERROR', inUse)].join('\n'),
  );
  expect(messages.map(({ kind, firstAt, line, data }) => ({ kind, firstAt, line, data }))).toEqual([
    { kind: 'nest-starting', firstAt: '2026-11-20T15:01:53.000Z', line: 1, data: {} },
    { kind: 'node-address-in-use', firstAt: '2026-11-20T15:01:54.000Z', line: 2, data: { host: '::', port: '3000' } },
  ]);
});

test('what has no time of its own lies between the stamps around it', () => {
  const { messages } = read(
    `${nest('3:01:53 PM', 'LOG', 'Starting Nest application...')}\n${DEATH}\n${nest('3:01:56 PM', 'LOG', 'Starting Nest application...')}\n`,
  );
  const death = messages.find(({ kind }) => kind === 'node-uncaught');
  expect(death?.lastAt).toBe('2026-11-20T15:01:56.000Z');
  expect(death?.clockErrorMs).toBe(3000);
});

test('in a log without times only its last words have one: the file’s own', () => {
  const { messages } = read(`${DEATH}\n${DEATH.replaceAll('3000', '4000')}\n`);
  expect(
    messages.filter(({ kind }) => kind === 'node-address-in-use').map(({ data, lastAt }) => [data['port'], lastAt]),
  ).toEqual([
    ['3000', null],
    ['4000', new Date(NOW).toISOString()],
  ]);
});

test('the same again is counted, with first and last time; the newest line is shown', () => {
  const lines = Array.from({ length: 500 }, (_, index) => nest(`3:0${index % 10}:00 PM`, 'ERROR', inUse));
  const [message] = read(lines.join('\n')).messages;
  expect(message).toMatchObject({
    count: 500,
    firstAt: '2026-11-20T15:00:00.000Z',
    lastAt: '2026-11-20T15:09:00.000Z',
    about: ['program:shop'],
  });
});

test('pieces of any size give the same', () => {
  const text = Array.from(
    { length: 60 },
    (_, index) =>
      `${nest(`3:${String(index).padStart(2, '0')}:00 PM`, 'LOG', 'Starting Nest application...')}\n${DEATH}`,
  ).join('\n');
  const counts = (messages: Message[]) => messages.map(({ kind, count }) => `${kind} ${count}`).toSorted();
  const whole = counts(read(text).messages);
  for (const size of [700, 1500, 4096, 30_000])
    expect(counts(read(text, { pieces: [size] }).messages), String(size)).toEqual(whole);
});

test('older lines than asked for are left out, and reading stops at them; but last words are kept', () => {
  const text = `${nest('1:00:00 AM', 'ERROR', inUse)}\n`.repeat(3000);
  const since = NOW - HOUR_MS;
  const { reader } = read(text, { since, pieces: [16 * 1024] });
  expect(reader.file.readBytes).toBeLessThan(40 * 1024);
  expect(read(text, { since }).messages[0]?.count).toBeLessThan(800);
  expect(read(text, { since, isLasting: false }).messages).toEqual([]);
  expect(read(text, { since, isLasting: false, writtenAt: NOW - 2 * HOUR_MS }).reader.file.readBytes).toBe(0);
});

test('JSON lines tell their own time', () => {
  const { messages } = read(
    `${JSON.stringify({ level: 50, time: NOW - 60_000, msg: 'failed', err: { stack: `${inUse}\n    at f (/srv/x.js:1:1)` } })}\n`,
  );
  expect(messages).toMatchObject([{ kind: 'node-address-in-use', lastAt: new Date(NOW - 60_000).toISOString() }]);
});

test('no secret and no escape is kept', () => {
  const [message] = read(
    `2026-11-20T15:00:00Z \u001b]0;x\u0007connect ECONNREFUSED 127.0.0.1:5432 for postgres://shop:hunter2@127.0.0.1/shop\n`,
  ).messages;
  expect(message?.text).not.toContain('hunter2');
  expect(message?.text).not.toContain('\u001b');
});

test('no line end at the end, NULs, one endless line, nothing at all', () => {
  expect(read(`2026-11-20T15:00:00Z ${inUse}`).messages).toHaveLength(1);
  expect(
    read(Buffer.concat([Buffer.alloc(100_000), Buffer.from(`\n2026-11-20T15:00:00Z ${inUse}\n`)])).messages,
  ).toHaveLength(1);
  expect(read('x'.repeat(3_000_000)).messages).toEqual([]);
  expect(read('').messages).toEqual([]);
  expect(
    () =>
      new LogReader(
        { path: '/dev/null', kind: 'app', about: [], isLasting: true },
        { book: makeBooks()('app'), clock: new WallClock('UTC'), tally: new Tally(), since: 0 },
      ),
  ).toThrow();
});

test('whatever the bytes are, it ends', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 50, max: 6000 }), (bytes, size) => {
      const { reader } = read(Buffer.from(bytes), { pieces: [size] });
      expect(reader.isDone).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a file that grows while it is read', () => {
  const path = join(folder, 'grows.log');
  writeFileSync(path, `2026-11-20T15:00:00Z ${inUse}\n`);
  const tally = new Tally();
  const reader = new LogReader(
    { path, kind: 'app', about: [], isLasting: true },
    { book: makeBooks()('app'), clock: new WallClock('UTC'), tally, since: 0 },
  );
  appendFileSync(path, 'more\n'.repeat(1000));
  reader.step(1024);
  reader.file.close();
  expect(tally.list()).toHaveLength(1);
});
