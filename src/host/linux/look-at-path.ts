// Says what is at a path, telling "not there" from "may not look".
import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs';

/** True, false, or null when this user may not look. */
export function exists(path: string): boolean | null {
  const stats = statOf(path);
  return stats === 'denied' ? null : stats !== null;
}

/** Stats of what the path leads to; null when nothing is there. */
export function statOf(path: string): Stats | 'denied' | null {
  try {
    return statSync(path);
  } catch (error) {
    return isDenial(error) ? 'denied' : null;
  }
}

/** ISO 8601; null when it is not there or may not be seen. */
export function modifiedAt(path: string): string | null {
  const stats = statOf(path);
  return stats === null || stats === 'denied' ? null : stats.mtime.toISOString();
}

/** At most `bytesMax` from the beginning of a small file: no devices, no pipes. */
export function readSmallFile(path: string, bytesMax = 1024 * 1024): { text: string } | 'denied' | null {
  const stats = statOf(path);
  if (stats === null || stats === 'denied') return stats;
  if (!stats.isFile() || stats.size > bytesMax) return null;
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return isDenial(error) ? 'denied' : null;
  }
}

export const textOf = (path: string, bytesMax?: number): string | null => {
  const read = readSmallFile(path, bytesMax);
  return read === null || read === 'denied' ? null : read.text;
};

/** Names in a folder; none when it is not there or may not be seen. */
export function namesIn(folder: string, namesMax = 2000): string[] {
  try {
    return readdirSync(folder).slice(0, namesMax);
  } catch {
    return [];
  }
}

const isDenial = (error: unknown): boolean => ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
