// Lays rows out in columns, as wide as their widest cell; numbers to the right.
import { stripVTControlCharacters } from 'node:util';

export interface Column {
  title: string;
  isNumber?: boolean;
}

const GAP = '  ';

export function layOut(columns: Column[], rows: string[][]): string[] {
  const lines = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ''))));
  return lines.map((line) =>
    line
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.isNumber ?? false))
      .join(GAP)
      .trimEnd(),
  );
}

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length;

function pad(cell: string, width: number, isNumber: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return isNumber ? space + cell : cell + space;
}
