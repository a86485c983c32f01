// Edges of disks, descriptors, processes and the clock: what runs out below, and what fails above.
import type { Edge } from '../../model.ts';

type Row = [cause: string, effect: string, join: Edge['join'], says: string];

const NO_ROOM = ['disk-full', 'inodes-exhausted', 'filesystem-read-only'];
const ABSENCES = [
  'workload-restarts-again-and-again',
  'workload-is-down',
  'keeper-gave-up',
  'code-throws-at-boot',
  'uncaught-error-ends-running-process',
];
const FAILURES = ['site-answers-server-error', 'site-answers-bad-gateway', 'site-answers-gateway-timeout'];
const FILLERS = ['logs-fill-disk', 'deleted-file-fills-disk'];

const ROWS: Row[] = [
  ...FILLERS.map((cause): Row => [cause, 'disk-full', 'disk', 'so']),
  ['deleted-file-fills-disk', 'logs-fill-disk', 'disk', 'so'],
  // Whoever said that it could not write is named by the finding itself.
  ...NO_ROOM.flatMap((cause) => [...ABSENCES, ...FAILURES].map((effect): Row => [cause, effect, 'workload', 'so'])),
  ...NO_ROOM.flatMap((cause) =>
    ['redis-cannot-persist', 'database-does-not-answer'].map((effect): Row => [cause, effect, 'database', 'so']),
  ),
  ...NO_ROOM.map((cause): Row => [cause, 'nginx-cannot-write-temporary-files', 'host', 'so']),
  ...['inotify-watches-exhausted', 'process-limit-reached', 'open-files-exhausted'].flatMap((cause) =>
    [...ABSENCES, ...FAILURES].map((effect): Row => [cause, effect, 'workload', 'so']),
  ),
  ['open-files-exhausted', 'nginx-upstream-accepts-but-does-not-answer', 'workload', 'so'],
  ['open-files-exhausted', 'app-listen-queue-is-full', 'workload', 'so'],
  ['event-loop-blocked', 'nginx-upstream-accepts-but-does-not-answer', 'workload', 'so'],
  ['event-loop-blocked', 'app-listen-queue-is-full', 'workload', 'so'],
  ['event-loop-blocked', 'site-answers-gateway-timeout', 'workload', 'so'],
  ['clock-is-wrong', 'site-answers-server-error', 'host', 'so tokens and certificates seem not to be valid yet:'],
  ['clock-is-wrong', 'site-cannot-be-reached', 'host', 'so'],
];

export const limitEdges: readonly Edge[] = ROWS.map(([cause, effect, join, says]) => ({
  cause,
  effect,
  join,
  withinMs: null,
  says,
}));
