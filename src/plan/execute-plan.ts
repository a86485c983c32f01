// Carries a plan out, step by step, so that it can be killed at any point and still be taken back: what a step's undo
// needs is on disk before the step is done.
import { failed, ok, type Result } from '../std/result.ts';
import {
  grantTree,
  moveAside,
  ownTree,
  prepareFileBackup,
  prepareMode,
  prepareMoveAside,
  prepareOwners,
  replaceFile,
  setMode,
  undoFiles,
  type UndoRecord,
} from '../host/linux/change-files.ts';
import { endProcess } from '../host/linux/end-process.ts';
import { PlanJournal } from '../host/linux/plan-journal.ts';
import { readText } from '../host/linux/read-text.ts';
import { runProgram } from '../host/linux/run-program.ts';
import type { Action, Plan } from './model.ts';

export interface StepFailure {
  step: number;
  reason: string;
  /** Steps that could not be taken back; empty when everything is as it was. */
  notUndone: string[];
}

export type Say = (text: string) => void;

/** `folder` holds the plan, its journal and its backups; it is what `undo` needs. */
export async function executePlan(plan: Plan, folder: string, say: Say): Promise<Result<null, StepFailure>> {
  const journal = PlanJournal.create(folder, plan);
  for (const [step, { says, action }] of plan.steps.entries()) {
    say(says);
    try {
      const record = prepare(action, journal, step);
      journal.note({ step, state: 'begun', undo: record });
      await apply(action, record, say);
      journal.note({ step, state: 'done' });
    } catch (error) {
      const reason = (error as Error).message;
      journal.note({ step, state: 'failed', reason });
      return failed({ step, reason, notUndone: await undoSteps(journal, say) });
    }
  }
  journal.note({ step: plan.steps.length, state: 'finished' });
  return ok(null);
}

/** Takes back whatever was begun, last first. Gives what could not be taken back. */
export async function undoPlan(folder: string, say: Say): Promise<string[]> {
  return undoSteps(PlanJournal.open(folder), say);
}

async function undoSteps(journal: PlanJournal, say: Say): Promise<string[]> {
  const notUndone: string[] = [];
  for (const { step, undo } of journal.begunSteps().toReversed()) {
    const { says } = journal.plan.steps[step] ?? { says: `step ${step + 1}` };
    say(`taking back: ${says}`);
    try {
      if (undo.kind === 'run') await undoRun(undo);
      else undoFiles(undo);
      if (undo.kind === 'nothing') notUndone.push(`${says}: cannot be taken back`);
      journal.note({ step, state: 'undone' });
    } catch (error) {
      notUndone.push(`${says}: ${(error as Error).message}`);
    }
  }
  return notUndone;
}

function prepare(action: Action, journal: PlanJournal, step: number): UndoRecord {
  switch (action.kind) {
    case 'write-file': {
      const now = readText(action.path);
      if (now !== action.before) throw new Error(`${action.path} has changed since the plan was made`);
      return prepareFileBackup(action.path, journal.backup(step));
    }
    case 'own-tree':
    case 'grant-tree':
      return prepareOwners(action.path, journal.backup(step));
    case 'set-mode':
      return prepareMode(action.path);
    case 'move-aside':
      return prepareMoveAside(action.path, journal.id);
    case 'run':
      return { kind: 'run', argv: action.undo, remove: action.creates };
    case 'end-process':
      return { kind: 'nothing' };
  }
}

async function apply(action: Action, record: UndoRecord, say: Say): Promise<void> {
  switch (action.kind) {
    case 'write-file':
      return replaceFile(action.path, action.after, action.mode);
    case 'own-tree':
      return ownTree(action.path, action.uid, action.gid);
    case 'grant-tree':
      return grantTree(action.path, action.gid);
    case 'set-mode':
      return setMode(action.path, action.mode);
    case 'move-aside':
      if (record.kind === 'move-back') moveAside(record);
      return;
    case 'run':
      return runAction(action, say);
    case 'end-process':
      return endProcess(action.process, action.signal, action.waitMs);
  }
}

async function runAction(action: Extract<Action, { kind: 'run' }>, say: Say): Promise<void> {
  // `runuser` leaves the home of the caller, where npm and PM2 would write.
  const env = action.user === null ? action.env : { ...homeEnv(action.user), ...action.env };
  try {
    await runOrThrow(commandLine(action), { ...action, env });
  } catch (error) {
    if (!action.mayFail) throw error;
    say(`  ${(error as Error).message}`);
  }
}

function homeEnv(user: string): Record<string, string> {
  const line = (readText('/etc/passwd') ?? '').split('\n').find((entry) => entry.startsWith(`${user}:`));
  const home = line?.split(':')[5];
  return home ? { HOME: home, USER: user, LOGNAME: user } : {};
}

/** `runuser` also sets the other user's groups. */
const commandLine = ({ argv, user }: { argv: string[]; user: string | null }): string[] =>
  user === null ? argv : ['runuser', '-u', user, '--', ...argv];

async function runOrThrow(
  argv: string[],
  { cwd, env, timeoutMs }: { cwd: string | null; env: Record<string, string>; timeoutMs: number },
): Promise<void> {
  const [file = '', ...args] = argv;
  const ran = await runProgram(file, args, { timeoutMs, env, ...(cwd === null ? {} : { cwd }) });
  if (ran.trouble !== null) throw new Error(`${argv.join(' ')}: ${ran.trouble}`);
  if (ran.status !== 0)
    throw new Error(`${argv.join(' ')} ended with ${ran.status}: ${lastLine(ran.stderr || ran.stdout)}`);
}

async function undoRun({ argv, remove }: Extract<UndoRecord, { kind: 'run' }>): Promise<void> {
  undoFiles({ kind: 'remove', paths: remove });
  if (argv) await runOrThrow(argv, { cwd: null, env: {}, timeoutMs: UNDO_TIMEOUT_MS });
}

const UNDO_TIMEOUT_MS = 60_000;

/** The last that says something: npm ends with where its log is. */
const lastLine = (text: string): string =>
  text
    .trim()
    .split('\n')
    .findLast((line) => !/complete log of this run/.test(line)) ?? '';
