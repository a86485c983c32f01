// Edges of databases and queues: from pools, transactions and names down to requests that fail or hang.
import type { Edge } from '../../model.ts';

type Row = [cause: string, effect: string, says: string];

/** What a program shows that can't use its database: it fails at its start, answers 500, or lets requests hang. */
const SHOWS = [
  'workload-restarts-again-and-again',
  'workload-is-down',
  'keeper-gave-up',
  'code-throws-at-boot',
  'uncaught-error-ends-running-process',
  'site-answers-server-error',
  'site-answers-gateway-timeout',
  'nginx-upstream-accepts-but-does-not-answer',
];

const WITHOUT_DATABASE = [
  'database-connections-exhausted',
  'database-does-not-answer',
  'database-refuses-credentials',
  'database-is-starting',
  'host-name-does-not-resolve',
  'redis-out-of-memory',
  'redis-cannot-persist',
];
const WITH_SLOW_DATABASE = ['app-waits-for-a-free-connection', 'sessions-wait-for-a-lock', 'transactions-left-idle'];
const SLOWLY = [
  'site-answers-server-error',
  'site-answers-gateway-timeout',
  'nginx-upstream-accepts-but-does-not-answer',
];

const ofWorkloads: Row[] = [
  ...WITHOUT_DATABASE.flatMap((cause) => SHOWS.map((effect): Row => [cause, effect, 'so'])),
  ...WITH_SLOW_DATABASE.flatMap((cause) => SLOWLY.map((effect): Row => [cause, effect, 'so'])),
  // What a program was started with may name another account, server or database than its file does today.
  ...[
    'environment-of-process-older-than-its-source',
    'unit-file-changed-not-reloaded',
    'supervisor-config-not-applied',
    'env-variable-missing',
    'env-file-read-differently-by-loaders',
  ].flatMap((cause) =>
    ['database-refuses-credentials', 'host-name-does-not-resolve', 'database-does-not-answer'].map(
      (effect): Row => [cause, effect, 'so'],
    ),
  ),
  ['connections-never-given-back', 'app-waits-for-a-free-connection', 'so its pool runs dry:'],
  ['transactions-left-idle', 'app-waits-for-a-free-connection', 'so its pool runs dry:'],
  ['database-connections-exhausted', 'app-waits-for-a-free-connection', 'so'],
  ['event-loop-blocked', 'app-waits-for-a-free-connection', 'so'],
  ['event-loop-blocked', 'jobs-lose-their-lock', 'so'],
  ['workload-restarts-again-and-again', 'jobs-lose-their-lock', 'so'],
  ['workload-is-down', 'queue-waits-without-worker', 'so'],
  ['workload-restarts-again-and-again', 'queue-waits-without-worker', 'so'],
  ['keeper-gave-up', 'queue-waits-without-worker', 'so'],
  ['keeper-daemon-is-down', 'queue-waits-without-worker', 'so'],
];

const ofDatabases: Row[] = [
  ['pools-larger-than-database-limit', 'database-connections-exhausted', 'so'],
  ['connections-outgrow-the-pool', 'database-connections-exhausted', 'so'],
  ['connections-outgrow-the-pool', 'pools-larger-than-database-limit', 'so'],
  ['transactions-left-idle', 'database-connections-exhausted', 'so'],
  ['transactions-left-idle', 'sessions-wait-for-a-lock', 'so'],
  ['sessions-wait-for-a-lock', 'database-connections-exhausted', 'so connections are held for long:'],
  ['finished-jobs-fill-redis', 'redis-out-of-memory', 'so'],
  ['redis-out-of-memory', 'queue-waits-without-worker', 'so'],
  ['redis-cannot-persist', 'queue-waits-without-worker', 'so'],
  ['database-connections-exhausted', 'queue-waits-without-worker', 'so'],
];

/** States: when one was noticed says nothing of when it began. */
export const databaseEdges: readonly Edge[] = [
  ...ofWorkloads.map(([cause, effect, says]): Edge => ({ cause, effect, join: 'workload', withinMs: null, says })),
  ...ofDatabases.map(([cause, effect, says]): Edge => ({ cause, effect, join: 'database', withinMs: null, says })),
];
