// Edges of ports, stale state and keepers: what keeps an application from starting, and what follows when it doesn't run.
import type { Edge } from '../../model.ts';

/** How the absence of an application shows, whoever keeps it. */
const ABSENCES = ['keeper-gave-up', 'workload-restarts-again-and-again', 'workload-is-down'];

const KEEPS_IT_FROM_RUNNING = [
  'port-held-by-orphan-of-same-app',
  'port-held-by-another-program',
  'two-keepers-run-one-app',
  'somebody-stopped-it',
];

export const supervisionEdges: readonly Edge[] = [
  ...KEEPS_IT_FROM_RUNNING.flatMap((cause) => ABSENCES.map((effect): Edge => ({ cause, effect, join: 'workload', withinMs: null, says: 'so' }))),
  ...ABSENCES.map((cause): Edge => ({ cause, effect: 'nginx-upstream-not-listening', join: 'workload', withinMs: null, says: 'so' })),
];
