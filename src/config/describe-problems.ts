// Decides how problems of a configuration are shown: where, what, what to do, and the line itself with a caret.
import type { ConfigProblem } from './check-config.ts';

export type Paint = (what: 'place' | 'problem' | 'caret', words: string) => string;

const plain: Paint = (_, words) => words;

/** `file` is shown as it is given; `text` is what was checked. */
export function describeProblems(
  problems: readonly ConfigProblem[],
  { file, text, paint = plain }: { file: string; text: string; paint?: Paint },
): string {
  const lines = text.split(/\r?\n/);
  return problems
    .map((problem) => {
      const place = paint('place', `${file}:${problem.line}:${problem.column}`);
      return [`${place}  ${paint('problem', wordsOf(problem))}`, ...sourceLine(lines, problem, paint)].join('\n');
    })
    .join('\n\n');
}

export function wordsOf({ path, message, hint }: ConfigProblem): string {
  return `${path === '' ? '' : `${path}: `}${message}${hint === undefined ? '' : `; ${hint}`}`;
}

function sourceLine(lines: readonly string[], { line, column }: ConfigProblem, paint: Paint): string[] {
  const source = lines[line - 1];
  if (source === undefined || source.trim() === '') return [];
  const number = String(line);
  // Tabs stay tabs before the caret, so that it points right however wide the terminal shows them.
  const before = source.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
  return [`  ${number} | ${source}`, `  ${' '.repeat(number.length)} | ${before}${paint('caret', '^')}`];
}
