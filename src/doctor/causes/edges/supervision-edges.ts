// Edges of ports, stale state and keepers: what keeps an application from starting, and what follows when it doesn't run.
import type { Edge } from '../../model.ts';

/** How the absence of an application shows, whoever keeps it. */
const ABSENCES = ['keeper-gave-up', 'workload-restarts-again-and-again', 'workload-is-down'];
/** What follows where PORT or another value was changed and not taken over. */
const OLD_VALUES = ['nginx-points-where-nothing-listens', 'env-variable-missing'];
/** What visitors see of an application that runs with wrong values or wrong code. */
const WRONG_ANSWERS = ['site-answers-server-error', 'site-answers-bad-gateway', 'site-answers-gateway-timeout'];

type Row = [cause: string, effects: string[], says: string];

const ROWS: Row[] = [
  ['port-held-by-orphan-of-same-app', ABSENCES, 'so'],
  ['port-held-by-another-program', ABSENCES, 'so'],
  ['two-keepers-run-one-app', ABSENCES, 'so'],
  ['stale-socket-file-blocks-bind', ABSENCES, 'so'],
  ['privileged-port-denied', ABSENCES, 'so'],
  ['pid-file-names-dead-or-foreign-process', ABSENCES, 'so'],
  ['somebody-stopped-it', ['workload-is-down'], 'so'],
  ['nothing-starts-it-at-boot', ['workload-is-down', 'keeper-daemon-is-down'], 'so'],
  ['supervisor-config-is-broken', ['keeper-daemon-is-down', 'workload-is-down'], 'so'],
  ['keeper-daemon-is-down', ['workload-is-down'], 'so'],
  ['pm2-daemon-forgot-its-apps', ['nginx-upstream-not-listening'], 'so'],
  ['keeper-runs-as-missing-user', [...ABSENCES, 'supervisor-config-is-broken'], 'so'],
  ['keeper-starts-in-missing-folder', ABSENCES, 'so'],
  ['keeper-runs-missing-program', ABSENCES, 'so'],
  ['keeper-reads-missing-environment-file', ABSENCES, 'so'],
  ['unit-file-is-broken', ABSENCES, 'so'],
  ['heap-flag-is-not-a-number', ABSENCES, 'so'],
  ['gave-up-over-what-has-healed', ['keeper-gave-up'], 'so'],
  ['process-stands-in-deleted-folder', [...ABSENCES, ...WRONG_ANSWERS], 'so'],
  ['supervisor-config-not-applied', [...ABSENCES, ...WRONG_ANSWERS, ...OLD_VALUES], 'so'],
  ['unit-file-changed-not-reloaded', [...ABSENCES, ...WRONG_ANSWERS, ...OLD_VALUES], 'so'],
  [
    'unit-file-changed-not-reloaded',
    [
      'keeper-runs-missing-program',
      'keeper-starts-in-missing-folder',
      'keeper-runs-as-missing-user',
      'keeper-reads-missing-environment-file',
    ],
    'so systemd still goes by the old line:',
  ],
  ['keeper-starts-in-missing-folder', ['entry-script-missing', 'process-stands-in-deleted-folder'], 'so'],
  ['keeper-runs-missing-program', ['start-command-not-found'], 'so'],
  ['environment-of-process-older-than-its-source', [...ABSENCES, ...WRONG_ANSWERS, ...OLD_VALUES], 'so'],
  ['keeper-gave-up', ['nginx-upstream-not-listening'], 'so'],
  ['workload-restarts-again-and-again', ['nginx-upstream-not-listening', 'site-answers-bad-gateway'], 'so'],
  ['workload-is-down', ['nginx-upstream-not-listening'], 'so'],
];

/** States have no order to keep: a file may have lain there for weeks before the restart that met it. */
const states: readonly Edge[] = ROWS.flatMap(([cause, effects, says]) =>
  effects.map((effect): Edge => ({ cause, effect, join: 'workload', withinMs: null, says })),
);

export const supervisionEdges: readonly Edge[] = [
  ...states,
  {
    cause: 'aapanel-project-port-differs',
    effect: 'nginx-points-where-nothing-listens',
    join: 'port',
    withinMs: null,
    says: 'so the nginx file that the panel wrote is wrong:',
  },
];
