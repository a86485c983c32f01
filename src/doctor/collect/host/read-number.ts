// Reads the small files in which the kernel keeps one value: /proc/sys, /sys/fs/cgroup, /proc/pressure.
import { readFileSync } from 'node:fs';

export function textOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The first whole number in the file; null when there is no such file or it holds a word (`max`). */
export function numberIn(file: string): number | null {
  const found = /^\s*(\d+)\b/.exec(textOrEmpty(file));
  return found ? Number(found[1]) : null;
}

/** `name value` lines, as in memory.events, cpu.stat or /proc/meminfo. */
export function numbersIn(file: string): Record<string, number> {
  return Object.fromEntries(
    [...textOrEmpty(file).matchAll(/^([\w()]+):?\s+(\d+)/gm)].map((found) => [found[1] ?? '', Number(found[2])]),
  );
}
