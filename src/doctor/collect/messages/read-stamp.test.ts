// Shows which times are read at the beginning of a line, in which zone, and where the message begins.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStamp } from './read-stamp.ts';
import { WallClock } from './wall-clock.ts';

const utc = new WallClock('UTC');
const berlin = new WallClock('Europe/Berlin');
const newest = Date.parse('2026-11-20T18:00:00Z');

test.each([
  ['2026-11-20T15:00:00.123Z message', '2026-11-20T15:00:00.123Z', 'message'],
  ['2026-11-20T15:00:00+01:00 message', '2026-11-20T14:00:00.000Z', 'message'],
  ['2026-11-20T15:00:00+0100: PM2 log: x', '2026-11-20T14:00:00.000Z', ': PM2 log: x'],
  ['2026-11-20 15:00:00,123 INFO spawned', '2026-11-20T14:00:00.123Z', 'INFO spawned'],
  ['2026/11/20 15:00:00 [error] 45#45: x', '2026-11-20T14:00:00.000Z', '[error] 45#45: x'],
  ['2026-11-20 15:00:00.123 UTC [812] LOG:  x', '2026-11-20T15:00:00.123Z', '[812] LOG:  x'],
  ['[2026-11-20 15:00:00] production.ERROR: x', '2026-11-20T14:00:00.000Z', 'production.ERROR: x'],
  ['[Nest] 812  - 11/20/2026, 3:01:53 PM     LOG [X] y', '2026-11-20T14:01:53.000Z', 'LOG [X] y'],
  ['[Nest] 812  - 11/20/2026, 12:01:53 AM   ERROR [X] y', '2026-11-19T23:01:53.000Z', 'ERROR [X] y'],
  ['[Nest] 812  - 20.11.2026, 15:01:53   ERROR [X] y', '2026-11-20T14:01:53.000Z', 'ERROR [X] y'],
  ['[Nest] 812   - 2018-11-24 18:10:12   [X] y', '2018-11-24T17:10:12.000Z', '[X] y'],
  ['[Nest] 812  - 20/11/2026, 15:01:53     LOG [X] y', '2026-11-20T14:01:53.000Z', 'LOG [X] y'],
  // 12 November would lie ahead: it is the 11th of December's other reading that is possible.
  ['[shop] 812  - 12/11/2026, 15:01:53     LOG [X] y', '2026-11-12T14:01:53.000Z', 'LOG [X] y'],
  ['Nov 20 15:00:00 box node[812]: x', '2026-11-20T14:00:00.000Z', 'box node[812]: x'],
  ['Dec 24 15:00:00 box node[812]: x', '2025-12-24T14:00:00.000Z', 'box node[812]: x'],
  ['[20-Nov-2026 15:00:00] WARNING: [pool www] x', '2026-11-20T14:00:00.000Z', 'WARNING: [pool www] x'],
  ['812:M 20 Nov 2026 15:00:00.123 * x', '2026-11-20T14:00:00.123Z', '* x'],
  ['Fri, 20 Nov 2026 15:00:00 GMT app:server x', '2026-11-20T15:00:00.000Z', 'app:server x'],
])('%s', (line, at, rest) => {
  const stamp = readStamp(line, berlin, newest);
  expect(stamp && new Date(stamp.at).toISOString()).toBe(at);
  expect(line.slice(stamp?.length ?? 0).trim()).toBe(rest);
});

test.each(['message', '    at Object.<anonymous> (/srv/x.js:1:1)', '2026-13-40 15:00:00 x', '812', '[error] x', ''])(
  '%s has no time',
  (line) => {
    expect(readStamp(line, utc, newest)).toBeNull();
  },
);

test('the hour that the clock goes through twice is known to be doubtful', () => {
  const stamp = readStamp('2026-10-25 02:30:00 x', berlin, newest);
  expect(stamp?.errorMs).toBe(3_600_000);
  expect(readStamp('2026-10-25 05:30:00 x', berlin, newest)?.errorMs).toBe(1000);
});

test('an unknown zone does not matter more than it must', () => {
  expect(readStamp('2026-11-20T15:00:00Z x', new WallClock('Mars/Base'), newest)?.at).toBe(
    Date.parse('2026-11-20T15:00:00Z'),
  );
});

test('whatever comes, nothing throws', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('', '2026-', '[Nest] 1  - ', 'Nov 2', '['),
      (text, head) => {
        readStamp(head + text, berlin, newest);
      },
    ),
  );
});
