// Finds what a keeper would run, as systemd and Supervisor do, and what that file's first line asks for in turn.
import { closeSync, openSync, readSync } from 'node:fs';
import { exists, statOf } from '../../../host/linux/look-at-path.ts';
import type { UnitExecutable } from '../../facts/supervision-facts.ts';

/** Where systemd looks for a bare name (`systemd-path search-binaries-default`, 252), and a unit's PATH unless it sets one. */
const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function findExecutable(command: string, ownPath: string | null = null): UnitExecutable | null {
  if (command === '' || command.includes('%') || command.includes('$')) return null;
  const path = command.startsWith('/') ? command : findOn(SEARCH_PATH, command);
  const interpreter = path === null ? null : readInterpreter(path);
  return {
    command,
    path,
    exists: path === null ? false : exists(path),
    interpreter,
    interpreterExists:
      interpreter === null
        ? null
        : interpreter.startsWith('/')
          ? exists(interpreter)
          : findOn(ownPath ?? SEARCH_PATH, interpreter) !== null,
  };
}

const findOn = (searchPath: string, name: string): string | null =>
  searchPath
    .split(':')
    .map((folder) => `${folder}/${name}`)
    .find((path) => exists(path) === true) ?? null;

/** `#!/usr/bin/env node` asks for `node`, `#!/opt/node` for that file; null for what is no script. */
function readInterpreter(path: string): string | null {
  const stats = statOf(path);
  // Opening a pipe would wait for a writer.
  if (stats === null || stats === 'denied' || !stats.isFile()) return null;
  try {
    const fd = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(256);
      const line = bytes.toString('latin1', 0, readSync(fd, bytes, 0, 256, 0)).split('\n')[0] ?? '';
      if (!line.startsWith('#!')) return null;
      const words = line.slice(2).trim().split(/\s+/);
      const isEnv = (words[0] ?? '').endsWith('/env');
      return (isEnv ? words.slice(1).find((word) => !word.startsWith('-') && !word.includes('=')) : words[0]) ?? null;
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}
