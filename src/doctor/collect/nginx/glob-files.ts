// Lists the files that an include's pattern means, as glob(3) does for nginx: sorted, without names that begin with a dot.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FILES_MAX = 2000;

export const hasGlob = (pattern: string): boolean => /[*?[]/.test(pattern);

/** `root` stands before every path: the root folder as another process sees it, or nothing. */
export function globFiles(pattern: string, root = ''): string[] {
  if (!hasGlob(pattern)) return [pattern];
  let found = ['/'];
  for (const part of pattern.split('/').filter(Boolean)) {
    found = hasGlob(part)
      ? found.flatMap((folder) => listMatching(folder, part, root)).slice(0, FILES_MAX)
      : found.map((folder) => join(folder, part));
  }
  return found.filter((path) => isFile(root + path)).toSorted();
}

function listMatching(folder: string, part: string, root: string): string[] {
  const pattern = toRegExp(part);
  try {
    return readdirSync(root + folder)
      .filter((name) => pattern.test(name) && (part.startsWith('.') || !name.startsWith('.')))
      .map((name) => join(folder, name));
  } catch {
    // Not a folder, or not for our eyes: nginx's own glob would give nothing either.
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // A link into nowhere: glob(3) finds it and nginx fails on it. Kept, so that reading it tells.
    return true;
  }
}

function toRegExp(part: string): RegExp {
  const source = part
    .replaceAll(/[.+^${}()|\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('[!', '[^');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^(?!)/;
  }
}
