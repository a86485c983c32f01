// Reads lockfiles of npm (1 to 3), pnpm, yarn (1 and later) and Bun: which packages belong where, in which version. Pure.
import type { AppFact } from '../../facts/app-facts.ts';

export type LockKind = NonNullable<AppFact['lockfile']>['kind'];

export interface LockedPackage {
  name: string;
  version: string;
  /** Below the project: `node_modules/a/node_modules/b`; null where the lockfile does not say (pnpm, yarn, Bun). */
  place: string | null;
  integrity: string | null;
  isDev: boolean;
  /** May be missing: for another platform, or allowed to fail. */
  isOptional: boolean;
}

/** The order in which package managers' lockfiles are looked for; the first one counts. */
export const LOCKFILES: [string, LockKind][] = [
  ['npm-shrinkwrap.json', 'npm'],
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** Null when it can't be understood. `wanted`: the ranges of package.json, by which yarn's entries are found. */
export function readLockfile(kind: LockKind, text: string, wanted: Record<string, string>): LockedPackage[] | null {
  try {
    if (kind === 'npm') return readNpmLock(text);
    if (kind === 'pnpm') return readPnpmLock(text);
    if (kind === 'yarn') return readYarnLock(text, wanted);
    return readBunLock(text, wanted);
  } catch {
    return null;
  }
}

interface NpmEntry {
  version?: unknown;
  integrity?: unknown;
  dev?: unknown;
  optional?: unknown;
  devOptional?: unknown;
  peer?: unknown;
  link?: unknown;
  dependencies?: Record<string, NpmEntry>;
}

export function readNpmLock(text: string): LockedPackage[] | null {
  const lock = JSON.parse(text) as { packages?: Record<string, NpmEntry>; dependencies?: Record<string, NpmEntry> };
  if (typeof lock !== 'object' || lock === null) return null;
  if (lock.packages) {
    return Object.entries(lock.packages).flatMap(([place, entry]) =>
      place.includes('node_modules/') && !entry.link
        ? [npmPackage(place.slice(place.lastIndexOf('node_modules/') + 13), place, entry)]
        : [],
    );
  }
  return lock.dependencies ? nested(lock.dependencies, '', 0) : [];
}

/** Version 1 nests what it could not lift. */
function nested(entries: Record<string, NpmEntry>, above: string, depth: number): LockedPackage[] {
  if (depth > 40) return [];
  return Object.entries(entries).flatMap(([name, entry]) => {
    const place = `${above}node_modules/${name}`;
    return [
      npmPackage(name, place, entry),
      ...(entry.dependencies ? nested(entry.dependencies, `${place}/`, depth + 1) : []),
    ];
  });
}

const npmPackage = (
  name: string,
  place: string,
  { version, integrity, dev, optional, devOptional }: NpmEntry,
): LockedPackage => ({
  name,
  place,
  version: typeof version === 'string' ? version : '',
  integrity: typeof integrity === 'string' ? integrity : null,
  isDev: dev === true || devOptional === true,
  isOptional: optional === true || devOptional === true,
});

/** Only the direct dependencies: pnpm's own folder holds the others, and pnpm itself compares them. */
export function readPnpmLock(text: string): LockedPackage[] {
  const packages: LockedPackage[] = [];
  // Before version 6 a project without workspaces lists its dependencies at the margin.
  let isOurs = true;
  let hasImporters = false;
  let list = '';
  let name = '';
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length;
    const [, key = '', value = ''] = /^\s*['"]?([^'":\s][^'":]*)['"]?:\s*(.*)$/.exec(line) ?? [];
    if (key === '') continue;
    if (indent === 0) {
      if (key === 'packages' || key === 'snapshots') break;
      hasImporters ||= key === 'importers';
      isOurs = !hasImporters;
      list = LISTS.test(key) ? key : '';
    } else if (hasImporters && indent === 2) {
      isOurs = key === '.';
      list = '';
    } else if (LISTS.test(key) && value === '') {
      list = key;
    } else if (isOurs && list !== '' && key === 'version') {
      packages.push(pnpmPackage(name, value, list));
    } else if (isOurs && list !== '' && key !== 'specifier') {
      name = key;
      if (value !== '') packages.push(pnpmPackage(name, value, list));
    }
  }
  return packages;
}

const LISTS = /^(?:dependencies|devDependencies|optionalDependencies)$/;

const pnpmPackage = (name: string, version: string, list: string): LockedPackage => ({
  name,
  version: version.replace(/^['"]|['"]$/g, '').replace(/[(_].*$/, ''),
  place: `node_modules/${name}`,
  integrity: null,
  isDev: list === 'devDependencies',
  isOptional: list === 'optionalDependencies',
});

/** `"a@^1.0.0, a@^1.2.0":` and, indented below, `version "1.2.3"` or `version: 1.2.3`. */
export function readYarnLock(text: string, wanted: Record<string, string>): LockedPackage[] {
  const keys = new Map(
    Object.entries(wanted).flatMap(([name, range]) =>
      [`${name}@${range}`, `${name}@npm:${range}`].map((key) => [key, name] as const),
    ),
  );
  const packages: LockedPackage[] = [];
  let names: string[] = [];
  for (const line of text.split('\n')) {
    if (/^\S.*:$/.test(line)) {
      const parts = line.slice(0, -1).replaceAll('"', '').split(/,\s*/);
      names = [...new Set(parts.flatMap((part) => keys.get(part) ?? []))];
    } else if (names.length > 0) {
      const version = /^\s+version:? "?([^"\s]+)"?/.exec(line)?.[1];
      if (!version) continue;
      for (const name of names)
        packages.push({
          name,
          version,
          place: `node_modules/${name}`,
          integrity: null,
          isDev: false,
          isOptional: false,
        });
      names = [];
    }
  }
  return packages;
}

/** bun.lock: `"name": ["name@1.2.3", …]`; the binary form is not read. */
function readBunLock(text: string, wanted: Record<string, string>): LockedPackage[] | null {
  if (!text.trimStart().startsWith('{')) return null;
  return Object.keys(wanted).flatMap((name) => {
    const at = text.indexOf(`"${name}": ["${name}@`);
    const version = at === -1 ? undefined : /^"[^"]+": \["(?:@?[^"@]+)@([^"]+)"/.exec(text.slice(at, at + 400))?.[1];
    return version
      ? [{ name, version, place: `node_modules/${name}`, integrity: null, isDev: false, isOptional: false }]
      : [];
  });
}
