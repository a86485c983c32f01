// Reads the users and groups that /etc tells of. What a directory server adds is not seen here.
import { readFileSync } from 'node:fs';

export interface Account {
  name: string;
  uid: number;
  gid: number;
  home: string;
  shell: string;
}

/** passwd(5); lines that are not of its form are left out. */
export function readAccounts(file = '/etc/passwd'): Account[] {
  return linesOf(file).flatMap((line) => {
    const [name, , uid, gid, , home, shell] = line.split(':');
    if (!name || !isNumber(uid) || !isNumber(gid)) return [];
    return [{ name, uid: Number(uid), gid: Number(gid), home: home ?? '', shell: shell ?? '' }];
  });
}

/** group(5). */
export function readGroups(file = '/etc/group'): { name: string; gid: number; members: string[] }[] {
  return linesOf(file).flatMap((line) => {
    const [name, , gid, members] = line.split(':');
    return name && isNumber(gid)
      ? [{ name, gid: Number(gid), members: (members ?? '').split(',').filter(Boolean) }]
      : [];
  });
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,10}$/.test(text);

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
