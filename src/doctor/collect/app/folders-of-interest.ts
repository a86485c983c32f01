// Finds the folders of applications: where processes stand, what managers start, what sites show; and who runs there.
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exists, namesIn, statOf } from '../../../host/linux/look-at-path.ts';
import type { EntityKey } from '../../model.ts';
import type { Look } from '../collector.ts';
import { type Entry, entryOf } from './entry-of.ts';
import { type Names, readNames, type RunUser, userOfProcess } from './run-user.ts';

export interface AppFolder {
  /** Real path of the folder with the package.json, or of what was named where there is none. */
  folder: string;
  linkedFrom: string[];
  starts: { by: EntityKey; cwd: string; entry: Entry | null; user: RunUser | null }[];
}

const FOLDERS_MAX = 20;
const LEVELS_UP = 4;
/** No application lives here, though processes of the system stand here. */
const NOT_APPS = new Set([
  '/',
  '/root',
  '/home',
  '/var',
  '/tmp',
  '/usr',
  '/etc',
  '/run',
  '/opt',
  '/srv',
  '/www',
  '/var/www',
  '/www/wwwroot',
  '/var/www/html',
  '/usr/share/nginx/html',
]);
const FOREIGN =
  /\/node_modules\/|^\/usr\/lib\/|^\/usr\/share\/|^\/www\/server\/(?!nodejs\/vhost)|^\/proc\/|^\/snap\/|\/\.(?:vscode-server|cursor-server|npm|nvm)\//;

type Start = AppFolder['starts'][number];

export function foldersOfInterest(look: Look): AppFolder[] {
  const names = readNames();
  const found = new Map<string, AppFolder>();
  for (const start of [...kept(look, names), ...bare(look)]) note(found, start, placeOf(start));
  for (const root of siteRoots(look)) if (packageAbove(root) !== null) note(found, null, root);
  for (const folder of unkept(look.since)) note(found, null, folder);
  return [...found.values()].slice(0, FOLDERS_MAX);
}

function note(found: Map<string, AppFolder>, start: Start | null, place: string): void {
  const named = packageAbove(place) ?? place;
  const folder = realOf(named);
  if (NOT_APPS.has(folder) || FOREIGN.test(`${folder}/`)) return;
  const app = found.get(folder) ?? { folder, linkedFrom: [], starts: [] };
  if (named !== folder && !app.linkedFrom.includes(named)) app.linkedFrom.push(named);
  if (start) app.starts.push(start);
  found.set(folder, app);
}

/** The script's folder tells more than the working directory, which managers often leave at / or a home. */
const placeOf = ({ cwd, entry }: Start): string =>
  entry?.kind === 'script' && (NOT_APPS.has(cwd) || packageAbove(cwd) === null) ? dirname(entry.path) : cwd;

function kept(look: Look, names: Names): Start[] {
  const starts: Start[] = [];
  for (const unit of look.find('systemd.units') ?? []) {
    const cwd = unit.workingDirectory?.replace(/^[-!~]/, '') || '/';
    const entry = entryOf(unit.execStart, cwd);
    if (entry) starts.push({ by: `unit:${unit.name}`, cwd, entry, user: names.named(unit.user ?? 'root', unit.group) });
  }
  for (const program of look.find('supervisor.programs')?.programs ?? []) {
    const cwd = program.folder ?? '/';
    const entry = entryOf([program.configured?.['command'] ?? program.running?.['command'] ?? ''], cwd);
    if (entry || program.folder)
      starts.push({
        by: `program:${program.name}`,
        cwd,
        entry,
        user: names.named(program.configured?.['user'] ?? 'root'),
      });
  }
  for (const daemon of look.find('pm2.daemons') ?? []) {
    for (const app of daemon.apps) {
      const entry = /(?:npm|yarn|pnpm)(?:-cli)?(?:\.js)?$/.test(app.script)
        ? entryOf(['npm', ...app.args], app.cwd)
        : ({ kind: 'script', path: app.script } as const);
      starts.push({ by: `pm2:${daemon.user}/${app.name}`, cwd: app.cwd, entry, user: names.named(daemon.user) });
    }
  }
  for (const project of look.find('aapanel.projects') ?? []) {
    // The panel takes a file, a script of package.json, or a whole command.
    const isFile = /^\S+\.[cm]?js$/.test(project.script);
    const words = isFile
      ? ['node', project.script]
      : /\s/.test(project.script)
        ? [project.script]
        : ['npm', 'run', project.script];
    starts.push({
      by: `panel:${project.name}`,
      cwd: project.folder,
      entry: project.script === '' ? null : entryOf(words, project.folder),
      user: names.named(project.runUser ?? 'root'),
    });
  }
  return starts;
}

function bare(look: Look): Start[] {
  return (look.find('processes') ?? [])
    .filter(
      (one) =>
        one.pid !== process.pid &&
        one.isNode &&
        one.cwd !== null &&
        !one.isCwdDeleted &&
        one.container === null &&
        !/God Daemon/.test(one.argv.join(' ')),
    )
    .map((one) => ({
      by: `process:${one.pid}@${one.start}` as const,
      cwd: one.cwd ?? '/',
      entry: entryOf(one.argv, one.cwd ?? '/'),
      user: userOfProcess(one),
    }));
}

/** A site that shows an application's `public` or `dist` folder leads to the application. */
const siteRoots = (look: Look): string[] =>
  (look.find('nginx.config')?.servers ?? []).flatMap(({ root }) => (root ? [root] : []));

const ROOTS = ['/srv', '/opt', '/var/www', '/www/wwwroot', '/home/*'];
const UNKEPT_MAX = 6;

/** What was started by hand, in tmux or with nohup, and has ended, is named by nobody: fresh logs in it tell of it. */
function unkept(since: number): string[] {
  const roots = ROOTS.flatMap((root) =>
    root.endsWith('/*') ? namesIn(root.slice(0, -2), 50).map((name) => join(root.slice(0, -2), name)) : [root],
  );
  const folders = roots
    .flatMap((root) => namesIn(root, 100).map((name) => join(root, name)))
    .filter((folder) => exists(join(folder, 'package.json')));
  return folders.filter((folder) => hasFreshLog(folder, since)).slice(0, UNKEPT_MAX);
}

function hasFreshLog(folder: string, since: number): boolean {
  const logs = ['nohup.out', ...namesIn(folder, 200).filter((name) => name.endsWith('.log'))].map((name) =>
    join(folder, name),
  );
  const inside = ['logs', 'log'].flatMap((name) =>
    namesIn(join(folder, name), 50).map((file) => join(folder, name, file)),
  );
  return [...logs, ...inside].some((path) => {
    const stats = statOf(path);
    return stats !== null && stats !== 'denied' && stats.isFile() && stats.mtimeMs >= since;
  });
}

function packageAbove(folder: string): string | null {
  let at = folder;
  for (let level = 0; level <= LEVELS_UP && at !== '/' && at !== '.'; level += 1) {
    if (!NOT_APPS.has(at) && exists(join(at, 'package.json'))) return at;
    at = dirname(at);
  }
  return null;
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
