// Collects what lies on disk of each application: packages against lockfile, build against sources, owners, settings.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { exists, modifiedAt, statOf, textOf } from '../../../host/linux/look-at-path.ts';
import { readAccounts } from '../../../host/linux/accounts.ts';
import type { AppFact, ModulesFact } from '../../facts/app-facts.ts';
import { type Collector, known, type Look, none } from '../collector.ts';
import { readAddonBuild } from './addon-abi.ts';
import { readBuild } from './build-times.ts';
import { compareModules } from './compare-modules.ts';
import { compareTarballs } from './compare-tarballs.ts';
import { nodesOfKeepers } from './node-of-keeper.ts';
import { type AppFolder, foldersOfInterest } from './folders-of-interest.ts';
import { LOCKFILES, type LockedPackage, readLockfile } from './lockfile.ts';
import { readHints } from './plain-hints.ts';
import { entryOfScript, frameworkOf, type PackageJson, readPackageJson } from './read-package.ts';
import { readEnvFiles } from './read-env-files.ts';
import { type Names, readNames } from './run-user.ts';
import { walkTree, type Walk } from './walk-tree.ts';

const WALKS_MS = 1200;
const WALK_MS_MAX = 800;
const LOCK_BYTES_MAX = 16 * 1024 * 1024;
const ADDONS_MAX = 60;

export const appsCollector: Collector = {
  name: 'applications',
  ids: ['apps'],
  stage: 2,
  budgetMs: 3000,
  collect: async (look) => {
    const folders = foldersOfInterest(look);
    if (folders.length === 0) return { apps: none };
    const names = readNames();
    const apps: AppFact[] = [];
    const nodes = await nodesOfKeepers(look);
    for (const app of folders) {
      const read = await readApp(look, app, names, Math.min(WALK_MS_MAX, WALKS_MS / folders.length));
      apps.push({ ...read, nodes: Object.fromEntries([...nodes].filter(([key]) => read.startedBy?.includes(key))) });
    }
    return { apps: known(apps) };
  },
};

async function readApp(look: Look, app: AppFolder, names: Names, walkMs: number): Promise<AppFact> {
  const { folder } = app;
  const packageJson = readPackageJson(textOf(join(folder, 'package.json')) ?? '');
  const entries = entriesOf(app, packageJson);
  const scripts = entries.map(({ path }) => path);
  const walk = await walkTree(folder, walkMs);
  const lock = packageJson ? lockOf(folder, packageJson) : null;
  const envFiles = readEnvFiles(folder, unitEnvFiles(look, app), names);
  return {
    folder,
    startedBy: app.starts.map(({ by }) => by),
    runUsers: [...new Set(app.starts.flatMap(({ user }) => (user ? [user.name] : [])))],
    linkedFrom: app.linkedFrom,
    packageName: packageJson?.name ?? null,
    framework: packageJson ? frameworkOf(packageJson) : null,
    declared: packageJson?.declared ?? {},
    entries,
    lockfile: lock && { kind: lock.kind, file: lock.file, modifiedAt: modifiedAt(lock.file) ?? '' },
    lockfiles: LOCKFILES.map(([name]) => join(folder, name)).filter((path) => exists(path)),
    modules: packageJson ? await readModules({ folder, packageJson, lock, walk }) : null,
    build: readBuild(folder, scripts, walk.buildInfos),
    engines: packageJson?.engines ?? null,
    nvmrc: textOf(join(folder, '.nvmrc'), 200)?.trim().slice(0, 40) ?? null,
    envFiles,
    owners: [...walk.owners.values()]
      .toSorted((a, b) => b.files - a.files)
      .slice(0, 8)
      .map(({ uid, gid, files, example }) => ({ user: names.user(uid), group: names.group(gid), files, example })),
    isWalkCut: walk.isCut,
    ...(packageJson ? readHints(folder, scripts, packageJson) : { ormHints: [], plain: {} }),
  };
}

function entriesOf({ folder, starts }: AppFolder, packageJson: PackageJson | null): AppFact['entries'] {
  const seen = new Set<string>();
  return starts.flatMap(({ entry: start, by }) => {
    const entry =
      start?.kind === 'package-script' && packageJson ? entryOfScript(start.name, packageJson, folder) : start;
    if (entry?.kind !== 'script' || seen.has(entry.path)) return [];
    seen.add(entry.path);
    const file = ['', '.js', '.cjs', '.mjs', '/index.js']
      .map((end) => `${entry.path}${end}`)
      .find((path) => isFile(path));
    return [
      {
        path: entry.path,
        exists: file !== undefined,
        modifiedAt: file ? modifiedAt(file) : null,
        by,
        command: start?.kind === 'package-script' ? start.name : null,
      },
    ];
  });
}

const isFile = (path: string): boolean => {
  const stats = statOf(path);
  return stats === 'denied' || (stats !== null && stats.isFile());
};

function lockOf(folder: string, { declared }: PackageJson) {
  const [name, kind] = LOCKFILES.find(([one]) => exists(join(folder, one))) ?? [];
  if (!name || !kind) return null;
  const file = join(folder, name);
  const text = textOf(file, LOCK_BYTES_MAX) ?? '';
  const ranges = Object.fromEntries(Object.entries(declared).map(([one, { range }]) => [one, range]));
  const packages = readLockfile(kind, text, ranges);
  return { file, kind, text, packages };
}

interface Reading {
  folder: string;
  packageJson: PackageJson;
  lock: ReturnType<typeof lockOf>;
  walk: Walk;
}

async function readModules({ folder, packageJson, lock, walk }: Reading): Promise<ModulesFact | null> {
  const packages: LockedPackage[] = lock?.packages ?? [];
  const compared = compareModules({
    folder,
    packageJson,
    lock: lock?.packages ? { kind: lock.kind, packages, text: lock.text } : null,
  });
  if (!compared) return null;
  const direct = packages.filter(({ name }) => packageJson.declared[name]?.list === 'dependencies');
  const tarballs = await compareTarballs(
    folder,
    [...direct, ...packages.filter((one) => !direct.includes(one))],
    npmCaches(),
  );
  return {
    ...compared,
    altered: tarballs.altered,
    compared: tarballs.compared,
    addons: walk.addons.slice(0, ADDONS_MAX).flatMap((file) => addonOf(file) ?? []),
    duplicatesOfNestCore: nestCopies(walk.nestCores),
  };
}

function addonOf(file: string): ModulesFact['addons'][number] | null {
  const build = readAddonBuild(file);
  const inside = file.slice(file.lastIndexOf('/node_modules/') + '/node_modules/'.length);
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(inside)?.[0] ?? inside;
  // A folder with builds for every platform (`prebuilds/darwin-arm64/…`) holds others' too.
  return build && { name, file, abi: build.abi, platform: build.platform };
}

/** One copy is as it should be; links to the same folder are one. */
function nestCopies(folders: string[]): string[] {
  const real = new Set(folders.flatMap((folder) => realOf(folder) ?? []));
  if (real.size < 2) return [];
  return [...real].map(
    (folder) => `${folder}@${readPackageJson(textOf(join(folder, 'package.json')) ?? '')?.version ?? '?'}`,
  );
}

function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

const npmCaches = (): string[] =>
  [...new Set(readAccounts().map(({ home }) => join(home, '.npm', '_cacache')))].filter((path) => exists(path));

const unitEnvFiles = (look: Look, { starts }: AppFolder): string[] => {
  const units = new Set(starts.flatMap(({ by }) => (by.startsWith('unit:') ? [by.slice(5)] : [])));
  return (look.find('systemd.units') ?? [])
    .filter(({ name }) => units.has(name))
    .flatMap(({ environmentFiles }) => environmentFiles.map(({ path }) => path));
};
