// Collects links such as `current` beside releases: where they lead and since when, wherever a process or a keeper stands in one.
import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseLink } from '../../facts/supervision-facts.ts';
import { appRootOf } from '../../join/app-root.ts';
import { type Collector, known, type Look, none } from '../collector.ts';

const NAMES = ['current', 'live', 'active'];
const ROOTS_MAX = 60;

export const releasesCollector: Collector = {
  name: 'releases',
  ids: ['app.releases'],
  stage: 2,
  budgetMs: 1000,
  collect: async (look) => {
    const roots = [
      ...new Set(
        foldersIn(look)
          .filter((folder) => appRootOf(folder) !== folder)
          .map(appRootOf),
      ),
    ].slice(0, ROOTS_MAX);
    const links = roots.flatMap((root) => NAMES.flatMap((name) => readLink(root, join(root, name))));
    return { 'app.releases': links.length > 0 ? known(links) : none };
  },
};

const foldersIn = (look: Look): string[] =>
  [
    ...(look.find('processes') ?? [])
      .filter(({ isNode }) => isNode)
      .map(({ cwd }) => cwd?.replace(/ \(deleted\)$/, '') ?? null),
    ...(look.find('systemd.units') ?? []).map(({ workingDirectory }) => workingDirectory),
    ...(look.find('supervisor.programs')?.programs ?? []).map(({ folder }) => folder),
    ...(look.find('pm2.daemons') ?? []).flatMap(({ apps }) => apps.map(({ cwd }) => cwd)),
    ...(look.find('aapanel.projects') ?? []).map(({ folder }) => folder),
  ].filter((folder) => folder !== null);

function readLink(root: string, link: string): ReleaseLink[] {
  try {
    const stats = lstatSync(link);
    if (!stats.isSymbolicLink()) return [];
    return [{ root, link, target: realOrNull(link), linkedAt: stats.mtime.toISOString() }];
  } catch {
    return [];
  }
}

function realOrNull(link: string): string | null {
  try {
    return realpathSync(link);
  } catch {
    return null;
  }
}
