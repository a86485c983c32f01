// Reads rows of a SQLite file of another program, without writing beside it: by Node itself, or by what the machine has.
import { statSync } from 'node:fs';
import type { Ran } from './run-program.ts';

export type Rows =
  | { kind: 'rows'; rows: Record<string, unknown>[] }
  | { kind: 'absent' | 'denied' | 'unreadable'; detail: string };

type Run = (file: string, args: string[], options?: { timeoutMs?: number }) => Promise<Ran>;

const TIMEOUT_MS = 2000;

/** Reads only; the query is a constant of ours and takes no values. */
const PYTHON = `import json,sqlite3,sys,urllib.parse
db=sqlite3.connect('file:'+urllib.parse.quote(sys.argv[1])+'?mode=ro',uri=True,timeout=1)
db.row_factory=sqlite3.Row
print(json.dumps([dict(r) for r in db.execute(sys.argv[2]).fetchall()],default=str))`;

export async function readSqlite(file: string, query: string, pythons: readonly string[], run: Run): Promise<Rows> {
  try {
    statSync(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { kind: code === 'EACCES' ? 'denied' : 'absent', detail: message };
  }
  const own = await readByNode(file, query);
  if (own !== null) return own;
  for (const python of pythons) {
    const ran = await run(python, ['-c', PYTHON, file, query], { timeoutMs: TIMEOUT_MS });
    if (ran.trouble === null && ran.status === 0) return parseRows(ran.stdout);
  }
  const ran = await run('sqlite3', ['-readonly', '-json', file, query], { timeoutMs: TIMEOUT_MS });
  if (ran.trouble === null && ran.status === 0) return parseRows(ran.stdout === '' ? '[]' : ran.stdout);
  return { kind: 'unreadable', detail: 'it could be read neither by this Node nor by python3 or sqlite3' };
}

/** Null where this Node has no SQLite (before 22.5). */
async function readByNode(file: string, query: string): Promise<Rows | null> {
  try {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return { kind: 'rows', rows: database.prepare(query).all() };
    } finally {
      database.close();
    }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_UNKNOWN_BUILTIN_MODULE' || code === 'ERR_MODULE_NOT_FOUND') return null;
    return { kind: /permission|unable to open/i.test(message) ? 'denied' : 'unreadable', detail: message };
  }
}

function parseRows(text: string): Rows {
  try {
    const rows = JSON.parse(text) as unknown;
    return Array.isArray(rows)
      ? { kind: 'rows', rows: rows as Record<string, unknown>[] }
      : { kind: 'unreadable', detail: 'no rows' };
  } catch (error) {
    return { kind: 'unreadable', detail: (error as Error).message };
  }
}
