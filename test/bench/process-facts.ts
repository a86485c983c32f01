// Reads what processes cost from /proc: processor time, memory, the connections they hold.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Milliseconds of processor time of all threads of these processes so far. */
export function processorMs(pids: number[]): number {
  let nanoseconds = 0;
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      try {
        nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
      } catch {
        // The thread has just ended.
      }
    }
  }
  return nanoseconds / 1e6;
}

export interface Memory {
  pssMb: number;
  rssMb: number;
  /** Neither file nor shared: heaps and stacks. */
  ownMb: number;
}

/** A shared page counts in part for each who maps it (PSS): sums of processes are honest. */
export function memoryOf(pids: number[]): Memory {
  const sum = { pssMb: 0, rssMb: 0, ownMb: 0 };
  for (const pid of pids) {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    sum.pssMb += kilobytes(text, 'Pss') / 1024;
    sum.ownMb += kilobytes(text, 'Anonymous') / 1024;
    sum.rssMb += kilobytes(text, 'Rss') / 1024;
  }
  return sum;
}

const kilobytes = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);

const ESTABLISHED = '01';

/** How many open connections to this port each process holds. */
export function connectionsByPid(pids: number[], port: number): number[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)) {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    if (local.endsWith(suffix) && state === ESTABLISHED) inodes.add(`socket:[${inode}]`);
  }
  return pids.map((pid) => readdirSync(`/proc/${pid}/fd`).filter((fd) => inodes.has(linkOf(pid, fd))).length);
}

function linkOf(pid: number, fd: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return '';
  }
}

export const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
