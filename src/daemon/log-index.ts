// Notes once a second how long each log file is, so that lines without a time can be put in order and found by time.
// Workers write their logs themselves; this looks only at sizes.
import { appendFileSync, existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sizeOf } from '../host/linux/read-tail.ts';

const EVERY_MS = 1000;
const INDEX_BYTES_MAX = 4 * 1024 * 1024;
export const LOG_INDEX = 'index.jsonl';

export interface LogMark {
  at: number;
  /** File name → its length at that time; only files that grew. */
  sizes: Record<string, number>;
}

export function startLogIndex(logs: string): void {
  const known = new Map<string, number>();
  setInterval(() => {
    try {
      for (const app of readdirSync(logs)) noteSizes(join(logs, app), known);
    } catch {
      // A full disk or a folder that vanished: the next second tries again; logs themselves are not ours to stop.
    }
  }, EVERY_MS);
}

function noteSizes(folder: string, known: Map<string, number>): void {
  const sizes: Record<string, number> = {};
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.log')) continue;
    const { size } = statSync(join(folder, name));
    const file = join(folder, name);
    if (known.get(file) === size) continue;
    known.set(file, size);
    sizes[name] = size;
  }
  if (Object.keys(sizes).length === 0) return;
  const index = join(folder, LOG_INDEX);
  if (existsSync(index) && sizeOf(index) > INDEX_BYTES_MAX) renameSync(index, `${index}.1`);
  appendFileSync(index, `${JSON.stringify({ at: Date.now(), sizes } satisfies LogMark)}\n`, { mode: 0o640 });
}
