// Reads, writes, keeps copies of and removes unit files. What they say is decided in src/server.
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hasSystemd } from './systemd.ts';
import type { Home } from './home.ts';
import { unitPath, UNITS } from './unit-names.ts';

/** What the file holds; null when it isn't there. */
export function readUnit(unit: string): string | null {
  try {
    return readFileSync(unitPath(unit), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** As a whole or not at all, so that systemd never reads half a unit. */
export function writeUnit(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o644, flush: true });
  renameSync(`${path}.new`, path);
}

export const removeUnit = (path: string): void => rmSync(path, { force: true });

/** Keeps the file as it is now, and says where; the folder outlives an uninstall. */
export function keepCopy(home: Home, path: string, at: Date): string {
  const folder = join(home.state, 'backups', at.toISOString().replace(/[:.]/g, '-'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copy = join(folder, basename(path));
  copyFileSync(path, copy);
  return copy;
}

/** The state folder that the installed unit works in; null when none is installed. */
export function readInstalledHome(): string | null {
  const text = readUnit(UNITS.service);
  if (text === null) return null;
  const chosen = /^Environment="?ALLSWELL_HOME=([^"\n]+)"?$/m.exec(text)?.[1];
  return chosen?.replaceAll('%%', '%') ?? '/var/lib/allswell';
}

/** Whether systemd is who starts and stops the Allswell of this home. */
export const isInstalledFor = (home: Home): boolean =>
  process.getuid?.() === 0 && hasSystemd() && readInstalledHome() === home.state;
