// A plan: what will be changed on the machine, step by step, as data. The same for a fix and for a deploy.
// It can be shown, hashed, checked and stored before anything happens. Types only.

/** safe: behaviour stays, everything can be taken back; disruptive: users may notice; manual: only a person can. */
export type Risk = 'safe' | 'disruptive' | 'manual';

/** A process is named by pid and start: a pid alone may be somebody else by now. */
export interface ProcessName {
  pid: number;
  start: number;
}

export type Action =
  /** Replaces a file's whole text. Refused when it no longer says `before`. */
  | { kind: 'write-file'; path: string; before: string | null; after: string; mode: number | null }
  /** Gives everything below `path` (links not followed) to a user. */
  | { kind: 'own-tree'; path: string; uid: number; gid: number; named: string }
  /** Lets a group read everything below `path`, and enter what may be entered; owners stay. */
  | { kind: 'grant-tree'; path: string; gid: number; named: string }
  | { kind: 'set-mode'; path: string; mode: number }
  /** Moves a file or folder into the backup. */
  | { kind: 'move-aside'; path: string }
  /** Runs a program without a shell. `creates` is removed again by the undo. */
  | {
      kind: 'run';
      argv: string[];
      cwd: string | null;
      user: string | null;
      env: Record<string, string>;
      timeoutMs: number;
      creates: string[];
      /** The program that takes it back; null with a reason when nothing can. */
      undo: string[] | null;
      whyNoUndo: string | null;
      /** A start that does not succeed ends no plan: whether the plan helped is judged by looking again. */
      mayFail?: true;
    }
  | { kind: 'end-process'; process: ProcessName; signal: 'SIGTERM' | 'SIGKILL'; waitMs: number; named: string };

export interface PlannedStep {
  /** Imperative sentence, for people. */
  says: string;
  action: Action;
}

export interface Plan {
  schema: 1;
  /** What it mends, in a sentence. */
  title: string;
  risk: Risk;
  steps: PlannedStep[];
  /** What a person must know or do besides. */
  notes: string[];
}

export type PlanProblem = { step: number; says: string };
