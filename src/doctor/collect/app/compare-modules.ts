// Compares what is installed with what package.json and the lockfile ask for. Looks at names and versions, not at contents.
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { exists, modifiedAt, namesIn, statOf, textOf } from '../../../host/linux/look-at-path.ts';
import type { ModulesFact } from '../../facts/app-facts.ts';
import { type LockedPackage, type LockKind, readNpmLock } from './lockfile.ts';
import { type PackageJson, readPackageJson } from './read-package.ts';

export interface Wanted {
  folder: string;
  packageJson: PackageJson;
  lock: { kind: LockKind; packages: LockedPackage[]; text: string } | null;
}

export type Compared = Pick<
  ModulesFact,
  'folder' | 'installedAt' | 'missing' | 'differing' | 'empty' | 'incomplete' | 'record' | 'leftovers'
>;

const LISTED_MAX = 60;
const LOCK_BYTES_MAX = 32 * 1024 * 1024;
/** What package managers write last, when all the rest is in its place. */
const RECORDS = ['.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml'];

/** Null when there is no node_modules where Node would look from this folder. */
export function compareModules({ folder, packageJson, lock }: Wanted): Compared | null {
  const modules = join(folder, 'node_modules');
  if (exists(modules) !== true) return null;
  const installed = topLevel(modules);
  const record = RECORDS.map((name) => join(modules, name)).find((path) => exists(path)) ?? null;
  const versions = record?.endsWith('.package-lock.json') ? recordedVersions(record) : null;
  const wanted = wantedPackages(packageJson, lock?.packages ?? null);
  const missing = wanted.filter((one) => !one.isOptional && !isThere(folder, one, installed));
  return {
    folder: modules,
    installedAt: modifiedAt(record ?? modules),
    missing: missing.slice(0, LISTED_MAX).map(({ name, version, isDev }) => ({ name, wanted: version, isDev })),
    differing: differingFrom(folder, wanted, versions, installed, packageJson).slice(0, LISTED_MAX),
    empty: [...installed.empty].slice(0, LISTED_MAX),
    incomplete: incompletePackages(modules, packageJson, installed).slice(0, LISTED_MAX),
    record,
    leftovers: installed.leftovers.slice(0, LISTED_MAX),
  };
}

interface TopLevel {
  names: Set<string>;
  /** Folders without a package.json. */
  empty: Set<string>;
  leftovers: string[];
}

function topLevel(modules: string): TopLevel {
  const found: TopLevel = { names: new Set(), empty: new Set(), leftovers: [] };
  for (const name of foldersIn(modules)) {
    // npm moves a package aside as `.name-XXXXXXXX` while it is being replaced.
    if (/^\..+-[A-Za-z\d]{8}$/.test(name)) found.leftovers.push(name);
    else if (name.startsWith('@'))
      for (const inner of foldersIn(join(modules, name))) addPackage(modules, `${name}/${inner}`, found);
    else if (!name.startsWith('.')) addPackage(modules, name, found);
  }
  return found;
}

function addPackage(modules: string, name: string, found: TopLevel): void {
  if (/\/\..+-[A-Za-z\d]{8}$/.test(name)) {
    found.leftovers.push(name);
    return;
  }
  const stats = statOf(join(modules, name, 'package.json'));
  if (stats === null || (stats !== 'denied' && stats.size === 0)) found.empty.add(name);
  else found.names.add(name);
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && leadsSomewhere(join(folder, entry.name))))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function leadsSomewhere(link: string): boolean {
  try {
    return readlinkSync(link) !== '' && statOf(link) !== null;
  } catch {
    return false;
  }
}

/** Every package of the lockfile that names its place; without such a lockfile the direct dependencies. */
function wantedPackages({ declared }: PackageJson, locked: LockedPackage[] | null): LockedPackage[] {
  const direct = Object.entries(declared)
    .filter(([, { list, range }]) => list !== 'peerDependencies' && !/^(?:workspace|link|file|portal):/.test(range))
    .map(([name, { range, list }]) => ({
      name,
      version: range,
      place: `node_modules/${name}`,
      integrity: null,
      isDev: list === 'devDependencies',
      isOptional: list === 'optionalDependencies',
    }));
  const inLock = new Set(locked?.map(({ name }) => name));
  return [
    ...(locked ?? []).map((one) => ({ ...one, isDev: one.isDev || declared[one.name]?.list === 'devDependencies' })),
    ...direct.filter(({ name }) => !inLock.has(name)),
  ];
}

function isThere(folder: string, { place, name }: LockedPackage, { names }: TopLevel): boolean {
  if (place === null || place === `node_modules/${name}`) return names.has(name) || isAbove(folder, name);
  // A workspace's own packages lie under its folder; whether the workspace is here is another question.
  if (!place.startsWith('node_modules/')) return true;
  return exists(join(folder, place, 'package.json')) !== false;
}

/** Node looks in the folders above too: that is how workspaces work. */
function isAbove(folder: string, name: string): boolean {
  const parts = folder.split('/');
  for (let depth = parts.length - 1; depth > 0; depth -= 1) {
    if (exists(join('/', ...parts.slice(1, depth), 'node_modules', name, 'package.json'))) return true;
  }
  return false;
}

/** npm's own record of what it has put where. */
function recordedVersions(record: string): Map<string, string> | null {
  try {
    const packages = readNpmLock(textOf(record, LOCK_BYTES_MAX) ?? '');
    return packages && new Map(packages.map(({ place, version }) => [place ?? '', version]));
  } catch {
    return null;
  }
}

/** Where npm's record has another version, and for direct dependencies what their package.json says. */
function differingFrom(
  folder: string,
  wanted: LockedPackage[],
  recorded: Map<string, string> | null,
  { names }: TopLevel,
  { declared }: PackageJson,
): ModulesFact['differing'] {
  return wanted.flatMap(({ name, version, place }) => {
    if (place === null || version === '' || !/^\d/.test(version)) return [];
    const noted = recorded?.get(place);
    const isDirect = declared[name] !== undefined && place === `node_modules/${name}` && names.has(name);
    const installed =
      isDirect || (noted !== undefined && noted !== version) ? (versionIn(join(folder, place)) ?? noted) : noted;
    return installed !== undefined && installed !== version ? [{ name, locked: version, installed }] : [];
  });
}

const versionIn = (folder: string): string | null =>
  readPackageJson(textOf(join(folder, 'package.json')) ?? '')?.version ?? null;

/** Direct dependencies whose `main` is not there: unpacked in part, or emptied. */
function incompletePackages(
  modules: string,
  { declared }: PackageJson,
  { names }: TopLevel,
): { name: string; lacks: string }[] {
  return Object.entries(declared).flatMap(([name, { list }]) => {
    if (list === 'peerDependencies' || name.startsWith('@types/') || !names.has(name)) return [];
    const folder = join(modules, name);
    const text = textOf(join(folder, 'package.json'));
    const own = readPackageJson(text ?? '');
    if (own === null) return text === null ? [] : [{ name, lacks: 'package.json (unreadable)' }];
    if (own.main === null || own.hasExports || own.main === '' || own.main.includes('*')) return [];
    return isLoadable(join(folder, own.main)) ? [] : [{ name, lacks: own.main }];
  });
}

const isLoadable = (path: string): boolean =>
  ['', '.js', '.json', '.node', '.cjs', '/index.js', '/index.json', '/index.node'].some((end) => {
    const stats = statOf(`${path}${end}`);
    return stats === 'denied' || (stats !== null && stats.isFile());
  }) || namesIn(path).includes('package.json');
