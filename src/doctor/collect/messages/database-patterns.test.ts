// Shows which words of databases, drivers and queues are understood, and which look alike.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { databasePatterns } from './database-patterns.ts';
import { PatternBook } from './pattern-book.ts';

const book = new PatternBook(databasePatterns);
const kindsIn = (text: string): string[] => book.match(text).map(({ kind }) => kind);

test.each([
  ['error: sorry, too many clients already', 'postgres-too-many', {}],
  ['FATAL:  too many connections for role "shop"', 'postgres-too-many', { user: 'shop' }],
  ['FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute', 'postgres-reserved', {}],
  [
    'error: password authentication failed for user "shop"',
    'postgres-auth-failed',
    { user: 'shop', reason: 'password' },
  ],
  [
    'no pg_hba.conf entry for host "10.0.0.7", user "shop", database "shop", SSL off',
    'postgres-auth-failed',
    { host: '10.0.0.7', user: 'shop', database: 'shop', reason: 'hba' },
  ],
  [
    'Error: SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
    'postgres-auth-failed',
    { reason: 'no-password' },
  ],
  ['FATAL:  database "shop_prod" does not exist', 'postgres-no-database', { database: 'shop_prod' }],
  [
    'FATAL:  terminating connection due to idle-in-transaction timeout',
    'postgres-idle-transaction-ended',
    { how: 'timeout' },
  ],
  ['FATAL:  the database system is starting up', 'postgres-starting', { state: 'starting up' }],
  ['Error: ER_CON_COUNT_ERROR: Too many connections', 'mysql-too-many', {}],
  ['SQLSTATE[HY000] [1040] Too many connections', 'mysql-too-many', {}],
  [
    "ER_USER_LIMIT_REACHED: User 'shop' has exceeded the 'max_user_connections' resource (current value: 15)",
    'mysql-user-limit',
    { user: 'shop', limit: '15' },
  ],
  [
    "Access denied for user 'shop'@'localhost' (using password: YES)",
    'mysql-auth-failed',
    { user: 'shop', host: 'localhost', reason: 'password' },
  ],
  ["ER_BAD_DB_ERROR: Unknown database 'shop'", 'mysql-no-database', { database: 'shop' }],
  ['ReplyError: ERR max number of clients reached', 'redis-too-many', {}],
  ["ReplyError: OOM command not allowed when used memory > 'maxmemory'.", 'redis-out-of-memory', {}],
  [
    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist on disk.",
    'redis-misconf',
    { what: 'snapshot' },
  ],
  ['ReplyError: NOAUTH Authentication required.', 'redis-auth-failed', { reason: 'no-password' }],
  ["READONLY You can't write against a read only replica.", 'redis-readonly', {}],
  ['LOADING Redis is loading the dataset in memory', 'redis-starting', {}],
  ['Error: Missing lock for job 84. moveToFinished', 'job-lock-lost', {}],
  ['job stalled more than allowable limit', 'job-stalled', {}],
  [
    'Timed out fetching a new connection from the connection pool. More info: http://pris.ly/d/connection-pool (Current connection pool timeout: 10, connection limit: 20)',
    'prisma-pool-timeout',
    { timeoutSeconds: '10', limit: '20' },
  ],
  [
    'KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full.',
    'orm-pool-timeout',
    { library: 'knex' },
  ],
])('%s', (text, kind, data) => {
  expect(book.match(text)).toEqual([{ kind, data, index: expect.any(Number) }]);
});

test.each([
  'worker_connections are not enough',
  'closing 3 of too many connections in the pool',
  'database system is ready to accept connections',
  'HTTP 401: access denied',
])('says nothing of: %s', (text) => expect(kindsIn(text)).toEqual([]));

test('no text makes it throw or hang', () => {
  fc.assert(fc.property(fc.string(), (text) => void kindsIn(text)));
  const began = performance.now();
  for (const part of [
    'User ',
    "Access denied for user '",
    'no pg_hba.conf entry for host "',
    'MISCONF ',
    'too many connections for role "',
  ])
    kindsIn(part.repeat(20_000));
  expect(performance.now() - began).toBeLessThan(1000);
});
