// Walks over an application's files once, within a limit of entries and time, and notes owners, addons, copies of Nest.
import { lstatSync, readdirSync, type Dirent, type Stats } from 'node:fs';
import { join } from 'node:path';

export interface Walk {
  /** `uid:gid` → how many entries, and one of them. */
  owners: Map<string, { uid: number; gid: number; files: number; example: string }>;
  /** Native addons outside of folders that only building uses. */
  addons: string[];
  nestCores: string[];
  /** Folders named dist or build outside of node_modules, and TypeScript's notes of what it has built. */
  buildInfos: string[];
  entries: number;
  isCut: boolean;
}

const ENTRIES_MAX = 60_000;
const DEPTH_MAX = 30;
/** Inside node_modules a folder and a few of its files stand for the rest: an install gives all to one owner. */
const SAMPLED_FILES = 2;
const SKIPPED = new Set(['.git', '.cache', '.npm', 'proc', 'sys']);
const SLICE_MS = 15;

export async function walkTree(root: string, timeMs: number): Promise<Walk> {
  const walk: Walk = { owners: new Map(), addons: [], nestCores: [], buildInfos: [], entries: 0, isCut: false };
  const began = performance.now();
  let sliceBegan = began;
  // What is not installed comes first: a cut walk has then seen the application's own files.
  const queue: { folder: string; depth: number; isModules: boolean }[] = [{ folder: root, depth: 0, isModules: false }];
  const later: typeof queue = [];
  noteOwner(walk, root, lstatOf(root));
  for (let next = queue.shift() ?? later.shift(); next; next = queue.shift() ?? later.shift()) {
    const now = performance.now();
    if (walk.entries >= ENTRIES_MAX || now - began > timeMs) {
      walk.isCut = true;
      break;
    }
    if (now - sliceBegan > SLICE_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      sliceBegan = performance.now();
    }
    for (const folder of walkFolder(walk, next)) {
      const isModules = next.isModules || folder.endsWith('/node_modules');
      if (next.depth < DEPTH_MAX) (isModules ? later : queue).push({ folder, depth: next.depth + 1, isModules });
    }
  }
  return walk;
}

function walkFolder(walk: Walk, { folder, isModules }: { folder: string; isModules: boolean }): string[] {
  let sampled = 0;
  const folders: string[] = [];
  for (const entry of entriesOf(folder)) {
    walk.entries += 1;
    const path = join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (!isFolder) noteFile(walk, path, entry);
    if (isFolder || !isModules || sampled < SAMPLED_FILES) noteOwner(walk, path, lstatOf(path));
    if (!isFolder) sampled += 1;
    else if (!SKIPPED.has(entry.name)) folders.push(path);
  }
  if (folder.endsWith('/node_modules/@nestjs'))
    walk.nestCores.push(...folders.filter((one) => one.endsWith('/@nestjs/core')));
  return folders;
}

function noteFile(walk: Walk, path: string, entry: Dirent): void {
  if (entry.name.endsWith('.node') && !path.includes('/obj.target/') && !path.includes('/.deps/'))
    walk.addons.push(path);
  if (entry.name.endsWith('.tsbuildinfo') && !path.includes('/node_modules/')) walk.buildInfos.push(path);
}

function noteOwner(walk: Walk, path: string, stats: Stats | null): void {
  if (stats === null) return;
  const key = `${stats.uid}:${stats.gid}`;
  const owner = walk.owners.get(key);
  if (owner) owner.files += 1;
  else walk.owners.set(key, { uid: stats.uid, gid: stats.gid, files: 1, example: path });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function lstatOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}
