// Notes which keeper a home has. While it lives, a daemon that doesn't answer is being replaced: nobody starts another.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from './home.ts';
import { readStartTime } from './process-identity.ts';

const noteOf = (home: Home): string => join(home.run, 'keeper');

export function noteKeeper(home: Home, pid: number): void {
  try {
    writeFileSync(noteOf(home), `${pid} ${readStartTime(pid)}\n`, { mode: 0o600 });
  } catch {
    // On a full disk the note is missing; the lock of the home still keeps a second daemon out.
  }
}

/** The keeper's pid while it lives, else null. */
export function livingKeeper(home: Home): number | null {
  try {
    const [pid, start] = readFileSync(noteOf(home), 'latin1').trim().split(' ').map(Number);
    return pid !== undefined && start !== undefined && readStartTime(pid) === start ? pid : null;
  } catch {
    return null;
  }
}
