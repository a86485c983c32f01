// Looks through the descriptors of a process: how many, which sockets, and which regular files it writes to.
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { cleanText } from '../mask.ts';

export interface OpenFiles {
  count: number;
  socketInodes: string[];
  writes: { path: string; isDeleted: boolean; sizeBytes: number | null }[];
  /** Instances of inotify, and what they watch together. */
  watchers: number;
  watches: number;
}

/** A process with more is looked at in part: its count is right all the same. */
const LOOKED_AT_MAX = 4096;
const WRITES_MAX = 64;
const IS_NO_FILE = /^\/(?:dev|proc|sys)\/|^\/memfd:|^\/\[|^\/anon_hugepage/;

/** Null when the process is gone or may not be looked at. */
export function readOpenFiles(pid: number): OpenFiles | null {
  let names: string[];
  try {
    names = readdirSync(`/proc/${pid}/fd`);
  } catch {
    return null;
  }
  const files: OpenFiles = { count: names.length, socketInodes: [], writes: [], watchers: 0, watches: 0 };
  for (const fd of names.slice(0, LOOKED_AT_MAX)) {
    const target = targetOf(pid, fd);
    if (target.startsWith('socket:[')) files.socketInodes.push(target.slice(8, -1));
    else if (target === 'anon_inode:inotify') noteWatches(files, pid, fd);
    else if (target.startsWith('/') && !IS_NO_FILE.test(target)) noteWrite(files, pid, fd, target);
  }
  return files;
}

function noteWrite(files: OpenFiles, pid: number, fd: string, target: string): void {
  if (files.writes.length >= WRITES_MAX) return;
  const isDeleted = target.endsWith(' (deleted)');
  const path = cleanText(isDeleted ? target.slice(0, -' (deleted)'.length) : target, 1000);
  if (files.writes.some((one) => one.path === path && one.isDeleted === isDeleted)) return;
  const stats = statOf(`/proc/${pid}/fd/${fd}`);
  if (!stats?.isFile() || !isWritten(pid, fd)) return;
  files.writes.push({ path, isDeleted, sizeBytes: stats.size });
}

/** A line `inotify wd:…` for each (proc(5)). */
function noteWatches(files: OpenFiles, pid: number, fd: string): void {
  files.watchers += 1;
  try {
    files.watches += readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1').split('\ninotify ').length - 1;
  } catch {
    // Closed meanwhile.
  }
}

/** O_WRONLY or O_RDWR in the flags of /proc/PID/fdinfo/FD, which are octal (proc(5)). */
function isWritten(pid: number, fd: string): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & 3) !== 0;
  } catch {
    return false;
  }
}

function targetOf(pid: number, fd: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return '';
  }
}

/** Follows the link to the open file itself, also when its name is gone. */
function statOf(link: string) {
  try {
    return statSync(link);
  } catch {
    return null;
  }
}
