// Shows how the journal's entries are read, also bytes and what is cut.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJournal } from './parse-journal.ts';

const entry = (fields: Record<string, unknown>): string =>
  JSON.stringify({ __REALTIME_TIMESTAMP: '1795188549104000', _PID: '812', _SYSTEMD_UNIT: 'shop.service', ...fields });

test('an entry of a program, and one of systemd about it', () => {
  const output = [
    entry({ MESSAGE: 'up' }),
    entry({ MESSAGE: 'Failed', _PID: '1', _SYSTEMD_UNIT: 'init.scope', UNIT: 'shop.service' }),
  ].join('\n');
  expect(parseJournal(output)).toEqual([
    { at: 1795188549104, unit: 'shop.service', pid: 812, isSystemd: false, text: 'up' },
    { at: 1795188549104, unit: 'shop.service', pid: 1, isSystemd: true, text: 'Failed' },
  ]);
});

test('bytes, lists, escapes', () => {
  expect(parseJournal(entry({ MESSAGE: [...Buffer.from('\u001b[31mröt\u001b[39m')] }))[0]?.text).toBe('röt');
  expect(parseJournal(entry({ MESSAGE: ['one', 'two'] }))[0]?.text).toBe('one');
  expect(parseJournal(entry({ MESSAGE: null }))).toEqual([]);
});

test('a last line that was cut, and lines that are none', () => {
  expect(parseJournal(`${entry({ MESSAGE: 'up' }).slice(0, 40)}\n-- No entries --\n[]\n{}\n`)).toEqual([]);
});

test('nothing throws', () => {
  fc.assert(fc.property(fc.json(), (json) => void parseJournal(json)));
});
