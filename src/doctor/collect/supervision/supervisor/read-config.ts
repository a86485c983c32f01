// Reads Supervisor's configuration from its files: where it listens and logs, and what each program is to be.
import { dirname, isAbsolute, join } from 'node:path';
import { modifiedAt, namesIn, readSmallFile } from '../../../../host/linux/look-at-path.ts';
import { expandValue, type IniSection, optionOf, parseIni } from './parse-ini.ts';

export interface PlacedSection extends IniSection {
  file: string;
  modifiedAt: string | null;
}

export interface SupervisorConfig {
  /** The main file first. */
  files: string[];
  socket: string | null;
  /** Of the socket, when it asks for a name and a password. */
  login: string | null;
  logFile: string | null;
  pidFile: string | null;
  /** Sections of programs and groups, those of included files too. */
  sections: PlacedSection[];
}

const FILES_MAX = 300;

/** Null when the main file is not there; `denied` when it may not be read. */
export function readSupervisorConfig(mainFile: string): SupervisorConfig | 'denied' | null {
  const main = readSections(mainFile);
  if (main === null || main === 'denied') return main;
  const find = (name: string): PlacedSection | undefined => main.findLast((one) => one.name === name);
  const here = { here: dirname(mainFile), host_node_name: '*' };
  const patterns = (optionOf(find('include'), 'files') ?? '').split(/\s+/).filter(Boolean);
  const included = patterns
    .flatMap((pattern) => globFiles(inFolder(expandValue(pattern, here), dirname(mainFile))))
    .slice(0, FILES_MAX);
  const more = included.flatMap((file) => {
    const sections = readSections(file);
    return Array.isArray(sections) ? sections : [];
  });
  const server = find('unix_http_server');
  const path = (section: string, option: string): string | null => {
    const value = optionOf(find(section), option);
    return value === null || value === '' ? null : inFolder(expandValue(value, here), dirname(mainFile));
  };
  const user = optionOf(server, 'username');
  return {
    files: [mainFile, ...included],
    socket: path('unix_http_server', 'file'),
    login: user === null ? null : `${user}:${optionOf(server, 'password') ?? ''}`,
    logFile: path('supervisord', 'logfile'),
    pidFile: path('supervisord', 'pidfile'),
    sections: [...main, ...more].filter(({ name }) => /^(program|fcgi-program|eventlistener|group):/.test(name)),
  };
}

function readSections(file: string): PlacedSection[] | 'denied' | null {
  const read = readSmallFile(file);
  if (read === null || read === 'denied') return read;
  return parseIni(read.text).map((section) => ({ ...section, file, modifiedAt: modifiedAt(file) }));
}

const inFolder = (path: string, folder: string): string => (isAbsolute(path) ? path : join(folder, path));

/** `*`, `?` and `[a-z]` in the last part of a path and in the one before it; sorted as the shell does. */
export function globFiles(pattern: string): string[] {
  const folder = dirname(pattern);
  const folders = /[*?[]/.test(folder) ? globFiles(folder) : [folder];
  const name = pattern.slice(pattern.lastIndexOf('/') + 1);
  if (!/[*?[]/.test(name)) return folders.map((one) => join(one, name)).filter((path) => modifiedAt(path) !== null);
  const matches = globExpression(name);
  return folders.flatMap((one) =>
    namesIn(one)
      .filter((found) => !found.startsWith('.') && matches.test(found))
      .toSorted()
      .map((found) => join(one, found)),
  );
}

function globExpression(name: string): RegExp {
  const source = name
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^$/;
  }
}
