// Finds and reads the app's configuration file; what is in it is checked by check-config.
import { dirname, join, resolve } from 'node:path';

import { failed, ok, type Result } from '../std/result.ts';
import { diskFiles } from './disk-files.ts';
import type { Files, FileTrouble } from './files.ts';

export const CONFIG_NAMES = ['allswell.yaml', 'allswell.yml'] as const;

export interface ConfigText {
  /** Absolute. */
  file: string;
  text: string;
}

export type ReadTrouble =
  | { why: 'no file'; lookedIn: string[] }
  | { why: 'cannot read'; file: string; trouble: FileTrouble };

/** `path` is a file or a folder; without it, the nearest folder from `cwd` upward that has a configuration. */
export function readConfig(
  path: string | null,
  cwd: string,
  files: Files = diskFiles,
): Result<ConfigText, ReadTrouble> {
  const start = resolve(cwd, path ?? '.');
  const isFile = path !== null && files.kind(start) !== 'folder';
  if (isFile) return readText(start, files);

  const folders = path === null ? foldersUpward(start) : [start];
  for (const folder of folders) {
    const name = CONFIG_NAMES.find((one) => files.kind(join(folder, one)) !== null);
    if (name !== undefined) return readText(join(folder, name), files);
  }
  return failed({ why: 'no file', lookedIn: folders });
}

export function explainReadTrouble(trouble: ReadTrouble): string {
  if (trouble.why === 'no file') {
    const [first = '.', ...others] = trouble.lookedIn;
    const above = others.length > 0 ? ' or above it' : '';
    return `no ${CONFIG_NAMES.join(' or ')} in ${first}${above}; write one with: allswell init`;
  }
  const reasons: Record<FileTrouble, string> = {
    absent: 'no such file',
    denied: 'you may not read it',
    'not a file': 'it is not a file',
    unreadable: 'it cannot be read',
  };
  return `${trouble.file}: ${reasons[trouble.trouble]}`;
}

function readText(file: string, files: Files): Result<ConfigText, ReadTrouble> {
  const read = files.read(file);
  return read.ok ? ok({ file, text: read.value }) : failed({ why: 'cannot read', file, trouble: read.failure });
}

function foldersUpward(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUpward(above)];
}
