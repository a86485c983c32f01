// Reads what an application plainly writes in its code: listen port, keep-alive, synchronize, sizes of pools. No code is run.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { textOf } from '../../../host/linux/look-at-path.ts';
import type { AppFact } from '../../facts/app-facts.ts';
import type { PackageJson } from './read-package.ts';

const FILES_MAX = 60;
const BYTES_MAX = 96 * 1024;
const FOLDERS_MAX = 300;
/** Where people configure; everything else is left unread. */
const TELLING =
  /^(?:main|app|app\.module|server|index|bootstrap|worker|(?:.*[.-])?(?:database|data-source|datasource|typeorm|orm|ormconfig|config|configuration|db|prisma|redis|queue|bull|knexfile|sequelize|mikro-orm|pool|storage)(?:[.-].*)?)\.[cm]?[jt]s$|\.(?:module|config|providers?)\.[cm]?[jt]s$|^schema\.prisma$/i;

const PLAIN: [string, RegExp][] = [
  [
    'listenPort',
    /\.listen\(\s*(?:Number\(|parseInt\(|\+)?\s*(?:process\.env(?:\.\w+|\[['"]\w+['"]\])\s*(?:\?\?|\|\|)\s*)?['"]?(\d{2,5})\b/,
  ],
  [
    'listenFrom',
    /\.listen\(\s*(?:Number\(|parseInt\(|\+)?\s*(process\.env\.\w+|\w+\.get(?:OrThrow)?(?:<\w+>)?\(['"][\w.]+['"])/,
  ],
  ['listenHost', /\.listen\([^;\n]{1,200}?,\s*['"]([\w.:-]{2,60})['"]/],
  ['keepAliveTimeout', /keepAliveTimeout\s*[:=]\s*([\d_*\s]{1,20}\d)/],
  ['headersTimeout', /headersTimeout\s*[:=]\s*([\d_*\s]{1,20}\d)/],
  ['synchronize', /synchronize\s*:\s*(true|false|!0|!1)/],
  ['migrationsRun', /migrationsRun\s*:\s*(true|false|!0|!1)/],
  ['shutdownHooks', /(enableShutdownHooks)\(/],
  ['trustProxy', /set\(\s*['"]trust proxy['"]\s*,\s*([^)\n]{1,40})\)/],
  ['bodyLimit', /limit\s*:\s*['"](\d+\s*[kmg]b)['"]/i],
];

/** How each library names the size of its pool; the first that is declared and found counts. */
const POOLS: [string, RegExp][] = [
  ['typeorm', /poolSize\s*:\s*(\d{1,4})/],
  ['typeorm', /extra\s*:\s*\{[^}]{0,300}?\b(?:max|connectionLimit)\s*:\s*(\d{1,4})/],
  ['pg', /new\s+(?:\w+\.)*Pool\(\s*\{[^}]{0,600}?\bmax\s*:\s*(\d{1,4})/],
  ['mysql2', /connectionLimit\s*:\s*(\d{1,4})/],
  ['mysql', /connectionLimit\s*:\s*(\d{1,4})/],
  ['sequelize', /pool\s*:\s*\{[^}]{0,300}?\bmax\s*:\s*(\d{1,4})/],
  ['knex', /pool\s*:\s*\{[^}]{0,300}?\bmax\s*:\s*(\d{1,4})/],
  ['@mikro-orm/core', /pool\s*:\s*\{[^}]{0,300}?\bmax\s*:\s*(\d{1,4})/],
  ['mongoose', /maxPoolSize\s*:\s*(\d{1,4})/],
  ['@prisma/client', /connection_limit=(\d{1,4})/],
];

/** `process.env.X`, `process.env['X']`, `config.get('X')`; a second argument, `??` or `||` is a default. */
const READS_ENV =
  /process\.env(?:\.([A-Z][A-Z0-9_]{1,60})\b|\[['"]([A-Z][A-Z0-9_]{1,60})['"]\])|\.get(?:OrThrow)?(?:<[^>\n]{1,60}>)?\(\s*['"]([A-Z][A-Z0-9]*_[A-Z0-9_]{1,60})['"]/g;
const DEFAULT_FOLLOWS = /^\s*(?:\?\?|\|\||,)/;
const NAMES_MAX = 80;
const EVERYWHERE = new Set([
  'NODE_ENV',
  'HOME',
  'PATH',
  'USER',
  'TZ',
  'LANG',
  'PWD',
  'CI',
  'DEBUG',
  'PORT',
  'HOST',
  'LOG_LEVEL',
]);

const LIBRARIES = [...new Set(POOLS.map(([library]) => library))];

export function readHints(
  folder: string,
  entries: string[],
  { declared }: PackageJson,
): Pick<AppFact, 'ormHints' | 'plain' | 'readsEnv'> {
  const plain: Record<string, string> = {};
  const reads = new Map<string, { name: string; place: string; hasDefault: boolean }>();
  const pools = new Map<string, AppFact['ormHints'][number]>();
  for (const library of LIBRARIES)
    if (declared[library]) pools.set(library, { library, poolSize: null, place: 'package.json' });
  for (const path of tellingFiles(folder, entries)) {
    const text = withoutComments(textOf(path, BYTES_MAX) ?? '');
    for (const [name, pattern] of PLAIN) {
      const found = plain[name] === undefined ? pattern.exec(text) : null;
      if (found?.[1]) plain[name] = found[1].trim().slice(0, 60);
    }
    noteReads(reads, path, text);
    for (const [library, pattern] of POOLS) {
      const pool = pools.get(library);
      const found = pool && pool.poolSize === null ? pattern.exec(text) : null;
      if (pool && found)
        pools.set(library, { library, poolSize: Number(found[1]), place: `${path}:${lineAt(text, found.index)}` });
    }
  }
  return { ormHints: [...pools.values()], plain, readsEnv: [...reads.values()] };
}

/** A name that is somewhere read without a default is needed. */
function noteReads(
  reads: Map<string, { name: string; place: string; hasDefault: boolean }>,
  path: string,
  text: string,
): void {
  for (const found of text.matchAll(READS_ENV)) {
    const name = found[1] ?? found[2] ?? found[3] ?? '';
    const hasDefault = DEFAULT_FOLLOWS.test(
      text.slice(found.index + found[0].length, found.index + found[0].length + 20),
    );
    const known = reads.get(name);
    if (EVERYWHERE.has(name) || (known && (!known.hasDefault || hasDefault)) || (!known && reads.size >= NAMES_MAX))
      continue;
    reads.set(name, { name, place: `${path}:${lineAt(text, found.index)}`, hasDefault });
  }
}

/** What runs counts before what it was made of: the build first, sources where there is none. */
function tellingFiles(folder: string, entries: string[]): string[] {
  const found = entries.filter((path) => path.startsWith(`${folder}/`));
  const starts = ['dist', 'build', 'src', 'prisma', '.'].map((name) => join(folder, name));
  let folders = 0;
  for (const start of starts) {
    const queue = [start];
    for (
      let at = queue.shift();
      at !== undefined && found.length < FILES_MAX && folders < FOLDERS_MAX;
      at = queue.shift()
    ) {
      folders += 1;
      for (const entry of entriesIn(at)) {
        const path = join(at, entry.name);
        if (entry.isFile() && TELLING.test(basename(path)) && !/\.(?:d|spec|test)\.[cm]?[jt]s$/.test(path))
          found.push(path);
        else if (
          entry.isDirectory() &&
          start !== folder &&
          !/^(?:node_modules|\..*|test|public|assets|coverage)$/.test(entry.name)
        )
          queue.push(path);
      }
    }
    if (start.endsWith('/dist') && found.length > entries.length) return [...new Set(found)].slice(0, FILES_MAX);
  }
  return [...new Set(found)].slice(0, FILES_MAX);
}

function entriesIn(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Lines keep their numbers. A URL's // is no comment. */
const withoutComments = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (found) => found.replaceAll(/[^\n]/g, ' '))
    .replaceAll(/(^|[\s;{(,])\/\/[^\n]*/g, '$1');

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
