// Decides how Node runs what `tsx` was given: tsx starts a second Node for the app, where the socket would not reach it.
import { dirname, join } from 'node:path';

import { failed, ok, type Result } from '../std/result.ts';
import type { Files } from './files.ts';
import type { Refusal, RunPlace } from './resolved-run.ts';

export interface TsxArguments {
  /** For Node. */
  words: string[];
  env: Record<string, string>;
}

/** `--import tsx` does the same in one process (tsx 4, Node 20.6 and later; https://tsx.is/dev-api/node-cli). */
export function tsxArguments(words: readonly string[], { cwd, files }: RunPlace): Result<TsxArguments, Refusal> {
  if (words[0] === 'watch') return failed({ reason: 'tsx watch is for development', instead: 'run tsx without watch' });
  if (!isInstalled(cwd, files))
    return failed({ reason: 'tsx is not installed', instead: 'add it to the dependencies' });
  const env: Record<string, string> = {};
  const rest = [...words];
  const own: string[] = [];
  while (rest[0]?.startsWith('-')) {
    const word = rest.shift() ?? '';
    if (word === '--tsconfig') env['TSX_TSCONFIG_PATH'] = rest.shift() ?? '';
    else if (word.startsWith('--tsconfig=')) env['TSX_TSCONFIG_PATH'] = word.slice('--tsconfig='.length);
    else if (word === '--no-cache') env['TSX_DISABLE_CACHE'] = '1';
    else own.push(word);
  }
  return ok({ words: ['--import', 'tsx', ...own, ...rest], env });
}

function isInstalled(folder: string, files: Files): boolean {
  if (files.kind(join(folder, 'node_modules', 'tsx', 'package.json')) === 'file') return true;
  const above = dirname(folder);
  return above !== folder && isInstalled(above, files);
}
