// Everything that the CLI or the panel can ask of the daemon, and what it answers: one JSON value a line.
// A request is answered by any number of `notice` lines and then one `reply`.
import type { Failure } from '../src/failure/failure.ts';
import type { RollFailure, Notice as AppNotice } from '../src/supervise/model.ts';

/** Where an app's configuration comes from; read again at every roll. */
export type AppSource = { kind: 'file'; path: string } | { kind: 'script'; script: string; cwd: string };

/** What the caller's shell would run: the daemon's own surroundings are nobody's. */
export interface Caller {
  path: string;
  env: Record<string, string>;
}

export type Request =
  | { kind: 'status' }
  /** Makes the app run as its source says; rolls only when something differs. `isPlan`: only tells the difference. */
  | { kind: 'apply'; source: AppSource; caller: Caller; isPlan: boolean }
  | { kind: 'roll'; app: string | null; caller: Caller; evenIfTight: boolean }
  | { kind: 'cancel-roll'; app: string }
  | { kind: 'scale'; app: string | null; pool: string; workers: number }
  | { kind: 'start' | 'stop' | 'restart'; target: Target }
  | { kind: 'remove'; app: string }
  | { kind: 'follow' }
  /** Stops every app, then the daemon and the keeper. `now`: without waiting for anything. */
  | { kind: 'down'; now: boolean };

export interface Target {
  app: string | null;
  pool: string | null;
  seat: number | null;
}

export type Answer =
  | { kind: 'notice'; app: string; at: string; notice: AppNotice }
  | { kind: 'progress'; app: string; text: string }
  | { kind: 'reply'; ok: true; value: ReplyValue }
  | { kind: 'reply'; ok: false; failure: Failure };

export type ReplyValue =
  | { kind: 'status'; status: Status }
  | { kind: 'planned'; app: string; changes: string[]; isNew: boolean }
  | { kind: 'rolled'; app: string; generation: number; tookMs: number; receipt: Receipt | null; changes: string[] }
  | { kind: 'unchanged'; app: string; generation: number }
  | { kind: 'done'; text: string };

/** What was measured through the front door while one generation took over from another. */
export interface Receipt {
  app: string;
  generation: number;
  previous: number;
  url: string;
  sent: number;
  ok: number;
  failed: number;
  slowestMs: number;
  /** Probes answered by each generation; `unknown` where the answer did not say. */
  byGeneration: Record<string, { answered: number; slowestMs: number }>;
  /** The first few failures in words. */
  failures: string[];
  durationMs: number;
}

export interface Status {
  schema: 1;
  at: string;
  daemon: { pid: number; version: string; since: string };
  keeper: { pid: number; isUnderSystemd: boolean };
  home: string;
  isWell: boolean;
  apps: StatusApp[];
  /** Processes that carry our mark and belong to no worker; being ended. */
  strays: number[];
  /** What could be better and isn't wrong; empty when nothing could. */
  hints: string[];
}

export interface StatusApp {
  name: string;
  generation: number;
  /** A bug of ours stopped decisions for this app; its workers serve on. */
  frozen: string | null;
  roll: { candidate: number; phase: string; since: string } | null;
  pools: StatusPool[];
  /** What a person should know, worst first; empty when all is well. */
  concerns: string[];
  /** What was not checked, with the reason. */
  notChecked: string[];
  lastRoll: {
    generation: number;
    outcome: 'settled' | 'abandoned' | 'undone';
    failure: RollFailure | null;
    receipt: Receipt | null;
  } | null;
}

export interface StatusPool {
  name: string;
  kind: 'web' | 'queue' | 'scheduler';
  wanted: number;
  isStopped: boolean;
  listen: string[];
  /** What "ready" meant here. */
  proof: string;
  workers: StatusWorker[];
}

export interface StatusWorker {
  id: string;
  pool: string;
  seat: number;
  state: 'starting' | 'standby' | 'serving' | 'draining' | 'waiting';
  pid: number | null;
  generation: number;
  /** The folder it runs in, by its last name: the release, where releases are used. */
  release: string;
  since: string;
  startedAt: string;
  /** In words: why it waits or leaves; null when there is nothing to say. */
  note: string | null;
  memoryBytes: number | null;
  loopBusy: number | null;
  requestsInHand: number | null;
  jobs: string[];
}
