// Edges of applications: packages, builds, settings and ownership, down to an application that doesn't start or fails its users.
import type { Edge } from '../../model.ts';

const ABSENCES = [
  'keeper-gave-up',
  'workload-restarts-again-and-again',
  'workload-is-down',
  'nginx-upstream-not-listening',
];

/** What keeps an application from starting, whoever keeps it. */
const KEEPS_IT_FROM_STARTING = [
  'module-not-installed',
  'module-not-declared',
  'dev-dependency-needed-at-runtime',
  'modules-half-installed',
  'addon-built-for-another-node',
  'native-library-missing',
  'prisma-client-not-for-this-machine',
  'entry-script-missing',
  'imported-file-is-missing',
  'module-is-esm-only',
  'node-older-than-engines',
  'syntax-error-in-code',
  'start-command-not-found',
  'package-script-missing',
  'nest-provider-not-available',
  'nest-circular-import',
  'nest-injects-erased-type',
  'nest-core-installed-twice',
  'nest-module-exports-what-it-lacks',
  'nest-bootstrap-never-settled',
  'code-throws-at-boot',
  'uncaught-error-ends-running-process',
  'env-variable-missing',
  'env-file-unreadable',
  'env-file-read-differently-by-loaders',
  'run-user-cannot-read-code',
  'run-user-cannot-write-needed-folder',
  'log-file-owned-by-another-user',
];

type Row = [cause: string, effects: string[], says: string];

/** What leads to another finding of this family stands first: so it is told before what follows from both. */
const ROWS: Row[] = [
  // Where it runs on, or comes up again at once, visitors see it all the same.
  ['uncaught-error-ends-running-process', ['app-ends-with-requests-in-hand', 'site-answers-bad-gateway'], 'so'],
  ['run-user-cannot-write-needed-folder', ['site-answers-server-error'], 'so'],
  [
    'log-file-owned-by-another-user',
    ['site-answers-server-error', 'code-throws-at-boot', 'uncaught-error-ends-running-process'],
    'so',
  ],
  ['run-user-cannot-write-needed-folder', ['code-throws-at-boot', 'uncaught-error-ends-running-process'], 'so'],
  [
    'tree-owned-by-another-user',
    [
      'run-user-cannot-read-code',
      'run-user-cannot-write-needed-folder',
      'log-file-owned-by-another-user',
      'env-file-unreadable',
    ],
    'so',
  ],
  ['modules-older-than-lockfile', ['module-not-installed'], 'so'],
  ['modules-half-installed', ['module-not-installed'], 'so'],
  ['disk-full', ['modules-half-installed'], 'so the install could not end:'],
  ['inodes-exhausted', ['modules-half-installed'], 'so the install could not end:'],
  ['node-older-than-engines', ['syntax-error-in-code', 'module-is-esm-only', 'code-throws-at-boot'], 'so'],
  ['env-file-unreadable', ['env-variable-missing', 'nest-provider-not-available', 'code-throws-at-boot'], 'so'],
  ['env-variable-missing', ['nest-provider-not-available', 'code-throws-at-boot'], 'so'],
  ['environment-of-process-older-than-its-source', ['nest-provider-not-available'], 'so'],
  ['supervisor-config-not-applied', ['nest-provider-not-available'], 'so'],
  ['unit-file-changed-not-reloaded', ['nest-provider-not-available'], 'so'],
  ['keeper-reads-missing-environment-file', ['env-variable-missing', 'nest-provider-not-available'], 'so'],
  ...KEEPS_IT_FROM_STARTING.map((cause): Row => [cause, ABSENCES, 'so']),
];

/** States have no order to keep: what is wrong on disk may have lain there long before the start that met it. */
export const appEdges: readonly Edge[] = ROWS.flatMap(([cause, effects, says]) =>
  effects.map((effect): Edge => ({ cause, effect, join: 'workload', withinMs: null, says })),
);
