// Decides the configuration of an app that is only a script on the command line: one web pool, all else by default.
import { basename, dirname, join, relative, resolve } from 'node:path';

import { diskFiles } from './disk-files.ts';
import { jsonOf, type Files } from './files.ts';
import type { AppConfig } from './model.ts';
import { proposeName } from './name.ts';
import { quoteWord } from './parse-command.ts';
import { settleApp, settlePool } from './settle-app.ts';

/** Named after the nearest package.json, else after the folder. Whether the script is there is seen at its start. */
export function configFromScript(path: string, cwd: string, files: Files = diskFiles): AppConfig {
  const script = resolve(cwd, path);
  const pool = settlePool('web', { run: quoteWord(relative(cwd, script) || script) }, true);
  return settleApp({}, [pool], { file: null, folder: cwd, name: nameOfFolder(dirname(script), files) });
}

/** An app's name where none is given: that of the nearest package.json, else of the folder. */
export function nameOfFolder(folder: string, files: Files = diskFiles, from = folder): string {
  const manifest = jsonOf(files, join(folder, 'package.json'));
  const named = typeof manifest?.['name'] === 'string' ? proposeName(manifest['name']) : null;
  if (named !== null) return named;
  const above = dirname(folder);
  return above === folder ? (proposeName(basename(from)) ?? 'app') : nameOfFolder(above, files, from);
}
