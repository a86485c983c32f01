// Decides a worker's whole environment from its layers, the later over the earlier.
import { dirname } from 'node:path';

import type { ResolvedRun } from './resolved-run.ts';

export interface EnvLayers {
  base: Record<string, string>;
  files: Record<string, string>;
  app: Record<string, string>;
  pool: Record<string, string>;
  run: Pick<ResolvedRun, 'env' | 'pathFirst'>;
  /** The chosen Node, when the configuration names one: what the app itself starts with `node` is then the same. */
  node: string | null;
}

export function workerEnv({ base, files, app, pool, run, node }: EnvLayers): Record<string, string> {
  const first = [...run.pathFirst, ...(node === null ? [] : [dirname(node)])];
  const path = [...first, ...(base['PATH'] ?? '').split(':')].filter(
    (folder, index, all) => folder !== '' && all.indexOf(folder) === index,
  );
  return { ...base, PATH: path.join(':'), ...files, ...app, ...pool, ...run.env };
}
