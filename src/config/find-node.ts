// Finds the Node binary an app is to run with and asks it for its version.
import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { failed, ok, type Result } from '../std/result.ts';
import { diskFiles } from './disk-files.ts';
import type { Files } from './files.ts';
import { compareVersions, fits, parseVersion } from './node-version.ts';

export interface FoundNode {
  /** Absolute, the binary itself and no link or shim of a version switcher. */
  path: string;
  /** e.g. `v24.21.0`. */
  version: string;
}

export interface NodePlaces {
  /** PATH. */
  path: string;
  /** Home folder, where version switchers keep their Nodes; null when unknown. */
  home: string | null;
  /** Where shims look for the version a project pins. */
  cwd: string;
  files?: Files;
}

const ASK_TIMEOUT_MS = 10_000;

/** Folders with one folder per version, and where the binary is in those; the first are below the home folder. */
const IN_HOME: [string, string][] = [
  ['.nvm/versions/node', 'bin/node'],
  ['.local/share/fnm/node-versions', 'installation/bin/node'],
  ['.fnm/node-versions', 'installation/bin/node'],
  ['.volta/tools/image/node', 'bin/node'],
  ['.asdf/installs/nodejs', 'bin/node'],
  ['.local/share/mise/installs/node', 'bin/node'],
];
const ON_MACHINE: [string, string][] = [
  ['/usr/local/n/versions/node', 'bin/node'],
  // aaPanel's.
  ['/www/server/nodejs', 'bin/node'],
];

/** `wish` is null for the one on PATH, an absolute path, or a version such as `20` or `v20.11.1`. */
export async function findNode(wish: string | null, places: NodePlaces): Promise<Result<FoundNode, string>> {
  const files = places.files ?? diskFiles;
  const onPath = nodesOnPath(places.path, files);
  if (wish === null) {
    const [first] = onPath;
    if (first === undefined)
      return failed(`there is no node on the PATH (${places.path || 'it is empty'}); set node to a path or a version`);
    return (await askNode(first, places)) ?? failed(`${first} does not start as Node`);
  }
  if (wish.startsWith('/')) return askNamed(wish, places, files);

  const version = parseVersion(wish);
  if (version === null) return failed(`'${wish}' is neither a path nor a version; write e.g. 20 or /usr/bin/node`);
  const installed = installedNodes(places.home, files);
  const candidates = [
    ...installed.filter((one) => fits(one.version, version)).map((one) => one.path),
    ...onPath,
    '/usr/bin/node',
    '/usr/local/bin/node',
  ];
  const seen: string[] = [];
  for (const candidate of new Set(candidates.filter((path) => files.isExecutable(path)))) {
    // One after the other, for the first that fits ends the search.
    // oxlint-disable-next-line no-await-in-loop
    const asked = await askNode(candidate, places);
    if (asked === null) continue;
    if (fits(parseVersion(asked.value.version) ?? [], version)) return asked;
    seen.push(`${asked.value.version} (${asked.value.path})`);
  }
  const others = [...new Set([...installed.map((one) => `v${one.version.join('.')} (${one.path})`), ...seen])];
  const found = others.length === 0 ? 'none was found' : `there is ${others.join(', ')}`;
  return failed(`no Node ${wish} on this machine; ${found}`);
}

async function askNamed(path: string, places: NodePlaces, files: Files): Promise<Result<FoundNode, string>> {
  const kind = files.kind(path);
  if (kind === null) return failed(`there is no Node at ${path}`);
  if (kind === 'folder') return failed(`${path} is a folder; write the binary in it, e.g. ${join(path, 'bin/node')}`);
  return (await askNode(path, places)) ?? failed(`${path} does not start as Node`);
}

/** Node's own word for where it is, for a shim's real path is the switcher and not Node. */
function askNode(path: string, { home, cwd, path: PATH }: NodePlaces): Promise<{ ok: true; value: FoundNode } | null> {
  return new Promise((resolve) => {
    const env = { PATH, ...(home === null ? {} : { HOME: home }) };
    const code = 'process.version + "\\n" + process.execPath';
    execFile(path, ['-p', code], { env, cwd, timeout: ASK_TIMEOUT_MS }, (error, stdout) => {
      const [version = '', real = ''] = stdout.trim().split('\n');
      const isNode = error === null && parseVersion(version) !== null && real.startsWith('/');
      resolve(isNode ? ok({ path: real, version }) : null);
    });
  });
}

/** The Node that this package brings along for itself comes last: under `npx` it is first on PATH, and nobody chose it. */
function nodesOnPath(path: string, files: Files): string[] {
  const found = path
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, 'node'))
    .filter((file) => files.isExecutable(file));
  const isOurs = (file: string): boolean => /\/node-linux-(?:x64|arm64)\//.test(files.realPath(file) ?? file);
  return [...found.filter((file) => !isOurs(file)), ...found.filter(isOurs)];
}

/** What version switchers have, the newest first. */
function installedNodes(home: string | null, files: Files): { path: string; version: number[] }[] {
  const roots = [
    ...(home === null ? [] : IN_HOME.map(([folder, binary]) => [join(home, folder), binary] as const)),
    ...ON_MACHINE,
  ];
  return roots
    .flatMap(([folder, binary]) => files.names(folder).map((name) => ({ name, path: join(folder, name, binary) })))
    .flatMap(({ name, path }) => {
      const version = parseVersion(name);
      return version?.length === 3 && files.isExecutable(path) ? [{ path, version }] : [];
    })
    .toSorted((one, other) => compareVersions(other.version, one.version));
}
