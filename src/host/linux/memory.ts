// Reads how much memory the machine could still give, in bytes.
import { readFileSync } from 'node:fs';

/** MemAvailable of /proc/meminfo (proc(5)); null where it can't be read. */
export function readAvailableBytes(): number | null {
  try {
    const line = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'latin1'));
    return line ? Number(line[1]) * 1024 : null;
  } catch {
    return null;
  }
}
