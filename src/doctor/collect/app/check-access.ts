// Reckons whether a user may use a path: every folder on the way, then the thing itself, by owner, group and mode.
// Access control lists are not seen by this; who asks the kernel as that user knows better.
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AccessFact } from '../../facts/app-facts.ts';
import type { Names, RunUser } from './run-user.ts';

export type Wants = AccessFact['wants'];

export interface Access {
  isAllowed: boolean;
  refusedAt: AccessFact['refusedAt'];
  /** Nothing is there, or it may not be looked at by us: then nothing can be said. */
  isUnknown: boolean;
}

const LINKS_MAX = 40;
const ALLOWED: Access = { isAllowed: true, refusedAt: null, isUnknown: false };
const UNKNOWN: Access = { isAllowed: false, refusedAt: null, isUnknown: true };
const BITS: Record<Wants, number> = { read: 4, write: 2, execute: 1, traverse: 1 };

/** Links are followed one by one: every folder on the way counts, those of the links too. */
export function checkAccess(user: RunUser, path: string, wants: Wants, names: Names): Access {
  if (user.uid === 0) return ALLOWED;
  let links = 0;
  const parts = resolve(path).split('/').slice(1);
  let at = '/';
  const root = look('/');
  if (root && !may(user, root, 1)) return refused('/', root, names);
  while (parts.length > 0) {
    const name = parts.shift() ?? '';
    if (name === '') continue;
    const next = join(at, name);
    const stats = look(next);
    if (stats === null) return missing(user, at, parts.length === 0, wants, names);
    if (stats === 'denied') return UNKNOWN;
    if (stats.isSymbolicLink()) {
      links += 1;
      if (links > LINKS_MAX) return UNKNOWN;
      const target = resolve(dirname(next), readlinkSync(next));
      parts.unshift(...target.split('/').slice(1));
      at = '/';
      continue;
    }
    const isLast = parts.length === 0;
    const needs = isLast && !(wants === 'traverse') ? BITS[wants] : 1;
    const isFolderForWriting = isLast && wants === 'write' && stats.isDirectory();
    if ((!isLast || stats.isDirectory() || wants !== 'traverse') && !may(user, stats, isFolderForWriting ? 3 : needs))
      return refused(next, stats, names);
    at = next;
  }
  return ALLOWED;
}

/** What is to be written and not there yet is made in its folder. */
function missing(user: RunUser, folder: string, isLast: boolean, wants: Wants, names: Names): Access {
  if (wants !== 'write' || !isLast) return UNKNOWN;
  const stats = look(folder);
  if (stats === null || stats === 'denied') return UNKNOWN;
  return may(user, stats, 3) ? ALLOWED : refused(folder, stats, names);
}

/** The first class that fits decides, even when a later one would allow more (path_resolution(7)). */
function may(user: RunUser, stats: Stats | 'denied', bits: number): boolean {
  if (stats === 'denied') return false;
  const shift = stats.uid === user.uid ? 6 : user.gids.has(stats.gid) ? 3 : 0;
  return ((stats.mode >> shift) & bits) === bits;
}

function refused(path: string, stats: Stats | 'denied', names: Names): Access {
  if (stats === 'denied') return UNKNOWN;
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
  return {
    isAllowed: false,
    isUnknown: false,
    refusedAt: { path, owner: names.user(stats.uid), group: names.group(stats.gid), mode },
  };
}

function look(path: string): Stats | 'denied' | null {
  try {
    return lstatSync(path);
  } catch (error) {
    return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '') ? 'denied' : null;
  }
}
