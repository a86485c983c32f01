// Shows how the words of `systemctl show` are read.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommand, parseEnvironmentFiles, parseLimit, parseShow, parseSpanMs, parseStamp } from './parse-show.ts';

test('blocks are units, and a property may come twice', () => {
  const blocks = parseShow(
    'Id=a.service\nEnvironmentFiles=/a (ignore_errors=no)\nEnvironmentFiles=/b c (ignore_errors=yes)\n\nId=b.service\n',
  );
  expect(blocks.map((one) => one.get('Id'))).toEqual([['a.service'], ['b.service']]);
  expect(parseEnvironmentFiles(blocks[0]?.get('EnvironmentFiles') ?? [])).toEqual([
    { path: '/a', isOptional: false },
    { path: '/b c', isOptional: true },
  ]);
});

test('a command is its file and its line', () => {
  const shown = '{ path=/usr/bin/node ; argv[]=/usr/bin/node -e a ; b ; ignore_errors=no ; start_time=[n/a] ; pid=0 }';
  expect(parseCommand(shown)).toEqual([{ path: '/usr/bin/node', line: '/usr/bin/node -e a ; b' }]);
  expect(parseCommand('n/a')).toEqual([]);
});

test.each([
  ['1min 30s', 90_000],
  ['100ms', 100],
  ['2h 5min 3s', 7_503_000],
  ['0', 0],
  ['infinity', null],
  ['', null],
])('the span %j is %j ms', (text, spanMs) => {
  expect(parseSpanMs(text)).toBe(spanMs);
});

test.each([
  ['Fri 2026-11-20 15:35:56 UTC', '2026-11-20T15:35:56.000Z'],
  ['n/a', null],
  ['', null],
])('the stamp %j is %j', (text, iso) => {
  expect(parseStamp(text)).toBe(iso);
});

test.each([
  ['512', 512],
  ['infinity', null],
  ['[not set]', null],
  ['18446744073709551615', null],
  ['9223372036854771712', null],
])('the limit %j is %j', (text, limit) => {
  expect(parseLimit(text)).toBe(limit);
});

test('no text breaks them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      parseShow(text);
      parseCommand(`{ path=${text} ; argv[]=${text}`);
      parseSpanMs(text);
      parseStamp(text);
    }),
  );
});
