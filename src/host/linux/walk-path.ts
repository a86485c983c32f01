// Walks a path component by component, links included, and says whether a user gets through to use what is at its end.
// Plain modes only: access control lists and capabilities are not looked at.
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { join, normalize } from 'node:path';

export interface Walker {
  uid: number;
  gids: number[];
}

export interface WalkedPath {
  /** Folders from the root down, and what the path ends at. */
  steps: { path: string; uid: number; gid: number; mode: number; isAllowed: boolean }[];
  end: Stats | null;
  /** What kept us from looking further: ENOENT, EACCES, ELOOP … */
  problem: string | null;
}

const LINKS_MAX = 40;
export const WRITE = 2;
export const EXECUTE = 1;

/** `root` stands before every path, for what another process sees (`/proc/PID/root`); its links are followed within. */
export function walkPath(path: string, walker: Walker, wants: number, root = ''): WalkedPath {
  const steps: WalkedPath['steps'] = [];
  let links = 0;
  let rest = normalize(path).split('/').filter(Boolean);
  let at = '/';
  const look = (one: string, wanted: number): Stats => {
    const stat = lstatSync(root + one);
    if (!stat.isSymbolicLink())
      steps.push({
        path: one,
        uid: stat.uid,
        gid: stat.gid,
        mode: stat.mode,
        isAllowed: isAllowed(stat, walker, wanted),
      });
    return stat;
  };
  try {
    let stat = look('/', EXECUTE);
    while (rest.length > 0) {
      const [name = '', ...others] = rest;
      const next = join(at, name);
      rest = others;
      stat = look(next, others.length > 0 ? EXECUTE : wants);
      if (stat.isSymbolicLink()) {
        links += 1;
        if (links > LINKS_MAX) return { steps, end: null, problem: 'ELOOP' };
        const target = readlinkSync(root + next);
        rest = [...target.split('/').filter(Boolean), ...rest];
        if (target.startsWith('/')) at = '/';
      } else at = next;
    }
    return { steps, end: stat, problem: null };
  } catch (error) {
    return { steps, end: null, problem: (error as NodeJS.ErrnoException).code ?? 'EIO' };
  }
}

function isAllowed(stat: Stats, { uid, gids }: Walker, wanted: number): boolean {
  if (uid === 0) return true;
  const shift = stat.uid === uid ? 6 : gids.includes(stat.gid) ? 3 : 0;
  return ((stat.mode >> shift) & wanted) === wanted;
}
