// Prints a section as plain text: the table, its notes, what it missed.
import type { Section } from './model.ts';

export function printSection({ title, columns, rows, notes, misses }: Section): string {
  const cells = [columns, ...rows.map((row) => row.map(String))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => (row[index] ?? '').length)));
  const line = (row: string[]): string =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const [head = [], ...body] = cells;
  const after = [
    ...notes.map((note) => `- ${note}`),
    ...(misses.length === 0 ? ['- every target reached'] : misses.map((miss) => `- MISSED: ${miss}`)),
  ];
  return [`## ${title}`, '', line(head), rule, ...body.map(line), '', ...after, ''].join('\n');
}
