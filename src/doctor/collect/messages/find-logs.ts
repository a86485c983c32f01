// Finds the logs that matter, by what is known of managers, processes and sites, and by the places where they usually lie.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn, statOf, textOf } from '../../../host/linux/look-at-path.ts';
import { rotatedOf } from '../../../host/linux/read-log-end.ts';
import type { EntityKey } from '../../model.ts';
import { foldersOfInterest } from '../app/folders-of-interest.ts';
import type { Look } from '../collector.ts';
import type { LogSource } from './log-source.ts';
import type { LogKind } from './pattern.ts';

const LOGS_MAX = 120;
/** Of a folder with a log a day or a request, the newest tell. */
const NEWEST_OF_FOLDER = 4;
const LOG_FOLDERS = ['logs', 'log', 'var/log', 'storage/logs'];

type Note = (path: string | null, kind: LogKind, about: EntityKey[], more?: Partial<LogSource>) => void;

const OLD_IS_PAST = { isLasting: false };
const programOf = ({ program }: Record<string, string>): EntityKey[] => (program ? [`program:${program}`] : []);

export function findLogs(look: Look): LogSource[] {
  const found = new Map<string, LogSource>();
  const note: Note = (path, kind, about, more = {}) => {
    const real = path === null ? null : realOf(path);
    if (real === null) return;
    const known = found.get(real);
    // Copies of PM2's cluster have its own log open too; each of its lines says itself whom it is about.
    if (known) known.about = known.aboutOf ? known.about : [...new Set([...known.about, ...about])];
    else found.set(real, { path: real, kind, about, isLasting: true, ...more });
  };
  ofManagers(look, note);
  ofProcesses(look, note);
  ofFolders(look, note);
  ofNginx(look, note);
  ofCompanions(note);
  for (const source of Array.from(found.values()))
    for (const path of rotatedOf(source.path, look.since).slice(0, 2)) addRotated(path, source, found);
  return [...found.values()].slice(0, LOGS_MAX);
}

function ofManagers(look: Look, note: Note): void {
  const supervisor = look.find('supervisor.programs');
  note(supervisor?.logFile ?? null, 'supervisor', [], { aboutOf: programOf });
  for (const { name, folder, stdoutLog, stderrLog } of supervisor?.programs ?? []) {
    for (const path of [stderrLog, stdoutLog]) note(path, 'app', [`program:${name}`, ...appKey(folder)]);
  }
  for (const daemon of look.find('pm2.daemons') ?? []) {
    note(join(daemon.home, 'pm2.log'), 'pm2', [], { aboutOf: ({ app }) => (app ? [`pm2:${daemon.user}/${app}`] : []) });
    for (const { name, cwd, errLog, outLog } of daemon.apps) {
      for (const path of [errLog, outLog]) note(path, 'app', [`pm2:${daemon.user}/${name}`, ...appKey(cwd)]);
    }
    // A daemon that does not answer names no logs; they lie where it puts them by itself.
    if (daemon.apps.length === 0) for (const path of newestIn(join(daemon.home, 'logs'))) note(path, 'app', []);
  }
  for (const { name, folder, logFile } of look.find('aapanel.projects') ?? [])
    note(logFile, 'app', [`panel:${name}`, ...appKey(folder)]);
  const allswell = look.find('allswell.status');
  for (const app of allswell?.apps ?? []) {
    const folder = join(allswell?.home ?? '', 'logs', app.name);
    for (const file of namesIn(folder)
      .filter((name) => name.endsWith('.log'))
      .slice(0, 40)) {
      note(join(folder, file), 'app', [`pool:${app.name}.${file.split('.')[0] ?? ''}`]);
    }
  }
  for (const unit of look.find('systemd.units') ?? []) {
    for (const path of redirectedTo(unit.files))
      note(path, 'app', [`unit:${unit.name}`, ...appKey(unit.workingDirectory)]);
  }
}

/** Whatever a process has open for writing and looks like a log. */
function ofProcesses(look: Look, note: Note): void {
  for (const process of look.find('processes') ?? []) {
    if (!process.isNode) continue;
    for (const { path, isDeleted } of process.writes) {
      if (!isDeleted && isLogName(path))
        note(path, 'app', [`process:${process.pid}@${process.start}`, ...appKey(process.cwd)]);
    }
  }
}

function ofFolders(look: Look, note: Note): void {
  for (const { folder } of foldersOfInterest(look)) {
    for (const name of [
      'nohup.out',
      ...namesIn(folder)
        .filter((one) => one.endsWith('.log'))
        .slice(0, NEWEST_OF_FOLDER),
    ])
      note(join(folder, name), 'app', appKey(folder));
    for (const inside of LOG_FOLDERS)
      for (const path of newestIn(join(folder, inside))) note(path, 'app', appKey(folder));
  }
}

function ofNginx(look: Look, note: Note): void {
  for (const path of look.find('nginx.config')?.errorLogs ?? []) note(path, 'nginx', [], OLD_IS_PAST);
  for (const path of ['/var/log/nginx/error.log', '/www/wwwlogs/nginx_error.log', '/usr/local/nginx/logs/error.log'])
    note(path, 'nginx', [], OLD_IS_PAST);
}

function ofCompanions(note: Note): void {
  const php = namesIn('/var/log')
    .filter((name) => /^php.*fpm.*\.log$/.test(name))
    .map((name) => `/var/log/${name}`);
  const panelPhp = namesIn('/www/server/php').map((version) => `/www/server/php/${version}/var/log/php-fpm.log`);
  for (const path of [...php, ...panelPhp]) note(path, 'php-fpm', [], OLD_IS_PAST);
  for (const folder of [
    '/var/log/postgresql',
    '/var/log/mysql',
    '/var/log/redis',
    '/www/server/data',
    '/www/server/redis',
  ]) {
    for (const path of newestIn(folder, /\.(?:log|err)$/)) note(path, 'database', [], OLD_IS_PAST);
  }
  note('/var/log/mysqld.log', 'database', [], OLD_IS_PAST);
  note('/var/log/supervisor/supervisord.log', 'supervisor', [], { aboutOf: programOf });
}

function addRotated(path: string, source: LogSource, found: Map<string, LogSource>): void {
  // Packed ones are older than what is asked about, but for the rarest cases.
  if (path.endsWith('.gz') || found.has(path)) return;
  found.set(path, { ...source, path, isLasting: false });
}

/** `StandardOutput=append:/var/log/shop.log` */
function redirectedTo(files: string[]): string[] {
  return files.flatMap((file) => {
    const text = textOf(file, 256 * 1024) ?? '';
    return [...text.matchAll(/^\s*Standard(?:Output|Error)\s*=\s*(?:append|file|truncate):(\/\S{1,500})\s*$/gm)].map(
      ([, path = '']) => path,
    );
  });
}

function newestIn(folder: string, names = /\.(?:log|txt|out|err)$|log/i): string[] {
  return namesIn(folder)
    .filter((name) => names.test(name) && !/\.(?:gz|zip|xz|bz2)$/.test(name))
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const stats = statOf(path);
      return stats === null || stats === 'denied' || !stats.isFile() ? [] : [{ path, at: stats.mtimeMs }];
    })
    .toSorted((a, b) => b.at - a.at)
    .slice(0, NEWEST_OF_FOLDER)
    .map(({ path }) => path);
}

const isLogName = (path: string): boolean =>
  /\.(?:log|out|err|txt)$|nohup|\/logs?\//i.test(path) && !path.startsWith('/proc/');

const appKey = (folder: string | null): EntityKey[] => (folder && folder !== '/' ? [`app:${folder}`] : []);

/** Null for what is not there. What may not be looked at is kept: that it could not be read is worth telling. */
function realOf(path: string): string | null {
  if (!path.startsWith('/')) return null;
  try {
    return realpathSync(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? path : null;
  }
}
