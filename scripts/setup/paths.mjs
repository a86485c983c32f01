// Where this checkout and its own Node are.
import { existsSync } from 'node:fs';
import net from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The Node that comes with the tools, else this one when it is new enough, else null. */
export function projectNode() {
  const own = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (existsSync(own)) return own;
  // What Allswell needs of Node beyond the ordinary; it came with 24.19 and 26.4.
  return 'BoundSocket' in net ? process.execPath : null;
}

/** PATH on which `node` and the tools are this project's. */
export function pathWithTools() {
  return [join(root, 'node_modules', '.bin'), ...pathEntries()].join(delimiter);
}

/** PATH as it was before npm put a project's tools on it: npm must not run on a Node that it is about to replace. */
export function pathWithoutTools() {
  return pathEntries()
    .filter((entry) => !entry.includes('node_modules'))
    .join(delimiter);
}

function pathEntries() {
  return (process.env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '');
}
