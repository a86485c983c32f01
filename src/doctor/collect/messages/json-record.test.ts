// Shows what is taken from JSON lines of the usual loggers.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonRecord } from './json-record.ts';

test.each([
  [
    'pino',
    {
      level: 50,
      time: 1795188549104,
      pid: 812,
      err: { type: 'Error', message: 'boom', stack: 'Error: boom\n    at f (/srv/x.js:1:1)' },
      msg: 'request failed',
    },
    'request failed\nError: boom\n    at f (/srv/x.js:1:1)',
    1795188549104,
  ],
  [
    'winston',
    { level: 'error', message: 'boom', stack: 'Error: boom\n    at f', timestamp: '2026-11-20T15:29:09.104Z' },
    'Error: boom\n    at f',
    1795188549104,
  ],
  [
    'Nest 11',
    {
      level: 'error',
      pid: 812,
      timestamp: 1795188549104,
      message: 'Starting Nest application...',
      context: 'NestFactory',
    },
    '[NestFactory] Starting Nest application...',
    1795188549104,
  ],
  ['seconds', { ts: 1795188549, msg: 'x' }, 'x', 1795188549000],
  ['a code that the stack lacks', { msg: 'x', err: { message: 'y', code: '53300' } }, "x\ny\ncode: '53300'", null],
])('%s', (_, value, text, at) => {
  const record = readJsonRecord(JSON.stringify(value));
  expect(record?.text).toBe(text);
  expect(record?.at).toBe(at);
});

test.each(['plain', '{', '{}', '[1]', '{"a":1}', '{"msg":""}'])('%s is none', (line) => {
  expect(readJsonRecord(line)).toBeNull();
});

test('nothing throws', () => {
  fc.assert(fc.property(fc.json(), (json) => void readJsonRecord(json)));
});
