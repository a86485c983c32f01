// Changes files so that each change can be taken back to the byte: the record for the undo is made before the change.
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

interface Marks {
  mode: number;
  uid: number;
  gid: number;
  mtimeMs: number;
}

export type UndoRecord =
  | { kind: 'restore-file'; path: string; backup: string; marks: Marks }
  /** `folders` are those that were made for it, innermost first: they go when nothing else is in them. */
  | { kind: 'remove'; paths: string[]; folders?: string[] }
  | { kind: 'restore-owners'; manifest: string }
  | { kind: 'restore-mode'; path: string; mode: number }
  | { kind: 'move-back'; from: string; to: string; marks: Marks }
  | { kind: 'run'; argv: string[] | null; remove: string[] }
  | { kind: 'nothing' };

const MODE_BITS = 0o7777;
const GROUP_READ = 0o040;
const GROUP_EXECUTE = 0o010;
const ANY_EXECUTE = 0o111;

function marksOf(path: string): Marks {
  const { mode, uid, gid, mtimeMs } = lstatSync(path);
  return { mode: mode & MODE_BITS, uid, gid, mtimeMs };
}

export function prepareFileBackup(path: string, backup: string): UndoRecord {
  if (!existsSync(path)) return { kind: 'remove', paths: [path], folders: missingFolders(dirname(path)) };
  writeDurably(backup, readFileSync(path), 0o600);
  return { kind: 'restore-file', path, backup, marks: marksOf(path) };
}

/** Innermost first. */
const missingFolders = (folder: string): string[] =>
  existsSync(folder) ? [] : [folder, ...missingFolders(dirname(folder))];

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Replaces the file in one instant, keeping its owner and, unless told otherwise, its mode. */
export function replaceFile(path: string, content: string | Buffer, mode: number | null): void {
  const marks = existsSync(path) ? marksOf(path) : null;
  mkdirSync(dirname(path), { recursive: true });
  const aside = join(dirname(path), `.${basename(path)}.allswell-new`);
  writeDurably(aside, Buffer.from(content), mode ?? marks?.mode ?? 0o644);
  chmodSync(aside, mode ?? marks?.mode ?? 0o644);
  if (marks) lchownSync(aside, marks.uid, marks.gid);
  renameSync(aside, path);
}

export function prepareOwners(path: string, manifest: string): UndoRecord {
  const fd = openSync(manifest, 'w', 0o600);
  try {
    for (const entry of walk(path)) {
      const { uid, gid, mode } = marksOf(entry);
      writeSync(fd, `${JSON.stringify([entry, uid, gid, mode])}\n`);
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return { kind: 'restore-owners', manifest };
}

export function ownTree(path: string, uid: number, gid: number): void {
  for (const entry of walk(path)) lchownSync(entry, uid, gid);
}

/** Group `gid` may read all of it, and enter what anybody may enter; owners stay. */
export function grantTree(path: string, gid: number): void {
  for (const entry of walk(path)) {
    const { uid, mode } = marksOf(entry);
    lchownSync(entry, uid, gid);
    if (isLink(entry)) continue;
    chmodSync(entry, mode | GROUP_READ | ((mode & ANY_EXECUTE) === 0 ? 0 : GROUP_EXECUTE));
  }
}

export const prepareMode = (path: string): UndoRecord => ({ kind: 'restore-mode', path, mode: marksOf(path).mode });
export const setMode = (path: string, mode: number): void => chmodSync(path, mode);

/** Beside where it was, so that the move is one rename on one file system however large it is. */
export const prepareMoveAside = (path: string, id: string): UndoRecord => ({
  kind: 'move-back',
  from: join(dirname(path), `.${basename(path)}.allswell-${id}`),
  to: path,
  marks: marksOf(path),
});

export function moveAside(record: Extract<UndoRecord, { kind: 'move-back' }>): void {
  renameSync(record.to, record.from);
}

/** Takes a change back. Done twice, it does no harm. */
export function undoFiles(record: Exclude<UndoRecord, { kind: 'run' }>): void {
  switch (record.kind) {
    case 'restore-file':
      replaceFile(record.path, readFileSync(record.backup), record.marks.mode);
      lchownSync(record.path, record.marks.uid, record.marks.gid);
      utimesSync(record.path, record.marks.mtimeMs / 1000, record.marks.mtimeMs / 1000);
      return;
    case 'remove':
      for (const path of record.paths) rmSync(path, { recursive: true, force: true });
      for (const folder of record.folders ?? []) removeIfEmpty(folder);
      return;
    case 'restore-owners':
      for (const line of readFileSync(record.manifest, 'utf8').split('\n')) if (line !== '') restoreOwner(line);
      return;
    case 'restore-mode':
      return chmodSync(record.path, record.mode);
    case 'move-back':
      if (!existsSync(record.from)) return;
      rmSync(record.to, { recursive: true, force: true });
      return renameSync(record.from, record.to);
    case 'nothing':
  }
}

function restoreOwner(line: string): void {
  const [path, uid, gid, mode] = JSON.parse(line) as [string, number, number, number];
  if (!existsSync(path) && !isLink(path)) return;
  lchownSync(path, uid, gid);
  // A change of owner takes set-user-id bits away (chown(2)).
  if (!isLink(path)) chmodSync(path, mode);
}

const isLink = (path: string): boolean => {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
};

/** The path itself and all below it; links are named, never followed. */
function* walk(path: string): Generator<string> {
  yield path;
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) yield* walk(join(path, name));
}

export function writeDurably(path: string, content: Buffer, mode: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode, flush: true });
}
