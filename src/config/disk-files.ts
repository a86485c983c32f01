// Looks at the machine's own files; everything that is decided from them is elsewhere.
import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';

import { failed, ok } from '../std/result.ts';
import type { Files, FileTrouble } from './files.ts';

const TROUBLES: Record<string, FileTrouble> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  EACCES: 'denied',
  EPERM: 'denied',
  EISDIR: 'not a file',
};

export const diskFiles: Files = {
  read(path) {
    try {
      return ok(readFileSync(path, 'utf8'));
    } catch (error) {
      return failed(TROUBLES[(error as NodeJS.ErrnoException).code ?? ''] ?? 'unreadable');
    }
  },
  kind(path) {
    const stat = orNull(() => statSync(path));
    if (stat === null) return null;
    return stat.isDirectory() ? 'folder' : 'file';
  },
  realPath: (path) => orNull(() => realpathSync(path)),
  isExecutable: (path) => orNull(() => (accessSync(path, constants.X_OK), statSync(path).isFile())) === true,
  names: (folder) => (orNull(() => readdirSync(folder)) ?? []).toSorted(),
};

function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
