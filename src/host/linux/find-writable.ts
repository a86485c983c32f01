// Says whether somebody other than root could change a program: what root runs at every boot must be root's alone.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;
/** In such a folder only the owner may rename or remove a file (/tmp). */
const STICKY = 0o1000;

export interface Writable {
  path: string;
  by: string;
}

/** The file or the folder above it that somebody else may write; null when there is none. */
export function findWritable(file: string): Writable | null {
  for (let path = realpathSync(file); ; path = dirname(path)) {
    const { uid, gid, mode } = statSync(path);
    if (uid !== 0) return { path, by: `user ${nameOf('/etc/passwd', uid)}` };
    if ((mode & STICKY) === 0) {
      if ((mode & OTHERS_WRITE) !== 0) return { path, by: 'everybody' };
      const group = nameOf('/etc/group', gid);
      // Debian gives /usr/local to `staff`, whose members it counts as administrators.
      if ((mode & GROUP_WRITES) !== 0 && gid !== 0 && group !== 'staff') return { path, by: `group ${group}` };
    }
    if (path === dirname(path)) return null;
  }
}

function nameOf(file: string, id: number): string {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((entry) => entry.split(':')[2] === String(id));
  return line?.split(':')[0] ?? String(id);
}
