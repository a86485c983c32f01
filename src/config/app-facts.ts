// Reads what an app's own files tell beyond its configuration: its packages, and the keep-alive its source sets.
import { basename, join, relative } from 'node:path';

import { dependenciesOf } from './app-packages.ts';
import { jsonOf, textOf, type Files } from './files.ts';
import { keepAliveMsIn } from './keep-alive.ts';
import type { PreparedPool } from './make-launches.ts';

export interface AppFacts {
  dependencies: ReadonlySet<string>;
  /** By pool: where and to what it sets its server's keepAliveTimeout. */
  keepAlive: Record<string, { file: string; ms: number }>;
}

export function readAppFacts(cwd: string, pools: readonly PreparedPool[], files: Files): AppFacts {
  const keepAlive: AppFacts['keepAlive'] = {};
  for (const { pool, run } of pools) {
    if (pool.kind !== 'web' || run.script === null) continue;
    const source = join(cwd, 'src', basename(run.script).replace(/\.js$/, '.ts'));
    for (const file of [source, run.script]) {
      const ms = keepAliveMsIn(textOf(files, file) ?? '');
      if (ms !== null) keepAlive[pool.name] ??= { file: relative(cwd, file), ms };
    }
  }
  return { dependencies: dependenciesOf(jsonOf(files, join(cwd, 'package.json'))), keepAlive };
}
