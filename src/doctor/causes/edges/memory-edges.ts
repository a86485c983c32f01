// Edges of memory: what makes a program grow, what ends it, and how its absence shows.
import type { Edge } from '../../model.ts';

const ENDS_FOR_MEMORY = ['killed-by-own-memory-limit', 'killed-because-machine-was-short', 'killed-by-systemd-oomd'];
/** How it shows that a program ended, whoever keeps it. */
const SHOWS = [
  'workload-restarts-again-and-again',
  'workload-is-down',
  'keeper-gave-up',
  'app-ends-with-requests-in-hand',
  'site-answers-bad-gateway',
  'jobs-lose-their-lock',
];

type Row = [cause: string, effect: string, says: string];

const ROWS: Row[] = [
  ['memory-grows-without-end', 'killed-by-own-memory-limit', 'so each time'],
  ['memory-grows-without-end', 'killed-because-machine-was-short', 'so in the end'],
  ['heap-limit-above-memory-limit', 'killed-by-own-memory-limit', 'so V8 never speaks and the kernel does:'],
  ['pm2-memory-limit-is-in-bytes', 'memory-restart-hides-leak', 'so'],
  ...ENDS_FOR_MEMORY.map((cause): Row => [cause, 'child-was-killed-for-memory', 'so']),
  ...ENDS_FOR_MEMORY.flatMap((cause) => SHOWS.map((effect): Row => [cause, effect, 'so'])),
  ...[
    'child-was-killed-for-memory',
    'heap-exhausted',
    'pm2-memory-limit-is-in-bytes',
    'memory-restart-hides-leak',
  ].flatMap((cause) => SHOWS.map((effect): Row => [cause, effect, 'so'])),
];

/** A database that was killed is joined by its own key: it is no workload of ours. */
const ofDatabases: Row[] = ENDS_FOR_MEMORY.map((cause) => [cause, 'database-does-not-answer', 'so']);

export const memoryEdges: readonly Edge[] = [
  ...ROWS.map(([cause, effect, says]): Edge => ({ cause, effect, join: 'workload', withinMs: null, says })),
  ...ofDatabases.map(([cause, effect, says]): Edge => ({ cause, effect, join: 'database', withinMs: null, says })),
];
