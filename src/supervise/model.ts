// What the supervisor knows of one application: its pools, workers, sockets and the roll under way.
// Types only. Instants are milliseconds of the monotonic clock since boot, so a wall clock that jumps changes nothing.
import type { PoolKind, ReadyWhen } from '../config/model.ts';

export type Instant = number;

/** Known by pool, seat and a number never used twice; a pid is only an attribute (pids are reused). */
export type WorkerId = string;

/** The release and environment a worker was started from. 0 means: none yet. */
export type Generation = number;

export interface SocketAddress {
  host: string;
  port: number;
}

/** What of a pool's configuration the supervisor decides by. */
export interface PoolPolicy {
  kind: PoolKind;
  workers: number;
  ready: ReadyWhen;
  /** Web pools: null host is learned from the app's first start; a null address as a whole too. */
  listen: { host: string | null; port: number } | null;
  startTimeoutMs: number;
  drainTimeoutMs: number;
  stopTimeoutMs: number;
  queueForMs: number;
}

/** What was seen before a worker was called ready: "healthy" is said only of what was checked. */
export type ReadyProof = 'health' | 'listening' | 'message' | 'alive';

export type LeaveReason =
  /** A newer generation serves in its place. */
  | 'replaced'
  /** A person asked for a restart, or it was adopted from a dead keeper: a twin serves in its place. */
  | 'restarted'
  | 'stopped'
  | 'scaled-down'
  /** Its roll failed before the commit. */
  | 'roll-abandoned'
  /** A scheduler gives way before its successor starts. */
  | 'handed-over'
  /** It told us which address it wants; it is started again with that socket. */
  | 'address-learned'
  | 'start-timed-out';

export interface Exit {
  code: number | null;
  signal: string | null;
}

export interface Death extends Exit {
  worker: WorkerId;
  seat: number;
  generation: Generation;
  pid: number | null;
  at: Instant;
  /** What it was doing. */
  during: 'starting' | 'standby' | 'serving';
  ranMs: number;
  /** The last lines it printed on stderr, oldest first; empty when it printed none. */
  lastWords: string[];
  /** Set when it never ran or was ended by us: the reason in words. */
  reason: string | null;
}

interface WorkerBase {
  id: WorkerId;
  seat: number;
  generation: Generation;
  pid: number | null;
  /** What it was started under: a later configuration changes nothing for it. */
  policy: PoolPolicy;
  /** Keys of the sockets it was given. */
  sockets: string[];
  /** Keys of those it was seen to take. */
  listens: string[];
  /** Instant at which it was first asked for. */
  startedAt: Instant;
  /** Instant of its present state. */
  since: Instant;
  /** Whether the command that this state calls for has been given since the daemon last resumed. */
  told: boolean;
  /** A twin must take its seat: it was adopted, or a person asked. */
  isUnfit: boolean;
}

export type Worker =
  | (WorkerBase & { state: 'starting'; readyBy: Instant; spawnedAt: Instant | null; lastProbe: string | null })
  | (WorkerBase & { state: 'standby'; proof: ReadyProof; serveBy: Instant | null })
  | (WorkerBase & { state: 'serving'; proof: ReadyProof })
  | (WorkerBase & {
      state: 'draining';
      because: LeaveReason;
      /** Instant at which it was asked to leave. */
      askedAt: Instant;
      step: DrainStep;
      until: Instant;
      hadServed: boolean;
      lastProbe: string | null;
    })
  | (WorkerBase & { state: 'waiting'; until: Instant; death: Death });

/** quiescing: no new connections, the open ones finish; terminating: SIGTERM given; killing: SIGKILL given. */
export type DrainStep = 'quiescing' | 'terminating' | 'killing';

export type WorkerState = Worker['state'];

export interface Pool {
  name: string;
  /** The committed generation's policy; null for a pool that only a candidate has. */
  policy: PoolPolicy | null;
  /** The committed generation no longer has this pool: it goes when its last worker has gone. */
  isRetired: boolean;
  /** Set by `scale`, kept until the configured number itself changes. */
  scaledTo: number | null;
  isStopped: boolean;
  stoppedSeats: number[];
  workers: Worker[];
  /** Addresses its app was seen to ask for, where the configuration does not say them. */
  learned: SocketAddress[];
  /** Unexpected ends within the window that restart-policy looks at. */
  deaths: Death[];
  everServed: boolean;
  /** Since when no worker serves; null while one does. */
  unservedSince: Instant | null;
  /**
   * A tiny process that answers 503 while no worker can. `unsure`: asked for or let go by a daemon that is gone, or
   * it ended; never left so by a step.
   */
  standIn: 'none' | 'asked' | 'unsure';
  /** One that ended by itself is not asked for again before. */
  standInNotBefore: Instant | null;
  /** How many workers may stand beside the ones they replace, as the last roll was told; null: no limit. */
  overlap: number | null;
}

export type SocketState =
  | { state: 'opening'; told: boolean }
  | { state: 'open' }
  | { state: 'refused'; reason: string; retryAt: Instant };

export type RollPhase = 'proving-web' | 'proving-queue' | 'handing-over' | 'settling';

export interface Roll {
  candidate: Generation;
  previous: Generation;
  phase: RollPhase;
  startedAt: Instant;
  committedAt: Instant | null;
  policies: Record<string, PoolPolicy>;
  /** What an undo goes back to. */
  previousPolicies: Record<string, PoolPolicy>;
  previousScales: Record<string, number | null>;
  previousLearned: Record<string, SocketAddress[]>;
  /** Per pool, how many workers may exist beside the ones they replace. */
  overlap: Record<string, number>;
}

export interface WaitingRoll {
  candidate: Generation;
  policies: Record<string, PoolPolicy>;
  overlap: Record<string, number>;
}

export interface App {
  name: string;
  /** The committed generation; 0 until the first has been proved. */
  generation: Generation;
  workersEver: number;
  pools: Pool[];
  sockets: Record<string, SocketState>;
  roll: Roll | null;
  waitingRoll: WaitingRoll | null;
}

export type WorkerEvent = { at: Instant; worker: WorkerId } & (
  | { kind: 'worker-spawned'; pid: number }
  | { kind: 'worker-ready'; proof: ReadyProof }
  | { kind: 'probe-failed'; detail: string }
  /** Its app listens on a socket that it was given. */
  | { kind: 'worker-listens'; address: SocketAddress }
  | { kind: 'worker-serving' }
  | { kind: 'worker-drained' }
  | ({ kind: 'worker-exited'; lastWords: string[]; reason: string | null } & Exit)
  | { kind: 'worker-adopted' }
);

/** What a roll is asked with. */
export type RollRequest = { kind: 'roll-asked' } & WaitingRoll;

export type AppEvent =
  | WorkerEvent
  | { at: Instant; kind: 'time-passed' }
  | ({ at: Instant } & RollRequest)
  | { at: Instant; kind: 'roll-cancelled' }
  | { at: Instant; kind: 'socket-opened'; address: SocketAddress }
  | { at: Instant; kind: 'socket-refused'; address: SocketAddress; reason: string }
  | { at: Instant; kind: 'listen-asked'; worker: WorkerId; address: SocketAddress }
  | { at: Instant; kind: 'stand-in-exited'; pool: string }
  | { at: Instant; kind: 'scale-asked'; pool: string; workers: number }
  | { at: Instant; kind: 'stop-asked'; pool: string | null; seat: number | null }
  | { at: Instant; kind: 'start-asked'; pool: string | null; seat: number | null }
  | { at: Instant; kind: 'restart-asked'; pool: string | null; seat: number | null }
  /**
   * A new daemon read this state back. `present`: the workers that the keeper holds, alive or with an exit that it
   * still has to tell (it follows as `worker-exited`); whoever is missing ended unseen. `sockets`: the keys it holds.
   * `standIns`: pools whose stand-in it holds.
   */
  | { at: Instant; kind: 'daemon-resumed'; present: WorkerId[]; sockets: string[]; standIns?: string[] };

export type AppCommand =
  | {
      kind: 'spawn-worker';
      worker: WorkerId;
      pool: string;
      seat: number;
      generation: Generation;
      sockets: SocketAddress[];
    }
  | { kind: 'serve-worker'; worker: WorkerId }
  | { kind: 'drain-worker'; worker: WorkerId; mode: 'wait-for-peers' | 'close-idle'; deadlineMs: number }
  | { kind: 'signal-worker'; worker: WorkerId; signal: 'SIGTERM' | 'SIGKILL'; because: LeaveReason | 'deadline' }
  | { kind: 'open-socket'; address: SocketAddress }
  | { kind: 'close-socket'; address: SocketAddress }
  | { kind: 'open-stand-in'; pool: string; address: SocketAddress }
  | { kind: 'close-stand-in'; pool: string }
  | { kind: 'tell'; notice: Notice };

/** What people and programs are told; `allswell events` prints these. */
export type Notice =
  | { kind: 'roll-started'; generation: Generation; overlap: Record<string, number> }
  | { kind: 'roll-waiting'; generation: Generation; behind: Generation }
  | { kind: 'roll-superseded'; generation: Generation; by: Generation }
  | { kind: 'roll-phase'; generation: Generation; phase: RollPhase }
  | { kind: 'roll-committed'; generation: Generation; tookMs: number }
  | { kind: 'roll-settled'; generation: Generation; tookMs: number }
  | { kind: 'roll-abandoned'; generation: Generation; keeps: Generation; failure: RollFailure }
  | { kind: 'roll-undone'; generation: Generation; keeps: Generation; failure: RollFailure }
  | { kind: 'worker-died'; death: Death; restMs: number }
  | { kind: 'worker-gone'; worker: WorkerId; because: LeaveReason; exit: Exit; wasKilled: boolean }
  | { kind: 'worker-serves'; worker: WorkerId; proof: ReadyProof; bootMs: number }
  | { kind: 'address-learned'; pool: string; address: SocketAddress }
  | { kind: 'stand-in-opened'; pool: string }
  | { kind: 'killed-at-deadline'; worker: WorkerId; afterMs: number }
  /** Its drain was over and these were still open: WebSockets (told 1012), answers under way, idle connections. */
  | { kind: 'connections-cut'; worker: WorkerId; webSockets: number; streams: number; idle: number };

export type RollFailure =
  | { kind: 'worker-died'; pool: string; death: Death }
  | { kind: 'start-timed-out'; pool: string; worker: WorkerId; afterMs: number; lastProbe: string | null }
  | { kind: 'socket-refused'; address: SocketAddress; reason: string }
  | { kind: 'cancelled' };

export interface Step {
  app: App;
  commands: AppCommand[];
}

export const socketKey = (address: SocketAddress): string =>
  address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
