// What databases, their drivers and job queues print when they refuse, run out, or lose hold: PostgreSQL 12 to 17, MySQL and
// MariaDB, Redis and Valkey, BullMQ. The same words come from the server's own log and through a driver in an application's.
// Data: `user`, `database` and `host` where the line has them; `reason` says in one word why an account was refused.
import type { MessagePattern } from './pattern.ts';
import { withoutEmpty } from './stack-place.ts';

const NAME = String.raw`[^"'\n]{1,100}`;
const groups = ({ groups: found }: RegExpExecArray): Record<string, string> => withoutEmpty({ ...found });
const nothing = (): Record<string, string> => ({});
/** A refusal, and why. */
const refused = (
  kind: 'postgres-auth-failed' | 'mysql-auth-failed' | 'redis-auth-failed',
  pattern: RegExp,
  reason: string,
): MessagePattern => ({
  kind,
  pattern,
  data: (found) => ({ ...groups(found), reason }),
});

const postgres: readonly MessagePattern[] = [
  { kind: 'postgres-too-many', pattern: /\bsorry, too many clients already/, data: nothing },
  {
    kind: 'postgres-too-many',
    pattern: new RegExp(`\\btoo many connections for (?:role "(?<user>${NAME})"|database "(?<database>${NAME})")`),
    data: groups,
  },
  { kind: 'postgres-reserved', pattern: /\bremaining connection slots are reserved for/, data: nothing },
  refused(
    'postgres-auth-failed',
    new RegExp(`\\bpassword authentication failed for user "(?<user>${NAME})"`),
    'password',
  ),
  refused('postgres-auth-failed', new RegExp(`\\bPeer authentication failed for user "(?<user>${NAME})"`), 'peer'),
  refused('postgres-auth-failed', new RegExp(`\\bIdent authentication failed for user "(?<user>${NAME})"`), 'peer'),
  refused(
    'postgres-auth-failed',
    new RegExp(
      `\\bno pg_hba\\.conf entry for host "(?<host>${NAME})", user "(?<user>${NAME})", database "(?<database>${NAME})"`,
    ),
    'hba',
  ),
  refused('postgres-auth-failed', new RegExp(`\\brole "(?<user>${NAME})" does not exist`), 'no-user'),
  refused('postgres-auth-failed', new RegExp(`\\brole "(?<user>${NAME})" is not permitted to log in`), 'no-login'),
  // pg, when the password in its configuration is undefined: an environment that lacks it.
  refused(
    'postgres-auth-failed',
    /\bclient password must be a string|SASL authentication failed: empty password/,
    'no-password',
  ),
  refused(
    'postgres-auth-failed',
    /\bAuthentication failed against (?:the )?database server(?: at `(?<host>[^`\n]{1,200})`)?/,
    'password',
  ),
  {
    kind: 'postgres-no-database',
    pattern: new RegExp(`\\bdatabase "(?<database>${NAME})" does not exist`),
    data: groups,
  },
  { kind: 'postgres-no-database', pattern: /\bDatabase `(?<database>[^`\n]{1,100})` does not exist/, data: groups },
  {
    kind: 'postgres-idle-transaction-ended',
    pattern: /\bterminating connection due to idle-in-transaction timeout/,
    data: () => ({ how: 'timeout' }),
  },
  {
    kind: 'postgres-idle-transaction-ended',
    pattern: /\bunexpected EOF on client connection with an open transaction/,
    data: () => ({ how: 'client-gone' }),
  },
  {
    kind: 'postgres-starting',
    pattern:
      /\bthe database system is (?<state>starting up|in recovery mode|shutting down|not yet accepting connections|not accepting connections)/,
    data: groups,
  },
];

const mysql: readonly MessagePattern[] = [
  { kind: 'mysql-too-many', pattern: /\bER_CON_COUNT_ERROR\b|(?:^|[:\]] {0,3})Too many connections\b/m, data: nothing },
  {
    kind: 'mysql-user-limit',
    pattern:
      /\bUser '?(?<user>[^'\s]{1,100})'? (?:has exceeded the 'max_user_connections' resource \(current value: (?<limit>\d{1,6})\)|already has more than 'max_user_connections')/,
    data: groups,
  },
  // The host is the client's own as the server sees it; which of user and password is wrong it does not tell.
  refused(
    'mysql-auth-failed',
    /\bAccess denied for user '(?<user>[^'\n]{0,100})'@'(?<host>[^'\n]{0,255})'/,
    'password',
  ),
  refused(
    'mysql-auth-failed',
    /\bER_NOT_SUPPORTED_AUTH_MODE\b|Client does not support authentication protocol/,
    'plugin',
  ),
  refused(
    'mysql-auth-failed',
    /\bHost '(?<host>[^'\n]{1,255})' is (?:not allowed to connect|blocked because of many connection errors)/,
    'host',
  ),
  { kind: 'mysql-no-database', pattern: /\bUnknown database '(?<database>[^'\n]{1,100})'/, data: groups },
];

const redis: readonly MessagePattern[] = [
  { kind: 'redis-too-many', pattern: /\bmax number of clients reached/, data: nothing },
  { kind: 'redis-out-of-memory', pattern: /\bOOM command not allowed when used memory/, data: nothing },
  {
    kind: 'redis-misconf',
    pattern: /\bMISCONF \w{1,20} is configured to save RDB snapshots/,
    data: () => ({ what: 'snapshot' }),
  },
  {
    kind: 'redis-misconf',
    pattern: /\bMISCONF Errors writing to the AOF file(?:: (?<why>[^\n]{1,100}))?/,
    data: (found) => ({ what: 'log', ...groups(found) }),
  },
  {
    kind: 'redis-misconf',
    pattern:
      /\b(?:Failed opening the (?:temp )?RDB file|Can't save in background: fork|Write error saving DB on disk)[^\n]{0,300}: (?<why>[A-Z][\w ]{3,60})/,
    data: (found) => ({ what: 'snapshot', ...groups(found) }),
  },
  refused('redis-auth-failed', /\bNOAUTH Authentication required/, 'no-password'),
  refused('redis-auth-failed', /\bWRONGPASS invalid username-password pair|\bERR invalid password\b/, 'password'),
  refused(
    'redis-auth-failed',
    /\bwithout any password configured for the default user|\bClient sent AUTH, but no password is set/,
    'not-needed',
  ),
  {
    kind: 'redis-readonly',
    pattern: /\bREADONLY You can't write against a read only (?:replica|slave)/,
    data: nothing,
  },
  { kind: 'redis-starting', pattern: /\bLOADING \w{1,20} is loading the dataset in memory/, data: nothing },
];

const queues: readonly MessagePattern[] = [
  {
    kind: 'job-lock-lost',
    pattern: /\b[Mm]issing lock for job \S{1,100}|\bcould not renew lock for job \S{1,100}/,
    data: nothing,
  },
  { kind: 'job-stalled', pattern: /\bjob stalled more than (?:allowable limit|maxStalledCount)/, data: nothing },
];

const pools: readonly MessagePattern[] = [
  {
    kind: 'prisma-pool-timeout',
    pattern: /\bTimed out fetching a new connection from the (?:connection )?pool[^\n]*/,
    data: (_, record) =>
      withoutEmpty({
        timeoutSeconds: /connection pool timeout: (\d{1,6})/.exec(record)?.[1],
        limit: /connection limit: (\d{1,6})/.exec(record)?.[1],
      }),
  },
  {
    kind: 'orm-pool-timeout',
    pattern: /\bTimeout acquiring a connection\. The pool is probably full/,
    data: () => ({ library: 'knex' }),
  },
  {
    kind: 'orm-pool-timeout',
    pattern: /\bSequelizeConnectionAcquireTimeoutError\b/,
    data: () => ({ library: 'sequelize' }),
  },
  { kind: 'orm-pool-timeout', pattern: /\btimeout exceeded when trying to connect\b/, data: () => ({ library: 'pg' }) },
  {
    kind: 'orm-pool-timeout',
    pattern: /\bQueue limit reached\.|\bNo connections available\./,
    data: () => ({ library: 'mysql2' }),
  },
];

export const databasePatterns: readonly MessagePattern[] = [...postgres, ...mysql, ...redis, ...queues, ...pools];
