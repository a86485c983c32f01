// Reads the end of a log, and of its rotated and compressed forerunners, newest first, within a budget of bytes.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface LogPart {
  path: string;
  lines: string[];
  /** False when older lines of this file were left out. */
  isWhole: boolean;
}

const UNPACKED_BYTES_MAX = 32 * 1024 * 1024;
const ROTATED_MAX = 8;

/** Rotated forerunners that were written since, newest first: `x.log.1`, `x.log.2.gz`, `x.log-20261120`, `x-20261120.log`. */
export function rotatedOf(path: string, since: number): string[] {
  const name = basename(path);
  const stem = name.replace(/\.log$/, '');
  try {
    return readdirSync(dirname(path))
      .filter(
        (one) =>
          one !== name &&
          (one.startsWith(`${name}.`) ||
            one.startsWith(`${name}-`) ||
            (one.startsWith(`${stem}-`) && /\.log(\.gz)?$/.test(one))),
      )
      .map((one) => ({ one: join(dirname(path), one), at: mtimeOf(join(dirname(path), one)) }))
      .filter(({ at }) => at >= since)
      .toSorted((a, b) => b.at - a.at)
      .slice(0, ROTATED_MAX)
      .map(({ one }) => one);
  } catch {
    return [];
  }
}

/** Throws what the file system throws. */
export function readLogEnd(path: string, bytesMax: number): LogPart {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { path, lines: [], isWhole: true };
    const isPacked = path.endsWith('.gz');
    const length = Math.min(stat.size, bytesMax);
    if (isPacked && stat.size > bytesMax) return { path, lines: [], isWhole: false };
    const buffer = Buffer.alloc(length);
    const got = readSync(fd, buffer, 0, length, stat.size - length);
    const bytes = isPacked
      ? gunzipSync(buffer.subarray(0, got), { maxOutputLength: UNPACKED_BYTES_MAX })
      : buffer.subarray(0, got);
    const lines = bytes.toString('latin1').split('\n');
    const isWhole = isPacked || length === stat.size;
    // The first line of a part is the rest of one.
    if (!isWhole) lines.shift();
    return { path, lines, isWhole };
  } finally {
    closeSync(fd);
  }
}

function mtimeOf(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
