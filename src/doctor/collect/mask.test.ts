// Shows what is kept of a text and what is not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, maskArguments, maskText } from './mask.ts';

test.each([
  ['connect to postgres://shop:hunter2@127.0.0.1:5432/shop failed', 'connect to postgres://***@127.0.0.1:5432/shop failed'],
  ['DATABASE_PASSWORD=hunter2 PORT=3000', 'DATABASE_PASSWORD=*** PORT=3000'],
  ['{"apiKey":"abc","port":3000}', '{"apiKey":***,"port":3000}'],
  ['Authorization: Bearer abcdefghijkl', 'Authorization: *** ***'],
  ['user anna@example.com not found', 'user ***@*** not found'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'token ***'],
  ['Error: listen EADDRINUSE: address already in use :::3000', 'Error: listen EADDRINUSE: address already in use :::3000'],
  ['[31mERROR[39m gone', 'ERROR gone'],
  ['\u001b[31mERROR\u001b[39m \u001b]0;title\u0007gone', 'ERROR gone'],
  ['Started session-3.scope', 'Started session-3.scope'],
])('of %j is kept %j', (text, kept) => {
  expect(maskText(text)).toBe(kept);
});

test('a value after its option is masked', () => {
  expect(maskArguments(['node', 'main.js', '--db-password', 'hunter2', '--port', '3000', '--secret=abc'])).toEqual([
    'node',
    'main.js',
    '--db-password',
    '***',
    '--port',
    '3000',
    '--secret=***',
  ]);
});

test('nothing that moves a cursor stays, whatever comes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      for (const one of [cleanText(text), maskText(text)]) {
        // oxlint-disable-next-line no-control-regex
        expect(one).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(one.length).toBeLessThanOrEqual(300);
      }
    }),
  );
});

test('a long text takes no long time', () => {
  const began = performance.now();
  for (const part of ['a', '=', ':', 'a:', 'x@', '\u001b[', 'password=', '"']) maskText(part.repeat(200_000));
  expect(performance.now() - began).toBeLessThan(1000);
});
