// Decides how `allswell check` shows what would run and what to mind.
import { formatListen } from './listen-address.ts';
import type { Warning } from './judge-app.ts';
import type { PreparedApp, PreparedPool } from './make-launches.ts';
import type { AppConfig } from './model.ts';
import { quoteWord } from './parse-command.ts';

export type PaintCheck = (what: 'head' | 'warning' | 'fine', words: string) => string;

const plain: PaintCheck = (_, words) => words;

export interface CheckResult {
  /** As it is to be shown. */
  file: string;
  app: AppConfig;
  prepared: PreparedApp;
  warnings: readonly Warning[];
}

export function describeCheck({ file, app, prepared, warnings }: CheckResult, paint: PaintCheck = plain): string {
  const rows = prepared.pools.map((pool) => rowOf(pool, prepared));
  const head = ['pool', 'kind', 'workers', 'address', 'health', 'runs'];
  const [first = '', ...others] = table([head, ...rows]);
  const cwd = prepared.pools[0]?.launch.cwd ?? app.cwd;
  return [
    paint('fine', `${file} is right.`),
    '',
    `app   ${app.name} in ${cwd}${cwd === app.cwd ? '' : ` (now behind ${app.cwd})`}`,
    `node  ${prepared.node.version} at ${prepared.node.path}`,
    '',
    paint('head', first),
    ...others,
    ...warningLines(warnings, paint),
    '',
  ].join('\n');
}

function warningLines(warnings: readonly Warning[], paint: PaintCheck): string[] {
  if (warnings.length === 0) return [];
  const title = warnings.length === 1 ? '1 thing to mind:' : `${warnings.length} things to mind:`;
  const lines = warnings.map(({ pool, message }) => `  ${pool === null ? '' : `${pool}: `}${message}`);
  return ['', paint('warning', title), ...lines];
}

function rowOf({ pool, launch }: PreparedPool, { node }: PreparedApp): string[] {
  const isWeb = pool.kind === 'web';
  const learned = isWeb ? 'learned' : '-';
  return [
    pool.name,
    pool.kind,
    String(pool.workers),
    pool.listen === null ? learned : formatListen(pool.listen),
    isWeb ? (pool.health ?? 'not checked') : '-',
    launch.argv.map((word, index) => shortWord(word, index, launch.cwd, node.path)).join(' '),
  ];
}

/** The full words are in `--json`. */
function shortWord(word: string, index: number, cwd: string, node: string): string {
  if (index === 0 && word === node) return 'node';
  return quoteWord(word.startsWith(`${cwd}/`) ? word.slice(cwd.length + 1) : word);
}

function table(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
