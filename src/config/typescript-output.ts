// Finds where a tsconfig file has the built files put.
import { dirname, resolve } from 'node:path';

import { textOf, type Files } from './files.ts';
import { parseLooseJson } from './loose-json.ts';

/** Absolute; null when neither the file nor those it extends say so. A base from a package is not looked at. */
export function outFolderOf(config: string, files: Files, depth = 0): string | null {
  const settings = parseLooseJson(textOf(files, config) ?? '');
  if (settings === null) return null;
  const own = ((settings['compilerOptions'] ?? {}) as Record<string, unknown>)['outDir'];
  if (typeof own === 'string' && own !== '') return resolve(dirname(config), own);
  const base = settings['extends'];
  if (typeof base !== 'string' || !base.startsWith('.') || depth > 4) return null;
  const file = base.endsWith('.json') ? base : `${base}.json`;
  return outFolderOf(resolve(dirname(config), file), files, depth + 1);
}
