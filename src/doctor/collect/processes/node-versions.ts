// Finds out which Node a process runs, once for each binary: by its own headers, by its path, or by asking it.
// A binary that others could have put there is never run: whoever looks may be root.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Look } from '../collector.ts';

export interface NodeVersion {
  version: string | null;
  abi: number | null;
}

/** process.versions.modules by release line (nodejs/node, doc/abi_version_registry.json). */
const ABI_OF_MAJOR: Record<string, number> = {
  '12': 72,
  '14': 83,
  '16': 93,
  '17': 102,
  '18': 108,
  '19': 111,
  '20': 115,
  '21': 120,
  '22': 127,
  '23': 131,
  '24': 137,
};
/** nvm, fnm, n, volta, asdf, mise, aaPanel and unpacked tarballs have the version in a folder's name. */
const IN_PATH =
  /\/(?:node[a-z]*-)?v?(\d{1,3}\.\d{1,3}\.\d{1,3})(?:-linux-[\w]+)?\/(?:installation\/)?bin\/node(?:js)?$/;
const ASK_TIMEOUT_MS = 1500;
const UNKNOWN: NodeVersion = { version: null, abi: null };

interface Runner {
  pid: number;
  exe: string | null;
  hasOwnMounts: boolean;
}

export class NodeVersions {
  private readonly byBinary = new Map<string, Promise<NodeVersion>>();
  private readonly run: Look['run'];

  constructor(run: Look['run']) {
    this.run = run;
  }

  of(runner: Runner): Promise<NodeVersion> {
    const binary = `/proc/${runner.pid}/exe`;
    try {
      const { dev, ino, uid, mode } = statSync(binary);
      const key = `${dev}:${ino}`;
      const known = this.byBinary.get(key);
      if (known) return known;
      const isTrusted = (uid === 0 || uid === process.getuid?.()) && (mode & 0o022) === 0 && !runner.hasOwnMounts;
      const found = fromHeaders(runner) ?? fromPath(runner.exe);
      const version = found ? Promise.resolve(found) : isTrusted ? this.ask(binary) : Promise.resolve(UNKNOWN);
      this.byBinary.set(key, version);
      return version;
    } catch {
      return Promise.resolve(fromPath(runner.exe) ?? UNKNOWN);
    }
  }

  private async ask(binary: string): Promise<NodeVersion> {
    // Its options and preloads are the application's: they must not run here.
    const env = { NODE_OPTIONS: '', NODE_PATH: '' };
    const { stdout } = await this.run(binary, ['-p', 'process.version+" "+process.versions.modules'], {
      timeoutMs: ASK_TIMEOUT_MS,
      env,
    });
    const found = /^(v\d+\.\d+\.\d+\S*) (\d+)\s*$/.exec(stdout);
    return found ? { version: found[1] ?? null, abi: Number(found[2]) } : UNKNOWN;
  }
}

/** `include/node/node_version.h` lies beside `bin` in every official build. A deleted binary's place holds another one. */
function fromHeaders({ pid, exe, hasOwnMounts }: Runner): NodeVersion | null {
  if (exe === null || exe.endsWith(' (deleted)')) return null;
  const file = join(hasOwnMounts ? `/proc/${pid}/root` : '/', dirname(dirname(exe)), 'include/node/node_version.h');
  try {
    return parseVersionHeader(readFileSync(file, 'latin1'));
  } catch {
    return null;
  }
}

export function parseVersionHeader(text: string): NodeVersion | null {
  const number = (name: string): string | undefined => new RegExp(`^#define NODE_${name} (\\d+)`, 'm').exec(text)?.[1];
  const parts = ['MAJOR_VERSION', 'MINOR_VERSION', 'PATCH_VERSION'].map(number);
  if (parts.includes(undefined)) return null;
  const abi = number('MODULE_VERSION');
  return { version: `v${parts.join('.')}`, abi: abi === undefined ? abiOf(parts[0]) : Number(abi) };
}

export function fromPath(exe: string | null): NodeVersion | null {
  const version = exe === null ? undefined : IN_PATH.exec(exe)?.[1];
  return version === undefined ? null : { version: `v${version}`, abi: abiOf(version.split('.')[0]) };
}

const abiOf = (major: string | undefined): number | null => ABI_OF_MAJOR[major ?? ''] ?? null;
