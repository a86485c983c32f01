// Finds in /proc what a test's Allswell has running: its own two processes and everything that carries its mark.
import { readdirSync, readFileSync } from 'node:fs';
import { readStartTime } from '../../src/host/linux/process-identity.ts';

export interface Found {
  pid: number;
  command: string;
}

/** Every living process with this home in its environment, whoever its parent is now. */
export function processesOf(home: string): Found[] {
  const marks = [`ALLSWELL_HOME=${home}`, `ALLSWELL_KEPT_BY=${home}`];
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid || !isAlive(pid)) return [];
    const isOurs = read(`/proc/${pid}/environ`).some((entry) => marks.includes(entry));
    return isOurs ? [{ pid, command: read(`/proc/${pid}/cmdline`).join(' ').trim() }] : [];
  });
}

export const isAlive = (pid: number): boolean => readStartTime(pid) !== null;

/** Processor time of a process so far, user and system, in milliseconds (/proc/PID/stat, proc(5); a tick is 10 ms). */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function read(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\0');
  } catch {
    return [];
  }
}
