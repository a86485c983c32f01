// Reads what /proc tells of one process. One that ends meanwhile is no error: it is simply not there.
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { ProcessFact } from '../../facts/process-facts.ts';
import { cleanText, maskArguments } from '../mask.ts';
import { parseCgroup } from './parse-cgroup.ts';
import { parseEnviron } from './parse-environ.ts';
import { parseLimit, parseStat, parseStatus } from './parse-stat.ts';
import { readOpenFiles } from './read-open-files.ts';

export interface Seen {
  fact: ProcessFact;
  socketInodes: string[];
}

export interface Machine {
  bootedAtMs: number;
  mountNamespace: string | null;
  nameOfUser: (uid: number) => string;
}

/** Clock ticks a second as user space sees them: 100 on every Linux that Node runs on (sysconf(_SC_CLK_TCK)). */
export const TICKS_PER_SECOND = 100;
const ARGUMENTS_MAX = 64;
const IS_KEEPER = /supervisord|php-fpm|\bPM2\b|\bnpm\b|\bpnpm\b|\byarn\b|\bts-node\b|\btsx\b|\bbun\b/;
const NODE_BINARY = /^(?:node|nodejs)(?:-?\d+)?$/;
/** Names that Node gives its first thread, and common titles; used only where the binary itself may not be seen. */
const NODE_COMM = /^(?:node|nodejs|MainThread|node-MainThread|npm .*|PM2 v.*|next-server.*)$/;

/** Null for kernel threads and for processes that are gone. */
export function readProcess(pid: number, machine: Machine): Seen | null {
  const stat = parseStat(read(pid, 'stat') ?? '');
  const status = read(pid, 'status');
  if (stat === null || status === null || stat.isKernelThread) return null;
  const { uid, gid, groups, rssBytes, umask, noNewPrivs } = parseStatus(status);
  const args = (read(pid, 'cmdline') ?? '').split('\0', ARGUMENTS_MAX).filter((arg) => arg !== '');
  const exe = link(pid, 'exe');
  const cwd = link(pid, 'cwd');
  const limits = read(pid, 'limits') ?? '';
  const group = parseCgroup(read(pid, 'cgroup') ?? '');
  const files = readOpenFiles(pid);
  const mounts = link(pid, 'ns/mnt');
  const isNode =
    exe === null
      ? NODE_COMM.test(stat.comm) || NODE_BINARY.test(basename(args[0] ?? ''))
      : NODE_BINARY.test(nameOf(exe));
  const isTelling = isNode || IS_KEEPER.test(`${stat.comm} ${args.slice(0, 3).join(' ')}`);
  const environ = isTelling ? read(pid, 'environ') : null;
  const { hashes, plain } = environ === null ? { hashes: null, plain: {} } : parseEnviron(environ);
  return {
    socketInodes: files?.socketInodes ?? [],
    fact: {
      pid,
      start: stat.start,
      ppid: stat.ppid,
      startedAt: new Date(machine.bootedAtMs + (stat.start * 1000) / TICKS_PER_SECOND).toISOString(),
      user: machine.nameOfUser(uid),
      uid,
      groups: [...new Set([gid, ...groups])],
      comm: cleanText(stat.comm, 16),
      argv: maskArguments(args),
      exe: exe === null ? null : cleanText(exe, 1000),
      cwd: cwd === null ? null : cleanText(withoutMark(cwd), 1000),
      isCwdDeleted: cwd?.endsWith(' (deleted)') ?? false,
      state: stat.state,
      threads: stat.threads,
      rssBytes,
      cpuSeconds: stat.cpuTicks / TICKS_PER_SECOND,
      cgroup: group.path,
      unit: group.unit,
      container: group.container,
      environment: hashes,
      plainEnvironment: plain,
      openFiles: files?.count ?? null,
      openFilesMax: parseLimit(limits, 'Max open files'),
      writes: files?.writes ?? [],
      inotifyWatches: files?.watches ?? null,
      inotifyInstances: files?.watchers ?? null,
      threadsMax: parseLimit(limits, 'Max processes'),
      umask,
      noNewPrivs,
      hasOwnMounts: mounts !== null && machine.mountNamespace !== null && mounts !== machine.mountNamespace,
      isNode,
      nodeVersion: null,
      nodeAbi: null,
    },
  };
}

const withoutMark = (path: string): string => path.replace(/ \(deleted\)$/, '');
const nameOf = (exe: string): string => basename(withoutMark(exe));

function read(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return null;
  }
}

export function link(pid: number | 'self', name: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return null;
  }
}
