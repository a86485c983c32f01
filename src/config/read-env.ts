// Reads env files into one set of variables; which variables win over them is decided by worker-env.
import { parseEnv } from 'node:util';

import { failed, ok, type Result } from '../std/result.ts';
import type { Files, FileTrouble } from './files.ts';

const REASONS: Record<FileTrouble, string> = {
  absent: 'there is no such file',
  denied: 'you may not read it',
  'not a file': 'it is not a file',
  unreadable: 'it cannot be read',
};

/** Later files win. All files that can't be read are named. */
export function readEnv(paths: readonly string[], files: Files): Result<Record<string, string>, string[]> {
  const troubles: string[] = [];
  const variables: Record<string, string> = {};
  for (const path of paths) {
    const read = files.read(path);
    if (!read.ok) {
      troubles.push(`${path}: ${REASONS[read.failure]}`);
      continue;
    }
    // parseEnv of Node 24 would keep a byte order mark as part of the first name.
    Object.assign(variables, parseEnv(read.value.replace(/^\uFEFF/, '')));
  }
  return troubles.length > 0 ? failed(troubles) : ok(variables);
}
