// Reads what MySQL and MariaDB say: the first packet of a connection (protocol 10), and the tables that their client prints.
import type { DatabaseFact, DatabaseTrouble } from '../../facts/database-facts.ts';
import { maskText } from '../mask.ts';
import type { Session } from './group-sessions.ts';

export interface Handshake {
  answers: boolean;
  trouble: DatabaseTrouble | null;
  problem: string | null;
  version: string | null;
}

const ER_CON_COUNT_ERROR = 1040;

export const isWholePacket = (answer: Buffer): boolean =>
  answer.length >= 4 && answer.length >= 4 + answer.readUIntLE(0, 3);

/** A greeting with the version, or a refusal with a number (MySQL Internals, Protocol::Handshake and ERR_Packet). */
export function parseHandshake(answer: Buffer): Handshake {
  const type = answer[4];
  if (type === 0x0a) {
    const end = answer.indexOf(0, 5);
    // MariaDB puts this before its own version for old replicas.
    const version = answer
      .subarray(5, end < 0 ? undefined : end)
      .toString('utf8')
      .replace(/^5\.5\.5-/, '');
    return { answers: true, trouble: null, problem: null, version: maskText(version, 60) };
  }
  if (type !== 0xff || answer.length < 7)
    return { answers: false, trouble: 'unreadable', problem: 'its first answer is not MySQL’s', version: null };
  const code = answer.readUInt16LE(5);
  const problem = maskText(
    `${code}: ${answer
      .subarray(7)
      .toString('utf8')
      .replace(/^#\w{5}/, '')}`,
  );
  const trouble = code === ER_CON_COUNT_ERROR ? 'too-many' : null;
  return { answers: trouble === null, trouble, problem, version: null };
}

/** Each line a kind and its values, so that one connection is enough. */
export const MYSQL_QUERY = [
  "select 'variable', variable_name, variable_value from performance_schema.global_variables where variable_name in ('max_connections', 'max_user_connections', 'version', 'read_only', 'datadir')",
  "select 'status', variable_name, variable_value from performance_schema.global_status where variable_name in ('Threads_connected', 'Connection_errors_max_connections', 'Max_used_connections')",
  "select 'session', user, host, ifnull(db, ''), command, time from information_schema.processlist where id <> connection_id() and user <> 'event_scheduler' and user <> 'system user'",
  "select 'transaction', timestampdiff(second, trx_started, now()), trx_state from information_schema.innodb_trx",
].join('; ');

/** MariaDB keeps the first two in information_schema. */
export const MARIADB_QUERY = MYSQL_QUERY.replaceAll('performance_schema.', 'information_schema.');

export interface MysqlNumbers {
  fact: Partial<DatabaseFact>;
  sessions: Session[];
}

/** Null when nothing of it is there. */
export function parseTables(output: string): MysqlNumbers | null {
  const rows = output.split('\n').map((line) => line.split('\t'));
  const named = new Map(
    rows
      .filter(([kind]) => kind === 'variable' || kind === 'status')
      .map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
  const number = (name: string): number | null =>
    /^\d+$/.test(named.get(name) ?? '') ? Number(named.get(name)) : null;
  const max = number('max_connections');
  if (max === null) return null;
  const sessions = rows.filter(([kind]) => kind === 'session').map(readSession);
  const transactions = rows.filter(([kind, seconds]) => kind === 'transaction' && /^\d+$/.test(seconds ?? ''));
  const perUser = number('max_user_connections') ?? 0;
  const users = [...new Set(sessions.flatMap(({ user }) => user ?? []))];
  return {
    sessions,
    fact: {
      version: maskText(named.get('version') ?? '', 60),
      maxConnections: max,
      // One more than the limit is let in for an administrator.
      reservedConnections: 0,
      usedConnections: number('threads_connected') ?? sessions.length,
      turnedAway: number('connection_errors_max_connections'),
      accountLimits:
        perUser > 0
          ? users.map((user) => ({ user, max: perUser, used: sessions.filter((one) => one.user === user).length }))
          : [],
      idleInTransaction: null,
      longestTransactionSeconds:
        transactions.length === 0 ? null : Math.max(...transactions.map(([, seconds]) => Number(seconds))),
      waitingForLock: transactions.filter(([, , state]) => state === 'LOCK WAIT').length,
      isReadOnly: /^(?:ON|1)$/i.test(named.get('read_only') ?? ''),
      dataFolder: named.get('datadir') ?? null,
    },
  };
}

/** `localhost` is the socket; everybody else is `host:port`. */
function readSession([, user = '', from = '', database = '', command = '', time = '']: string[]): Session {
  const found = /^(.*):(\d{1,5})$/.exec(from);
  return {
    host: found ? (found[1] ?? null) : from === 'localhost' ? null : from,
    port: found ? Number(found[2]) : null,
    app: null,
    user: maskText(user, 80),
    database: database === '' ? null : database,
    state: command,
    seconds: /^\d+$/.test(time) ? Number(time) : null,
  };
}
