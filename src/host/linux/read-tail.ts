// Reads the end of a log: the first thing anybody wants to know of a death.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const READ_BYTES_MAX = 8 * 1024;
const LINES_MAX = 12;

/** The last lines of `file` written after byte `from`, oldest first, without terminal colours. */
export function readTail(file: string, from: number): string[] {
  try {
    const fd = openSync(file, 'r');
    try {
      const { size } = fstatSync(fd);
      const start = Math.max(from <= size ? from : 0, size - READ_BYTES_MAX);
      const buffer = Buffer.alloc(Math.max(0, size - start));
      readSync(fd, buffer, 0, buffer.length, start);
      return stripVTControlCharacters(buffer.toString('utf8'))
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-LINES_MAX);
    } finally {
      closeSync(fd);
    }
  } catch {
    return [];
  }
}

export function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
