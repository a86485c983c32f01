// Reads what PostgreSQL says: its first answer on the wire (protocol 3.0), and the line of JSON that our one query gives.
import type { DatabaseFact, DatabaseTrouble } from '../../facts/database-facts.ts';
import { maskText } from '../mask.ts';
import type { Session } from './group-sessions.ts';

/** A startup message as any driver sends it. Nothing follows it: the server is left before it asks for a password twice. */
export function startupMessage(user: string, database: string): Buffer {
  const settings = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0allswell-doctor\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(settings.length + 8, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, settings]);
}

export interface Greeting {
  answers: boolean;
  trouble: DatabaseTrouble | null;
  problem: string | null;
}

/** Errors that come before anybody is asked who they are (SQLSTATE, PostgreSQL appendix A). */
const TROUBLE_OF_STATE: Record<string, DatabaseTrouble> = { '53300': 'too-many', '57P03': 'starting' };

export function parseGreeting(answer: Buffer): Greeting {
  const type = String.fromCharCode(answer[0] ?? 0);
  if (type === 'R') return { answers: true, trouble: null, problem: null };
  if (type !== 'E') return { answers: false, trouble: 'unreadable', problem: 'its first answer is not PostgreSQL’s' };
  const fields = new Map(
    answer
      .subarray(5)
      .toString('utf8')
      .split('\0')
      .map((field) => [field[0] ?? '', field.slice(1)] as const),
  );
  const state = fields.get('C') ?? '';
  const problem = maskText(`${fields.get('S') ?? 'FATAL'}: ${fields.get('M') ?? 'refused'}`);
  const trouble = TROUBLE_OF_STATE[state] ?? null;
  // Anything else (no entry in pg_hba.conf, no such role) is the answer of a server that is well.
  return { answers: trouble === null, trouble, problem };
}

export const isWholeGreeting = (answer: Buffer): boolean =>
  answer.length >= 5 && answer.length >= 1 + answer.readInt32BE(1);

/** One statement, so that it costs one connection; everything in it is in PostgreSQL 10 and later. */
export const POSTGRES_QUERY = `select json_build_object(
  'version', current_setting('server_version'),
  'max', current_setting('max_connections')::int,
  'reserved', current_setting('superuser_reserved_connections')::int + coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int,
  'isReplica', pg_is_in_recovery(),
  'idleTimeoutMs', (select setting::int from pg_settings where name = 'idle_in_transaction_session_timeout'),
  'folder', current_setting('data_directory', true),
  'limits', (select coalesce(json_agg(json_build_object('user', rolname, 'max', rolconnlimit)), '[]') from pg_roles where rolconnlimit >= 0),
  'sessions', (select coalesce(json_agg(json_build_object(
    'host', host(client_addr), 'port', client_port, 'app', application_name, 'user', usename, 'database', datname, 'state', state,
    'seconds', extract(epoch from clock_timestamp() - state_change)::bigint,
    'transaction', extract(epoch from clock_timestamp() - xact_start)::bigint,
    'waits', cardinality(pg_blocking_pids(pid)) > 0)), '[]')
    from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()))`;

interface Told {
  version: string;
  max: number;
  reserved: number;
  isReplica: boolean;
  idleTimeoutMs: number;
  folder: string | null;
  limits: { user: string; max: number }[];
  sessions: (Session & { transaction: number | null; waits: boolean | null })[];
}

export interface PostgresNumbers {
  fact: Partial<DatabaseFact>;
  sessions: Session[];
}

/** Null for what is not the answer to our query. */
export function parseNumbers(output: string): PostgresNumbers | null {
  let told: Told;
  try {
    told = JSON.parse(output) as Told;
  } catch {
    return null;
  }
  if (typeof told !== 'object' || told === null || !Array.isArray(told.sessions) || !Array.isArray(told.limits))
    return null;
  // Another user's sessions have no state for those who may not see them.
  const sessions = told.sessions.map((one) => ({ ...one, port: one.port !== null && one.port > 0 ? one.port : null }));
  const open = sessions.filter(({ transaction }) => transaction !== null);
  const used = (user: string): number => sessions.filter((one) => one.user === user).length;
  return {
    sessions,
    fact: {
      version: told.version,
      maxConnections: told.max,
      reservedConnections: told.reserved,
      usedConnections: sessions.length,
      accountLimits: told.limits.map(({ user, max }) => ({ user: maskText(user, 80), max, used: used(user) })),
      idleInTransaction: sessions.filter(({ state }) => state?.startsWith('idle in transaction')).length,
      longestTransactionSeconds:
        open.length === 0 ? null : Math.max(...open.map(({ transaction }) => transaction ?? 0)),
      waitingForLock: sessions.filter(({ waits }) => waits === true).length,
      idleTransactionTimeoutSeconds: told.idleTimeoutMs > 0 ? told.idleTimeoutMs / 1000 : null,
      isReadOnly: told.isReplica,
      dataFolder: told.folder,
    },
  };
}
