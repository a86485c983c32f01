// Decides which further programs an app has beside its web one, by the names of their source files.
import { basename, join, relative } from 'node:path';

import type { DetectedPool } from './detected-app.ts';
import { textOf, type Files } from './files.ts';
import { proposeName } from './name.ts';

/** `worker.ts`, `worker-mail.ts`, `scheduler.ts`; not `worker.module.ts`, which is a part of a program. */
const ENTRY = /^((?:worker|scheduler)s?(?:[-_][\w-]+)?)\.[cm]?[jt]s$/;

/** `outFolder` is where the built files of `src` are. */
export function detectEntries(folder: string, outFolder: string, files: Files): DetectedPool[] {
  return ['src', '.'].flatMap((sources) =>
    files.names(join(folder, sources)).flatMap((file): DetectedPool[] => {
      const name = proposeName(ENTRY.exec(file)?.[1] ?? '');
      const source = join(sources, file);
      const text = textOf(files, join(folder, source));
      // A file for worker_threads is started by the app, not beside it.
      if (name === null || text === null || /\bparentPort\b/.test(text)) return [];
      const built = /\.[cm]?ts$/.test(file) ? builtPath(folder, outFolder, file, files) : source;
      const kind = name.startsWith('scheduler') ? 'scheduler' : 'queue';
      return [{ name, kind, run: built, from: source, port: null, health: null, notes: [] }];
    }),
  );
}

/** The built file of `src/<source>`, relative to the folder: with `src` inside the output when it is there. */
export function builtPath(folder: string, outFolder: string, source: string, files: Files): string {
  const file = basename(source).replace(/ts$/, 'js');
  const inside = join(outFolder, 'src', file);
  return relative(folder, files.kind(inside) === 'file' ? inside : join(outFolder, file));
}
