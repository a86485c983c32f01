// Checks how a command line is split, and what in one would need a shell.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseCommand, quoteWord } from './parse-command.ts';

test.each<[string, string[], Record<string, string>]>([
  ['node dist/main.js', ['node', 'dist/main.js'], {}],
  ['  a   b\tc ', ['a', 'b', 'c'], {}],
  [`a 'b c' "d e" f\\ g`, ['a', 'b c', 'd e', 'f g'], {}],
  [`a 'it'\\''s' "say \\"x\\" \\$5 \\n"`, ['a', "it's", String.raw`say "x" $5 \n`], {}],
  [`a '$HOME && *'`, ['a', '$HOME && *'], {}],
  ["a ''", ['a', ''], {}],
  ['A=1 B="x y" node m.js C=3', ['node', 'm.js', 'C=3'], { A: '1', B: 'x y' }],
  ['node a=b~c x~', ['node', 'a=b~c', 'x~'], {}],
  ['node \\\n m.js', ['node', 'm.js'], {}],
  ['npm start\n', ['npm', 'start'], {}],
  ['echo 5$', ['echo', '5$'], {}],
])('%s', (text, words, assignments) => {
  expect(parseCommand(text)).toEqual({ ok: true, value: { words, assignments } });
});

test.each([
  ['', { why: 'empty' }],
  ['A=1', { why: 'empty' }],
  ["node 'x", { why: 'open quote', quote: "'" }],
  ['a && b && c', { why: 'operator', operator: '&&', segments: ['a', 'b', 'c'] }],
  ['cd x;b', { why: 'operator', operator: ';', segments: ['cd x', 'b'] }],
  ['a | b', { why: 'operator', operator: '|', segments: ['a', 'b'] }],
  ['a || b', { why: 'operator', operator: '||', segments: ['a', 'b'] }],
  ['a > b', { why: 'operator', operator: '>', segments: ['a', 'b'] }],
  ['a 2>&1', { why: 'operator', operator: '2>', segments: ['a', '1'] }],
  ['a2>b', { why: 'operator', operator: '>', segments: ['a2', 'b'] }],
  ['a &', { why: 'operator', operator: '&', segments: ['a'] }],
  ['(a)', { why: 'operator', operator: '(', segments: ['a'] }],
  ['a $PORT && b', { why: 'operator', operator: '&&', segments: ['a $PORT', 'b'] }],
  ['a --port=$PORT', { why: 'expansion', text: '$PORT' }],
  ['a "${X:-3}"', { why: 'expansion', text: '${X:-3}' }],
  ['a $(nproc; echo)', { why: 'expansion', text: '$(nproc; echo)' }],
  ['a `nproc`', { why: 'expansion', text: '`nproc`' }],
  ['~/bin/a', { why: 'expansion', text: '~' }],
  ['a dist/*.js', { why: 'pattern', text: 'dist/*.js' }],
])('%s needs a shell or is none', (text, failure) => {
  expect(parseCommand(text)).toEqual({ ok: false, failure });
});

test('a quoted word is read back as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
      const read = parseCommand(['run', ...words].map(quoteWord).join(' '));
      expect(read).toEqual({ ok: true, value: { assignments: {}, words: ['run', ...words] } });
    }),
  );
});
