// Shows which text is found out of a pattern, and that every pattern here has one.
import { expect, test } from 'vitest';
import { findHints } from './hints.ts';
import { patternsFor } from './patterns.ts';

test.each([
  [/listen EADDRINUSE(?:: [a-z ]+)? (\S+)/, ['listen EADDRINUSE']],
  [
    /(?:sorry, too many clients already|remaining connection slots)/,
    ['sorry, too many clients already', 'remaining connection slots'],
  ],
  [/Cannot find (?<what>module|package) '/, ['Cannot find ']],
  [/^\[pool (?<pool>\w+)\] server reached/, ['\u005d server reached']],
  [/abce?f+gh{2}ijkl/, ['ijkl']],
  [/\d+ (\w+)/, null],
  [/a|bcde/, null],
  [/\bfoo\.bar\b/, ['foo.bar']],
] as const)('%s', (pattern, hints) => {
  expect(findHints(pattern)).toEqual(hints);
});

test('every pattern of every program has a text that spares trying it', () => {
  const without = Object.values(patternsFor)
    .flat()
    .filter(({ pattern, hint }) => hint === undefined && findHints(pattern) === null);
  expect(without.map(({ kind, pattern }) => `${kind}: ${pattern.source}`)).toEqual([]);
});
