// The parts of the fake machine: what a process truly is and does, whatever the supervisor's notes say.
import type { PoolKind } from '../../src/config/model.ts';
import type { App, AppCommand, AppEvent, Exit, PoolPolicy, SocketAddress, Step } from '../../src/supervise/model.ts';

/** The supervisor under trial: the real one, or a copy with a mistake put in. */
export interface Supervisor {
  reduceApp: (app: App, event: AppEvent) => Step;
  newApp: (name: string) => App;
  nextWake: (app: App) => number | null;
  checkApp: (app: App) => string[];
}

export type NewEvent = AppEvent extends infer E ? (E extends AppEvent ? Omit<E, 'at'> : never) : never;
export type SpawnCommand = Extract<AppCommand, { kind: 'spawn-worker' }>;

/** How the workers of one pool of one generation are. */
export interface Character {
  fails:
    | 'no'
    | 'dies-at-boot'
    | 'never-ready'
    | 'sick'
    | 'cannot-spawn'
    | 'boots-slowly'
    | 'dies-in-standby'
    | 'dies-soon';
  /** Seats below this one are good. */
  failsFromSeat: number;
  bootMs: [low: number, high: number];
  /** Addresses that a web app listens on. */
  listens: SocketAddress[];
  ignoresTerm: number;
  drainMs: [low: number, high: number];
  exitMs: [low: number, high: number];
}

export type Phase =
  | 'ordered'
  | 'booting'
  | 'asking'
  | 'standby'
  | 'working'
  | 'serving'
  | 'quiescing'
  | 'drained'
  | 'gone';

export interface Process {
  readonly id: string;
  readonly pool: string;
  readonly seat: number;
  readonly generation: number;
  readonly kind: PoolKind;
  readonly policy: PoolPolicy;
  sockets: string[];
  pid: number;
  phase: Phase;
  /** True once its app has booted well. */
  isReady: boolean;
  /** True while its line to the daemon is up. */
  isConnected: boolean;
  lineFreeAt: number;
  exit: Exit | null;
  /** Why it never ran. */
  reason: string | null;
  hasTerm: boolean;
  /** A word to it was lost on its line; that happens once at most. */
  hasLostWord: boolean;
  /** It outlived its keeper: nobody can read its exit status. */
  isAdopted: boolean;

  // Of the following the judge keeps book. Instants are the supervisor's clock.
  orderedAt: number;
  bornAt: number;
  exitedAt: number;
  /** The daemon has taken up that it is ready, serves, has drained, asked for an address, ended. */
  heardReady: boolean;
  heardServing: boolean;
  heardDrained: boolean;
  heardAsking: boolean;
  heardExit: boolean;
  heardPid: boolean;
  /** The supervisor has said that it serves. */
  isSaidToServe: boolean;
  /** Nobody can tell its end any more: the keeper went with it. */
  isExitLost: boolean;
  toldServeAt: number | null;
  /** First command to leave. */
  toldLeaveAt: number | null;
  drainedFrom: number | null;
  termFrom: number | null;
  toldEnd: string[];
}
