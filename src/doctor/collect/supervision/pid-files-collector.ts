// Collects pid files: those in /run, those that units and managers name, and those beside applications; and whom they name now.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { readAccounts } from '../../../host/linux/accounts.ts';
import { isoOfStart, readBriefProcess } from '../../../host/linux/brief-processes.ts';
import { namesIn, readSmallFile } from '../../../host/linux/look-at-path.ts';
import { appRootOf } from '../../join/app-root.ts';
import type { PidFile } from '../../facts/supervision-facts.ts';
import { type Collector, known, type Look } from '../collector.ts';
import { cleanText } from '../mask.ts';

const FILES_MAX = 300;
const FOLDERS_MAX = 60;
/** Where applications put theirs, below their own folder. */
const APP_PLACES = ['', 'tmp', 'run', 'tmp/pids', 'pids', 'var', 'shared', 'shared/pids', 'shared/tmp', 'storage'];

export const pidFilesCollector: Collector = {
  name: 'pid-files',
  ids: ['pid-files'],
  stage: 2,
  budgetMs: 2000,
  collect: async (look) => {
    const units = look.find('systemd.units') ?? [];
    const folders = appFolders(look);
    const paths = new Set([
      ...units.map(({ pidFile }) => pidFile).filter((path) => path !== null),
      ...(look.find('aapanel.projects') ?? []).map(({ pidFile }) => pidFile).filter((path) => path !== null),
      ...folders.flatMap((folder) => APP_PLACES.flatMap((place) => pidFilesIn(join(folder, place)))),
      ...pidFilesIn('/run'),
      ...namesIn('/run', 400)
        .filter((name) => !['user', 'systemd', 'udev', 'credentials', 'lock'].includes(name))
        .flatMap((name) => pidFilesIn(`/run/${name}`)),
    ]);
    const files = [...paths].slice(0, FILES_MAX).flatMap((path) => describePidFile(path, folders));
    return {
      'pid-files': known(
        files.map((file) => ({
          ...file,
          usedBy: units
            .filter(({ pidFile }) => pidFile !== null && real(pidFile) === file.path)
            .map(({ name }) => name),
        })),
      ),
    };
  },
};

const real = (path: string): string => path.replace(/^\/var\/run\//, '/run/');

function appFolders(look: Look): string[] {
  const folders = [
    ...(look.find('processes') ?? [])
      .filter(({ isNode, isCwdDeleted }) => isNode && !isCwdDeleted)
      .map(({ cwd }) => cwd),
    ...(look.find('systemd.units') ?? []).map(({ workingDirectory }) => workingDirectory),
    ...(look.find('supervisor.programs')?.programs ?? []).map(({ folder }) => folder),
    ...(look.find('pm2.daemons') ?? []).flatMap(({ apps }) => apps.map(({ cwd }) => cwd)),
    ...(look.find('aapanel.projects') ?? []).map(({ folder }) => folder),
  ];
  const useful = folders
    .filter((folder) => folder !== null)
    .filter((folder) => folder.startsWith('/') && folder.length > 4 && folder !== '/root');
  // What outlives a release lies beside the releases.
  return [...new Set(useful.flatMap((folder) => [folder, appRootOf(folder)]))].slice(0, FOLDERS_MAX);
}

const pidFilesIn = (folder: string): string[] =>
  namesIn(folder)
    .filter((name) => name.endsWith('.pid'))
    .map((name) => join(folder, name));

/** Nothing for what is no pid file: only a file that begins with a number is one. */
function describePidFile(named: string, folders: string[]): Omit<PidFile, 'usedBy'>[] {
  const path = real(named);
  const stats = lstatOrNull(path);
  if (stats === null || !stats.isFile()) return [];
  const read = readSmallFile(path, 4096);
  const text = read === null || read === 'denied' ? null : read.text.trim();
  const pid = text === null ? null : Number(/^\d{1,10}\b/.exec(text)?.[0] ?? Number.NaN);
  if (pid !== null && Number.isNaN(pid)) return [];
  const process = pid === null ? null : readBriefProcess(pid);
  return [
    {
      path,
      pid,
      isAlive: process !== null,
      processName: process === null ? null : cleanText(process.comm),
      process: process === null ? null : `${process.pid}@${process.start}`,
      processStartedAt: process === null ? null : isoOfStart(process.start),
      owner: readAccounts().find(({ uid }) => uid === stats.uid)?.name ?? String(stats.uid),
      modifiedAt: stats.mtime.toISOString(),
      folder:
        folders.filter((folder) => path.startsWith(`${folder}/`)).toSorted((a, b) => b.length - a.length)[0] ?? null,
    },
  ];
}

function lstatOrNull(path: string) {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}
