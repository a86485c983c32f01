// Finds out when an application was built and when its sources changed last, and what TypeScript noted of its building.
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exists, modifiedAt, textOf } from '../../../host/linux/look-at-path.ts';
import type { AppFact } from '../../facts/app-facts.ts';

const FILES_MAX = 4000;
const SOURCES = /\.[cm]?tsx?$/;
const NO_SOURCES = /\.(?:spec|test|e2e-spec|d)\.[cm]?tsx?$/;

/** `entries`: scripts that managers start, which show where the build is. */
export function readBuild(folder: string, entries: string[], buildInfos: string[]): AppFact['build'] {
  const place = buildFolder(folder, entries);
  if (place === null || !exists(join(folder, 'tsconfig.json'))) return null;
  const built = newestIn(place, (name) => /\.[cm]?js$/.test(name));
  const sources = newestIn(join(folder, 'src'), (name) => SOURCES.test(name) && !NO_SOURCES.test(name));
  return {
    folder: place,
    newestAt: iso(built.newest),
    sourcesNewestAt: iso(sources.newest),
    files: built.files,
    staleBuildInfo: staleInfo(place, built, buildInfos),
  };
}

/** TypeScript writes nothing where its notes say that all is built: notes outside of a folder that was emptied are stale. */
function staleInfo(place: string, built: Newest, buildInfos: string[]): string | null {
  const outside = buildInfos.filter((path) => !`${path}/`.startsWith(`${place}/`));
  return (
    outside.find((path) => {
      const notedAt = Date.parse(modifiedAt(path) ?? '');
      return built.files === 0 || notedAt < built.oldest - 1000 ? built.files === 0 : lacksOutput(place, path);
    }) ?? null
  );
}

/** True when there are fewer built files than half of what the notes list as sources. */
function lacksOutput(place: string, info: string): boolean {
  const text = textOf(info, 8 * 1024 * 1024) ?? '';
  const roots = new Set(
    [...text.matchAll(/"((?:\.\.?\/)[^"]{1,300}\.tsx?)"/g)]
      .map(([, path]) => path ?? '')
      .filter((path) => !path.includes('node_modules') && !NO_SOURCES.test(path)),
  );
  const main = [...roots].find((path) => basename(path) === 'main.ts');
  if (!main) return false;
  const inSource = join(dirname(info), main);
  const relative = inSource.replace(/^.*?\/src\//, '').replace(/\.ts$/, '.js');
  return !exists(join(place, relative)) && !exists(join(place, 'src', relative));
}

function buildFolder(folder: string, entries: string[]): string | null {
  for (const name of ['tsconfig.build.json', 'tsconfig.json']) {
    const out = /"outDir"\s*:\s*"([^"]{1,200})"/.exec(textOf(join(folder, name)) ?? '')?.[1];
    if (out) return join(folder, out);
  }
  const inside = entries.find((path) => path.startsWith(`${folder}/`) && !path.includes('/node_modules/'));
  const first = inside?.slice(folder.length + 1).split('/')[0];
  if (first && first !== 'src' && inside?.includes(`${first}/`)) return join(folder, first);
  return exists(join(folder, 'src')) && exists(join(folder, 'tsconfig.json')) ? join(folder, 'dist') : null;
}

interface Newest {
  newest: number | null;
  oldest: number;
  files: number;
}

function newestIn(folder: string, counts: (name: string) => boolean): Newest {
  const found: Newest = { newest: null, oldest: Number.POSITIVE_INFINITY, files: 0 };
  const queue = [folder];
  for (let at = queue.shift(); at !== undefined && found.files < FILES_MAX; at = queue.shift()) {
    for (const entry of entriesIn(at)) {
      const path = join(at, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) queue.push(path);
      else if (entry.isFile() && counts(entry.name)) note(found, path);
    }
  }
  return found;
}

function note(found: Newest, path: string): void {
  try {
    const { mtimeMs } = lstatSync(path);
    found.files += 1;
    found.newest = Math.max(found.newest ?? 0, mtimeMs);
    found.oldest = Math.min(found.oldest, mtimeMs);
  } catch {
    // It has just gone.
  }
}

function entriesIn(folder: string) {
  try {
    return statSync(folder).isDirectory() ? readdirSync(folder, { withFileTypes: true }) : [];
  } catch {
    return [];
  }
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
