// Finds every process that was started by this Allswell, by the mark in its environment, whoever its parent is now.
// A process that replaced its whole environment is not found; its group is then the only trace.
import { readdirSync, readFileSync } from 'node:fs';
import { readStartTime } from './process-identity.ts';

export interface MarkedProcess {
  pid: number;
  start: number;
  /** Full name: `app/worker`. */
  worker: string;
  /** True for the process the keeper itself started: it leads its session. */
  isLeader: boolean;
}

export function findMarkedProcesses(home: string): MarkedProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    const found = Number.isInteger(pid) ? readMark(pid, home) : null;
    return found ? [found] : [];
  });
}

function readMark(pid: number, home: string): MarkedProcess | null {
  try {
    const environ = readFileSync(`/proc/${pid}/environ`, 'utf8');
    if (!environ.includes('ALLSWELL_WORKER=')) return null;
    const env = new Map(
      environ.split('\0').map((entry): [string, string] => {
        const equals = entry.indexOf('=');
        return [entry.slice(0, equals), entry.slice(equals + 1)];
      }),
    );
    const start = readStartTime(pid);
    const worker = env.get('ALLSWELL_WORKER');
    if (env.get('ALLSWELL_KEPT_BY') !== home || start === null || !worker) return null;
    return { pid, start, worker, isLeader: sessionOf(pid) === pid };
  } catch {
    return null;
  }
}

/** Session id: field 6 of /proc/PID/stat (proc(5)). */
function sessionOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
}
