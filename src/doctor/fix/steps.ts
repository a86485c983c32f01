// The steps that several fixes share: starting what keeps a program, loading nginx's configuration, running an installer.
import type { Action, PlannedStep } from '../../plan/model.ts';
import { type Kept, keptOf } from '../join/kept.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';

const SERVICE_TIMEOUT_MS = 60_000;
export const NO_UNDO_RESTART = 'a restart is over once it is done; what it reads is what the other steps left';

type Run = Extract<Action, { kind: 'run' }>;

export const run = (says: string, argv: string[], rest: Partial<Run> = {}): PlannedStep => ({
  says,
  action: {
    kind: 'run',
    argv,
    cwd: null,
    user: null,
    env: {},
    timeoutMs: SERVICE_TIMEOUT_MS,
    creates: [],
    undo: null,
    whyNoUndo: rest.undo ? null : NO_UNDO_RESTART,
    ...rest,
  },
});

export const keeperNamed = (facts: Facts<FactId>, key: string): Kept | null =>
  keptOf(facts).find((one) => one.key === key) ?? null;

/** Everything that runs out of this folder. */
export const keepersIn = (facts: Facts<FactId>, folder: string): Kept[] =>
  keptOf(facts).filter((one) => one.folder === folder);

/** Starts it, or starts it anew with what is on disk now. Empty where only a panel could. */
export function startSteps(facts: Facts<FactId>, kept: Kept): PlannedStep[] {
  const name = nameOf(kept.key);
  if (kept.kind === 'unit') {
    return [
      run(`Let systemd forget the failed starts of ${name}`, ['systemctl', 'reset-failed', name], {
        whyNoUndo: 'it only clears a counter',
      }),
      run(`Start ${name} anew`, ['systemctl', 'restart', name], { mayFail: true }),
    ];
  }
  if (kept.kind === 'program') {
    const program = facts.find('supervisor.programs')?.programs.find((one) => one.name === name);
    const target = program && program.group !== program.name ? `${program.group}:${program.name}` : name;
    return [run(`Start ${target} anew under Supervisor`, ['supervisorctl', 'restart', target], { mayFail: true })];
  }
  if (kept.kind === 'pm2') return pm2Step(facts, kept.key);
  if (kept.kind === 'pool')
    return [run(`Replace the workers of ${name}`, ['allswell', 'restart', name], { mayFail: true })];
  return [];
}

function pm2Step(facts: Facts<FactId>, key: EntityKey): PlannedStep[] {
  const full = nameOf(key);
  const [user = '', ...rest] = full.split('/');
  const name = rest.join('/');
  const daemon = facts
    .find('pm2.daemons')
    ?.find((one) => one.user === user && one.apps.some((app) => app.name === name));
  if (!daemon) return [];
  // `--update-env` alone would add the environment of whoever calls; PM2's own is what it had.
  return [
    run(`Start ${name} anew under ${user}'s PM2`, ['pm2', 'restart', name], {
      user: user === 'root' ? null : user,
      env: { PM2_HOME: daemon.home },
      mayFail: true,
    }),
  ];
}

const nameOf = (key: EntityKey): string => key.slice(key.indexOf(':') + 1);

/** Around a change of systemd's files: read after the change, and read again when it is taken back. */
export const aroundSystemd = (changes: PlannedStep[]): PlannedStep[] => [
  run('Have systemd read its files again when this is taken back', ['true'], { undo: ['systemctl', 'daemon-reload'] }),
  ...changes,
  run('Have systemd read its files', ['systemctl', 'daemon-reload'], {
    whyNoUndo: 'read again by the first step when this is taken back',
  }),
];

/** Around a change of nginx's files: tested before it is loaded, and loaded again when it is taken back. */
export const aroundNginx = (changes: PlannedStep[]): PlannedStep[] => [
  run('Have nginx load its files again when this is taken back', ['true'], { undo: ['nginx', '-s', 'reload'] }),
  ...changes,
  run('Test the configuration', ['nginx', '-t'], { whyNoUndo: 'it changes nothing' }),
  run('Load it', ['nginx', '-s', 'reload'], { whyNoUndo: 'loaded again by the first step when this is taken back' }),
];
