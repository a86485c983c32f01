// Decides which Node a project asks for in the files version switchers read.
import { join } from 'node:path';

import type { Detected } from './detected-app.ts';
import { textOf, type Files } from './files.ts';
import { parseVersion } from './node-version.ts';

/** Lines with long-term support and the names .nvmrc may call them by (https://github.com/nodejs/Release). */
const CODENAMES: Record<string, string> = { hydrogen: '18', iron: '20', jod: '22', krypton: '24' };

/** A version as `node:` takes it; null where none is named or it names no certain one (`lts/*`, `node`). */
export function wantedNode(folder: string, files: Files): Detected<string> | null {
  for (const name of ['.nvmrc', '.node-version']) {
    const text = textOf(files, join(folder, name))?.trim().split('\n')[0]?.trim() ?? '';
    const codename = /^lts\/(\w+)$/.exec(text.toLowerCase())?.[1];
    const version = codename === undefined ? text.replace(/^v/, '') : CODENAMES[codename];
    if (version !== undefined && parseVersion(version) !== null) return { value: version, from: `${name}: ${text}` };
  }
  return null;
}
