// A file begins with a line that says what it does, and is not long.
import type { Rule } from './model.ts';

const MAX_LINES = 400;

/** One table and its reducer, worth seeing whole. */
const MAY_BE_LONGER = ['src/supervise/worker-table.ts', 'src/supervise/reduce-pool.ts'];

/** Shorter than this it only repeats the file's name. */
const MIN_WORDS = 3;

export const firstLine: Rule = ({ path, text }) => {
  const lines = text.split('\n');
  const line = lines[0]?.startsWith('#!') ? 2 : 1;
  const comment = /^(?:\/\/|\/\*\*?|#|<!--)\s*(.*)$/.exec(lines[line - 1] ?? '')?.[1];
  const words = comment?.split(/\s+/).filter((word) => /\w/.test(word)) ?? [];
  if (words.length >= MIN_WORDS) return [];
  const says = comment === undefined ? 'does not begin with a comment' : 'its first line says too little';
  return [{ path, line, rule: 'first-line', says: `${says}: what does this file decide or do?` }];
};

export const length: Rule = ({ path, text }) => {
  const lines = countLines(text);
  if (lines <= MAX_LINES || MAY_BE_LONGER.includes(path)) return [];
  return [{ path, line: MAX_LINES + 1, rule: 'length', says: `has ${lines} lines, and ${MAX_LINES} are the most` }];
};

export function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
