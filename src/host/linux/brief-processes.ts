// Lists the processes with the little that finding managers needs: who, whose, what, since when.
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

export interface BriefProcess {
  pid: number;
  /** Clock ticks since boot (/proc/PID/stat, field 22, proc(5)). */
  start: number;
  ppid: number;
  uid: number;
  comm: string;
  argv: string[];
}

export function listBriefProcesses(): BriefProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = /^\d+$/.test(name) ? readBriefProcess(Number(name)) : null;
    return pid ? [pid] : [];
  });
}

/** Null for one that is gone, or a corpse. */
export function readBriefProcess(pid: number): BriefProcess | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return {
      pid,
      start: Number(fields[19]),
      ppid: Number(fields[1]),
      uid: statSync(`/proc/${pid}`).uid,
      comm: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
      argv: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean),
    };
  } catch {
    return null;
  }
}

/** Where it stands, and whether that folder was deleted; null when it may not be seen. */
export function readCwd(pid: number): { path: string; isDeleted: boolean } | null {
  try {
    const path = readlinkSync(`/proc/${pid}/cwd`);
    return { path: path.replace(/ \(deleted\)$/, ''), isDeleted: path.endsWith(' (deleted)') };
  } catch {
    return null;
  }
}

/** What was in its environment when it began; null when it may not be read. */
export function readEnviron(pid: number): Record<string, string> | null {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return Object.fromEntries(
      entries.flatMap((entry) => {
        const equals = entry.indexOf('=');
        return equals > 0 ? [[entry.slice(0, equals), entry.slice(equals + 1)]] : [];
      }),
    );
  } catch {
    return null;
  }
}

/** Kernel ticks a second as seen by user space: 100 on every Linux that Node runs on (sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;

/** ISO 8601, from clock ticks since boot. */
export function isoOfStart(start: number): string | null {
  try {
    const booted = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
    return booted === undefined ? null : new Date((Number(booted) + start / TICKS_PER_SECOND) * 1000).toISOString();
  } catch {
    return null;
  }
}
