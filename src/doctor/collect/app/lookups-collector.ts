// Looks up again, as Node would, what logs say could not be loaded: is it there by now, was it ever asked for.
import { readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exists, statOf, textOf } from '../../../host/linux/look-at-path.ts';
import type { AppFact, LookupFact } from '../../facts/app-facts.ts';
import type { Message } from '../../facts/message-facts.ts';
import { type Collector, known } from '../collector.ts';
import { findNear } from './find-near.ts';
import { readPackageJson } from './read-package.ts';

const LOOKUPS_MAX = 60;
const LOCK_BYTES_MAX = 16 * 1024 * 1024;
const ENDS = ['', '.js', '.json', '.node', '.cjs', '.mjs', '/index.js', '/index.json', '/index.cjs', '/index.mjs'];

export const lookupsCollector: Collector = {
  name: 'lookups',
  ids: ['app.lookups'],
  stage: 3,
  budgetMs: 1000,
  collect: async (look) => {
    const missing = (look.find('messages') ?? []).filter(
      ({ kind }) => kind === 'node-module-missing' || kind === 'node-module-is-esm',
    );
    const apps = look.find('apps') ?? [];
    const found = new Map<string, LookupFact>();
    for (const message of missing.slice(-LOOKUPS_MAX)) {
      const fact = lookUp(message, apps);
      if (fact) found.set(`${fact.module}\n${fact.from}\n${fact.folder}`, fact);
    }
    return { 'app.lookups': known([...found.values()]) };
  },
};

function lookUp({ data, about }: Message, apps: AppFact[]): LookupFact | null {
  const { module = '', package: name = null, from: asker = '' } = data;
  if (module === '') return null;
  const from = pathOf(asker);
  const keys = new Set<string>(about);
  const app =
    apps
      .filter(({ folder, linkedFrom }) => [folder, ...linkedFrom].some((one) => (from ?? module).startsWith(`${one}/`)))
      .toSorted((a, b) => b.folder.length - a.folder.length)[0] ??
    apps.find(({ folder, startedBy }) => keys.has(`app:${folder}`) || startedBy?.some((key) => keys.has(key))) ??
    null;
  const start = from === null ? (app?.folder ?? null) : dirname(from);
  const foundAt = name === null ? fileAt(module, start) : packageAt(name, module, start);
  return {
    module,
    package: name,
    from,
    folder: app?.folder ?? null,
    foundAt,
    foundSince: foundAt === null ? null : changedAt(foundAt),
    declaredIn: (name !== null && app?.declared?.[name]?.list) || null,
    isInLockfile: name === null || !app?.lockfile ? null : isLocked(name, app.lockfile.file),
    folderIsThere: name !== null && foldersAbove(start).some((folder) => exists(join(folder, 'node_modules', name))),
    near:
      foundAt === null
        ? name === null
          ? nearFile(module, start)
          : findNear(name, [...Object.keys(app?.declared ?? {}), ...topLevelNames(app)])
        : null,
  };
}

/** `from` is a path or a file: URL; Node's own modules ask too (`internal/preload`). */
function pathOf(asker: string): string | null {
  try {
    if (asker.startsWith('file://')) return fileURLToPath(asker);
  } catch {
    return null;
  }
  return isAbsolute(asker) ? asker : null;
}

function fileAt(module: string, start: string | null): string | null {
  const path = module.startsWith('file://')
    ? pathOf(module)
    : isAbsolute(module)
      ? module
      : start && resolve(start, module);
  if (!path) return null;
  return ENDS.map((end) => `${path}${end}`).find((one) => isFile(one)) ?? null;
}

/** Through every node_modules above. What `exports` allows is not reckoned: a package that is there and whole is found. */
function packageAt(name: string, module: string, start: string | null): string | null {
  const inside = module.includes('/node_modules/') ? '' : module.slice(name.length);
  for (const above of foldersAbove(start)) {
    const folder = join(above, 'node_modules', name);
    const text = textOf(join(folder, 'package.json'));
    if (text === null) {
      const index =
        inside === ''
          ? ['index.js', 'index.json', 'index.node'].map((file) => join(folder, file)).find(isFile)
          : undefined;
      if (index) return index;
      continue;
    }
    const own = readPackageJson(text);
    if (own === null) return null;
    if (own.hasExports) return join(folder, 'package.json');
    const wanted = inside === '' ? (own.main ?? 'index.js') : inside;
    return fileAt(join(folder, wanted), null) ?? fileAt(join(folder, 'index.js'), null);
  }
  return null;
}

function foldersAbove(start: string | null): string[] {
  const folders: string[] = [];
  for (let at = start; at !== null && at !== '/'; at = dirname(at))
    if (basename(at) !== 'node_modules') folders.push(at);
  return folders;
}

/** Linux tells Orders.ts and orders.ts apart; the machine it was written on may not. */
function nearFile(module: string, start: string | null): string | null {
  const path = isAbsolute(module) ? module : start && resolve(start, module);
  if (!path) return null;
  const names = namesIn(dirname(path));
  const wanted = basename(path);
  const bare = (name: string): string => name.replace(/\.(?:[cm]?[jt]s|json)$/, '');
  return names.find((name) => name !== wanted && bare(name).toLowerCase() === bare(wanted).toLowerCase()) ?? null;
}

function topLevelNames(app: AppFact | null): string[] {
  if (!app?.modules) return [];
  const { folder } = app.modules;
  return namesIn(folder).flatMap((name) =>
    name.startsWith('@') ? namesIn(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** As npm ("node_modules/x"), pnpm (/x@1, x@1:) and yarn (x@^1) write it. */
function isLocked(name: string, file: string): boolean | null {
  const text = textOf(file, LOCK_BYTES_MAX);
  if (text === null) return null;
  return [
    `"node_modules/${name}"`,
    `/node_modules/${name}"`,
    `"${name}": {`,
    `/${name}@`,
    `\n"${name}@`,
    `\n${name}@`,
    ` ${name}@`,
    `'${name}@`,
    `/${name}/`,
    `["${name}@`,
  ].some((one) => text.includes(one));
}

function changedAt(path: string): string | null {
  const stats = statOf(path);
  return stats === null || stats === 'denied' ? null : stats.ctime.toISOString();
}

const isFile = (path: string): boolean => {
  const stats = statOf(path);
  return stats === 'denied' || (stats !== null && stats.isFile());
};
