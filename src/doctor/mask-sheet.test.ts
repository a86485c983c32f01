// Shows what a saved sheet no longer holds, and what it is told of that; and that a foreign sheet can do no harm.
import { expect, test } from 'vitest';
import { maskSheet } from './mask-sheet.ts';
import type { FactSheet } from './model.ts';
import { readSheet } from './read-sheet.ts';

/** Written so that no name of a home folder stands in our own files. */
const HOMES = '/home';

const sheetWith = (text: string): FactSheet =>
  ({
    schema: 1,
    takenAt: '2026-11-20T16:00:00.000Z',
    since: '2026-11-20T15:00:00.000Z',
    facts: {
      messages: {
        state: 'known',
        value: [{ kind: 'nginx-connect-refused', text, data: {} }],
        source: 'logs',
        tookMs: 1,
      },
    },
  }) as unknown as FactSheet;

test.each([
  ['connect failed, client: 203.0.113.9, server: shop.example', 'connect failed, client: ***, server: shop.example'],
  ['postgres://shop:hunter2@db/shop', 'postgres://shop:***@db/shop'],
  ['user anna@shop.example said', 'user ***@*** said'],
  ['from 2001:db8::17 came', 'from *** came'],
  ['listens on 127.0.0.1:3000 and 10.0.0.4:80', 'listens on 127.0.0.1:3000 and 10.0.0.4:80'],
  ['sent to 198.51.100.7', 'sent to address-1'],
  [`${HOMES}/anna/shop and /home/deploy/shop`, `${HOMES}/person-1/shop and /home/deploy/shop`],
  ['nginx/1.22.1 at 2026-11-20 16:00:00', 'nginx/1.22.1 at 2026-11-20 16:00:00'],
])('%s', (text, masked) => {
  const { sheet } = maskSheet(sheetWith(text));
  expect(JSON.stringify(sheet)).toContain(JSON.stringify(masked).slice(1, -1));
});

test('what was masked is told, and not what it was', () => {
  const { masked } = maskSheet(sheetWith('client: 203.0.113.9, password=hunter2'));
  expect(masked).toEqual([
    { what: 'texts with a secret or a mail address', count: 1 },
    { what: 'addresses of visitors', count: 1 },
  ]);
});

test('a saved sheet is read back as it was', () => {
  const { sheet } = maskSheet(sheetWith('connect failed'));
  expect(readSheet(JSON.stringify(sheet))).toEqual({ ok: true, value: sheet });
});

test('what steers a terminal is taken out of a foreign sheet', () => {
  const read = readSheet(JSON.stringify(sheetWith('\u001b[2Jgone\u0007')));
  expect(JSON.stringify(read)).not.toMatch(/\\u001b|\\u0007/);
});

test.each([
  '',
  '[]',
  '{"schema":2}',
  '{"schema":1,"takenAt":"x","facts":{}}',
  '{"schema":1,"takenAt":"2026-11-20T16:00:00.000Z","facts":{"messages":7}}',
  'null',
])('%j is no sheet, and is refused', (text) => {
  expect(readSheet(text).ok).toBe(false);
});
