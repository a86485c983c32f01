// Decides which file a command means, and whether that file is a script that Node can run directly.
import { basename, dirname, join, resolve } from 'node:path';

import { textOf, type Files } from './files.ts';
import type { RunPlace } from './resolved-run.ts';

/** The node_modules/.bin folders that package managers put before PATH, nearest first. */
export function binFolders(cwd: string): string[] {
  const above = dirname(cwd);
  const own = basename(cwd) === 'node_modules' ? [] : [join(cwd, 'node_modules', '.bin')];
  return above === cwd ? own : [...own, ...binFolders(above)];
}

/** The absolute path of a command: a path as it is, a bare name from node_modules/.bin, then from PATH. */
export function findCommand(command: string, { cwd, path, files }: Omit<RunPlace, 'node'>): string | null {
  if (command.includes('/')) {
    const absolute = resolve(cwd, command);
    return files.kind(absolute) === 'file' ? absolute : null;
  }
  const folders = [...binFolders(cwd), ...path.split(':').filter((folder) => folder.startsWith('/'))];
  return folders.map((folder) => join(folder, command)).find((file) => files.isExecutable(file)) ?? null;
}

export interface NodeScript {
  /** Absolute, symlinks resolved. */
  script: string;
  /** What its first line gives to Node. */
  flags: string[];
}

/** The script behind an installed command; null when it is none for Node. */
export function nodeScriptBehind(command: string, files: Files): NodeScript | null {
  const file = files.realPath(command) ?? command;
  const text = textOf(files, file);
  if (text === null) return null;
  const firstLine = text.slice(0, text.indexOf('\n') === -1 ? undefined : text.indexOf('\n')).trim();
  const flags = /^#!(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(?:\/\S*\/)?node(?:js)?(?:\s+(.*))?$/.exec(firstLine);
  if (flags !== null) return { script: file, flags: flags[1]?.split(/\s+/).filter(Boolean) ?? [] };
  if (!firstLine.startsWith('#!/bin/sh')) return null;

  const target = shimTargets(text)
    .map((path) => resolve(dirname(file), path))
    .find((path) => files.kind(path) === 'file');
  return target === undefined ? null : nodeScriptBehind(target, files);
}

/** pnpm's .bin files are shell scripts: new ones name their target in a last comment, old ones only run it. */
function shimTargets(text: string): string[] {
  const named = [...text.matchAll(/^# cmd-shim-target=(.+)$/gm)];
  const run = [...text.matchAll(/"\$basedir\/([^"]+)"\s+"\$@"/g)];
  return [...named, ...run].flatMap((found) => found[1] ?? []).filter((path) => basename(path) !== 'node');
}
