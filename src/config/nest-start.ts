// Decides which built file `nest start` would run, from nest-cli.json and tsconfig; it builds nothing.
import { join } from 'node:path';

import { failed, ok, type Result } from '../std/result.ts';
import { textOf, type Files } from './files.ts';
import { parseLooseJson } from './loose-json.ts';
import type { Refusal, RunPlace } from './resolved-run.ts';
import { outFolderOf } from './typescript-output.ts';

const FOR_DEVELOPMENT = new Set(['-w', '--watch', '-d', '--debug', '--watchAssets', '--preserveWatchOutput']);
const WITH_VALUE = new Set(
  (
    '-c --config -p --path -b --builder -e --exec --entryFile --sourceRoot --env-file --tsc --webpackPath ' +
    '--webpack-path'
  ).split(' '),
);
const REDIRECTS = new Set(['-c', '--config', '-p', '--path', '-e', '--exec', '--env-file']);

export interface NestEntry {
  /** Absolute; it may not be there yet. */
  script: string;
  args: string[];
}

/** `args` are the words behind `nest start`. */
export function findNestEntry(args: readonly string[], place: RunPlace): Result<NestEntry, Refusal> {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const options: Record<string, string> = {};
  let project: string | null = null;
  for (let at = 0; at < own.length; at++) {
    const [name = '', value] = (own[at] ?? '').split('=');
    if (FOR_DEVELOPMENT.has(name)) {
      return failed({ reason: `nest start ${name} is for development`, instead: 'e.g. node dist/main.js' });
    }
    if (REDIRECTS.has(name)) {
      return failed({ reason: `nest start ${name} is not understood here`, instead: 'e.g. node dist/main.js' });
    }
    if (WITH_VALUE.has(name)) options[name] = value ?? own[++at] ?? '';
    else if (!name.startsWith('-')) project ??= name;
  }
  const entries = nestEntries(place.cwd, place.files);
  const entry = entries.find((one) => one.project === project) ?? (project === null ? entries[0] : undefined);
  if (entry === undefined) return failed({ reason: `nest-cli.json has no project '${project}'` });

  const file = options['--entryFile'] ?? entry.entryFile;
  const sourceRoot = options['--sourceRoot'] ?? entry.sourceRoot;
  // Nest's own order: first with the source root inside the output folder, then without.
  const candidates = [join(entry.outFolder, sourceRoot, `${file}.js`), join(entry.outFolder, `${file}.js`)];
  const script = candidates.find((path) => place.files.kind(path) === 'file') ?? candidates.at(-1) ?? '';
  return ok({ script, args: end === -1 ? [] : args.slice(end + 1) });
}

export interface NestProject {
  /** Null for the only or the default one. */
  project: string | null;
  sourceRoot: string;
  entryFile: string;
  /** Absolute. */
  outFolder: string;
}

/** The applications nest-cli.json names; the default one first. */
export function nestEntries(cwd: string, files: Files): NestProject[] {
  const cli = parseLooseJson(textOf(files, join(cwd, 'nest-cli.json')) ?? '{}') ?? {};
  const first = readProject(cli, null, cwd, files);
  const projects =
    typeof cli['projects'] === 'object' && cli['projects'] !== null ? Object.entries(cli['projects']) : [];
  const applications = projects
    .filter(([, settings]) => (settings as { type?: unknown }).type !== 'library')
    .map(([name, settings]) => readProject({ ...settings, monorepo: true }, name, cwd, files));
  return [first, ...applications];
}

function readProject(
  settings: Record<string, unknown>,
  project: string | null,
  cwd: string,
  files: Files,
): NestProject {
  const compiler = (settings['compilerOptions'] ?? {}) as Record<string, unknown>;
  const named = textIn(compiler['tsConfigPath']);
  const configs = named === null ? ['tsconfig.build.json', 'tsconfig.json'] : [named];
  const outFolder = configs.map((name) => outFolderOf(join(cwd, name), files)).find((folder) => folder !== null);
  return {
    project,
    sourceRoot: textIn(settings['sourceRoot']) ?? 'src',
    entryFile: textIn(settings['entryFile']) ?? 'main',
    outFolder:
      outFolder ?? (project === null ? join(cwd, 'dist') : join(cwd, 'dist', textIn(settings['root']) ?? project)),
  };
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
