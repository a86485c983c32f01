// What a fix may look at while it is planned: files and users. Changes nothing.
import { existsSync } from 'node:fs';
import { readText } from './read-text.ts';

export const readMachine = {
  readText,
  exists: existsSync,
  user: (name: string): { uid: number; gid: number } | null => {
    const line = (readText('/etc/passwd') ?? '').split('\n').find((entry) => entry.split(':')[0] === name);
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
  },
};
