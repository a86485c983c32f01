// Finds out which Node a keeper would start, also while nothing runs: by its headers, by its path, or by asking it.
// A binary that others could have put there is never run: whoever looks may be root.
import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findWritable } from '../../../host/linux/find-writable.ts';
import type { EntityKey } from '../../model.ts';
import type { Look } from '../collector.ts';
import { fromPath, parseVersionHeader } from '../processes/node-versions.ts';

const ASK_TIMEOUT_MS = 1000;

/** `v20.11.1` by keeper, where it could be found out. */
export async function nodesOfKeepers(look: Look): Promise<Map<EntityKey, string>> {
  const wanted = [...programs(look)].filter(([, path]) => /^node(?:js)?\d*$/.test(basename(path)));
  const versions = new Map<string, Promise<string | null>>();
  const found = new Map<EntityKey, string>();
  for (const [key, path] of wanted) {
    const version = versions.get(path) ?? versionOf(path, look);
    versions.set(path, version);
    const known = await version;
    if (known !== null) found.set(key, known);
  }
  return found;
}

function programs(look: Look): Map<EntityKey, string> {
  const found = new Map<EntityKey, string>();
  for (const { name, executable } of look.find('systemd.units') ?? [])
    if (executable?.path) found.set(`unit:${name}`, executable.path);
  for (const { name, executable } of look.find('supervisor.programs')?.programs ?? [])
    if (executable?.path) found.set(`program:${name}`, executable.path);
  return found;
}

async function versionOf(path: string, look: Look): Promise<string | null> {
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    return null;
  }
  const known = fromHeaders(real) ?? fromPath(real);
  if (known?.version) return known.version;
  if (isOthers(real)) return null;
  const { stdout } = await look.run(real, ['--version'], { timeoutMs: ASK_TIMEOUT_MS, env: { NODE_OPTIONS: '' } });
  return /^v\d+\.\d+\.\d+\S*$/.exec(stdout.trim())?.[0] ?? null;
}

function isOthers(path: string): boolean {
  try {
    return findWritable(path) !== null;
  } catch {
    return true;
  }
}

function fromHeaders(real: string): ReturnType<typeof parseVersionHeader> {
  try {
    return parseVersionHeader(readFileSync(join(dirname(dirname(real)), 'include/node/node_version.h'), 'latin1'));
  } catch {
    return null;
  }
}
