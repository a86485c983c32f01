// What a checked configuration is, and what a generation started from it needs: types only.

/** How a pool's workers live and are replaced. */
export type PoolKind = 'web' | 'queue' | 'scheduler';

/** What must be seen before a worker counts as ready. */
export type ReadyWhen =
  /** A server of the app listens (and `health`, when given, answers below 400). */
  | 'listen'
  /** The app says so: `process.send('ready')` or `ready()` of `allswell/app`. */
  | 'message'
  /** It has stayed up for a moment; nothing more was checked, and we say so. */
  | 'alive';

/** Where a web pool's socket is bound. `host` null: where the app asks for, learned at its first start. */
export interface ListenAddress {
  host: string | null;
  port: number;
}

export interface PoolConfig {
  name: string;
  kind: PoolKind;
  /** As the user wrote it: a script, a package script (`npm start`) or a command line. */
  run: string;
  /** How many workers; at least 0. A scheduler has exactly 1. */
  workers: number;
  /** Web pools: the declared address; null when it is to be learned from the app. */
  listen: ListenAddress | null;
  /** Web pools: path asked on the worker's private socket, e.g. `/health`; null when only listening is checked. */
  health: string | null;
  ready: ReadyWhen;
  /** Longest time from spawn to ready. */
  startTimeoutMs: number;
  /** Web: longest wait for open connections. Queue and scheduler: time from SIGTERM to SIGKILL. */
  drainTimeoutMs: number;
  /** Web: time from SIGTERM to SIGKILL, after the drain. */
  stopTimeoutMs: number;
  /** Web: how long connections wait in the kernel's queue with no worker before a quick 503. */
  queueForMs: number;
  /** Variables for this pool only, over the app's. */
  env: Record<string, string>;
  /** Database connections one worker opens at most; null when not told. */
  connections: number | null;
}

export interface AppConfig {
  name: string;
  /** Absolute folder the app runs in, symlinks not yet resolved. */
  cwd: string;
  /** Absolute path of the file it was read from; null when the app was given on the command line. */
  file: string | null;
  /** The Node to run it with: an absolute path, a version such as `20`, or null for the caller's own. */
  node: string | null;
  env: Record<string, string>;
  /** Absolute paths, in order; later ones win; `env` wins over all. */
  envFiles: string[];
  /** Address a roll's receipt sends its requests to; null: the pool's own socket. */
  front: string | null;
  /** What the database allows in all and what is kept free of it; null when not told. */
  connectionBudget: { limit: number; reserve: number } | null;
  pools: PoolConfig[];
}

/** One pool's command, ready for the kernel: no shell, no package script, absolute where it matters. */
export interface Launch {
  argv: string[];
  cwd: string;
  env: Record<string, string>;
  /** True when argv runs Node directly, so the preload and the socket reach the app itself. */
  isNode: boolean;
}
