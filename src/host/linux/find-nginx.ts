// Finds nginx: its running masters with their workers, from /proc; where none runs, the program in its usual places.
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { readStartTime } from './process-identity.ts';

export interface NginxRun {
  pid: number;
  start: number;
  startedAt: number;
  exe: string | null;
  /** As it was started, without the title that nginx writes over it. */
  args: string[];
  workers: { pid: number; start: number; startedAt: number; uid: number | null; isLeaving: boolean }[];
  hasOwnMounts: boolean;
  container: string | null;
}

/** Debian and Ubuntu, source builds, aaPanel, OpenResty. */
const PLACES = [
  '/usr/sbin/nginx',
  '/usr/local/sbin/nginx',
  '/usr/local/nginx/sbin/nginx',
  '/www/server/nginx/sbin/nginx',
  '/usr/local/openresty/nginx/sbin/nginx',
  '/opt/nginx/sbin/nginx',
];
const TICKS_A_SECOND = 100;

export const installedNginx = (): string | null => PLACES.find((path) => existsSync(path)) ?? null;

/** Masters of this machine before those in containers, oldest first; null: /proc shows us our own processes only. */
export function findNginx(): NginxRun[] {
  const bootMs = bootedAt();
  const titled = listPids().flatMap((pid) => {
    const title = readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
    return title.startsWith('nginx: ') ? [{ pid, title }] : [];
  });
  const workers = titled.filter(({ title }) => title.startsWith('nginx: worker process'));
  return titled
    .filter(({ title }) => title.startsWith('nginx: master process'))
    .flatMap(({ pid, title }) => {
      const start = readStartTime(pid);
      if (start === null) return [];
      return [
        {
          pid,
          start,
          startedAt: bootMs + (start / TICKS_A_SECOND) * 1000,
          exe: linkOf(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? null,
          args: title.replace('nginx: master process', '').trim().split(/\s+/).slice(1),
          workers: workers.filter((one) => parentOf(one.pid) === pid).flatMap((one) => readWorker(one, bootMs)),
          hasOwnMounts: linkOf(`/proc/${pid}/ns/mnt`) !== linkOf('/proc/self/ns/mnt'),
          container: containerOf(pid),
        },
      ];
    })
    .toSorted((a, b) => Number(a.container !== null) - Number(b.container !== null) || a.startedAt - b.startedAt);
}

function readWorker({ pid, title }: { pid: number; title: string }, bootMs: number): NginxRun['workers'] {
  const start = readStartTime(pid);
  if (start === null) return [];
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1];
  return [
    {
      pid,
      start,
      startedAt: bootMs + (start / TICKS_A_SECOND) * 1000,
      uid: uid === undefined ? null : Number(uid),
      isLeaving: title.includes('is shutting down'),
    },
  ];
}

function listPids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** Start times count from the boot of whoever looks (a time namespace has its own): /proc/stat's btime goes with them. */
function bootedAt(): number {
  const seconds = /^btime (\d+)$/m.exec(readOrEmpty('/proc/stat'))?.[1];
  return Number(seconds ?? 0) * 1000;
}

const parentOf = (pid: number): number => Number(/^PPid:\s+(\d+)/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? 0);

function containerOf(pid: number): string | null {
  return (
    /(?:docker|containerd|libpod|cri-o|lxc)[-/.:\w]*?([0-9a-f]{64})/
      .exec(readOrEmpty(`/proc/${pid}/cgroup`))?.[1]
      ?.slice(0, 12) ?? null
  );
}

export function maxOpenFiles(pid: number): number | null {
  const found = /^Max open files\s+(\d+)/m.exec(readOrEmpty(`/proc/${pid}/limits`))?.[1];
  return found === undefined ? null : Number(found);
}

export function countOpenFiles(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
}

/** When a file, a link or a folder was last written or replaced; null when it isn't there. */
export function changedAt(path: string): number | null {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return null;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
