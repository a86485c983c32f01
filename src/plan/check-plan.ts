// Decides whether a plan may be carried out at all. What it refuses is never run, whoever planned it.
import type { Action, Plan, PlanProblem } from './model.ts';

/** Nothing of ours may ever write here. */
const UNTOUCHABLE = [
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/tmp',
  '/usr',
  '/var',
  '/var/lib',
  '/var/log',
  '/var/www',
  '/www',
];
const EVERYBODY_WRITES = 0o002;

export function checkPlan(plan: Plan): PlanProblem[] {
  return plan.steps.flatMap(({ action }, step) =>
    [...dangers(action), ...orderProblems(plan, step)].map((says) => ({ step, says })),
  );
}

function dangers(action: Action): string[] {
  switch (action.kind) {
    case 'write-file':
      return [...pathProblems(action.path), ...modeProblems(action.mode)];
    case 'own-tree':
      return [...pathProblems(action.path), ...(action.uid === 0 ? ['gives an application’s tree to root'] : [])];
    case 'set-mode':
      return [...pathProblems(action.path), ...modeProblems(action.mode)];
    case 'grant-tree':
    case 'move-aside':
      return pathProblems(action.path);
    case 'run':
      return [
        ...commandProblems(action.argv),
        ...action.creates.flatMap(pathProblems),
        ...(action.undo === null && action.creates.length === 0 && !action.whyNoUndo
          ? ['cannot be undone and does not say why']
          : []),
      ];
    case 'end-process':
      return action.process.pid <= 1 ? ['would end the system itself'] : [];
  }
}

function pathProblems(path: string): string[] {
  if (!path.startsWith('/') || path.split('/').includes('..')) return [`${path} is not an absolute path without ".."`];
  return UNTOUCHABLE.includes(path.replace(/\/+$/, '') || '/') ? [`${path} is not an application's`] : [];
}

const modeProblems = (mode: number | null): string[] =>
  mode !== null && (mode & EVERYBODY_WRITES) !== 0 ? ['would let everybody write'] : [];

function commandProblems(argv: string[]): string[] {
  const [program = ''] = argv;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (['sh', 'bash', 'dash', 'zsh', 'rm', 'chmod', 'chown', 'eval'].includes(name))
    return [`runs ${name}, for which there are steps that can be undone`];
  if (
    ['npm', 'pnpm', 'yarn'].includes(name) &&
    argv.some((word) => word === '--force' || word === '--legacy-peer-deps' || word === '-f')
  )
    return [`forces ${name} past its own checks`];
  return [];
}

/** What can't be taken back comes last, so that everything before it still can be when it fails. */
function orderProblems(plan: Plan, step: number): string[] {
  const isFinal = (action: Action | undefined): boolean =>
    action?.kind === 'end-process' || (action?.kind === 'run' && action.undo === null && action.creates.length === 0);
  const writes = (action: Action): boolean =>
    action.kind === 'write-file' ||
    action.kind === 'own-tree' ||
    action.kind === 'grant-tree' ||
    action.kind === 'set-mode' ||
    action.kind === 'move-aside';
  if (!isFinal(plan.steps[step]?.action)) return [];
  return plan.steps.slice(step + 1).some(({ action }) => writes(action))
    ? ['cannot be undone and comes before a change that can']
    : [];
}
