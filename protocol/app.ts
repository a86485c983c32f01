// The words between the preload inside an application and the daemon: one JSON value a line over a unix socket.
// The preload repeats its state in `hello` whenever it connects, so a daemon that was away learns what it missed.

export type AppPhase = 'booting' | 'standby' | 'serving' | 'draining' | 'drained';

export interface Listening {
  host: string;
  port: number;
  protocol: 'http' | 'https' | 'http2' | 'http2-clear' | 'tcp' | 'cluster';
  /** Milliseconds that an idle connection is kept; null when the server has no such notion. */
  keepAliveTimeoutMs: number | null;
  /** True when we raised Node's default. */
  keepAliveRaised: boolean;
}

export interface Vitals {
  /** How late a timer ran at worst since the last report, in milliseconds. */
  loopLagMs: number;
  /** Share of the time the event loop was busy, 0 to 1. */
  loopBusy: number;
  heapBytes: number;
  rssBytes: number;
  connections: number;
  requestsInHand: number;
  requestsDone: number;
  responses5xx: number;
}

export type FromApp =
  | {
      kind: 'hello';
      protocol: number;
      worker: string;
      pid: number;
      node: string;
      phase: AppPhase;
      listening: Listening[];
      /** What it wants to listen on and has no socket for. */
      asks: { host: string; port: number }[];
      /** Listeners that can't be handed from one worker to the next. */
      alsoOn: string[];
      /** Ids of the jobs in hand. */
      jobs: string[];
      saidReady: boolean;
    }
  | ({ kind: 'listening' } & Listening)
  | { kind: 'listen-asked'; host: string; port: number }
  /** A listener that we can't hold: a unix socket or a port of the kernel's choosing. */
  | { kind: 'listens-also'; where: string }
  | { kind: 'ready-said' }
  | { kind: 'serving' }
  | { kind: 'draining'; connections: number; requestsInHand: number; upgraded: number }
  | { kind: 'drained'; cutUpgraded: number; cutStreams: number; cutIdle: number }
  | ({ kind: 'vitals' } & Vitals)
  | { kind: 'jobs'; library: string; ids: string[] }
  | { kind: 'trouble'; text: string };

export type ToApp =
  | { kind: 'serve' }
  /** Another pool of the same app has that address. */
  | { kind: 'listen-refused'; host: string; port: number }
  | { kind: 'drain'; mode: 'wait-for-peers' | 'close-idle'; deadlineMs: number }
  /** The next answers on so many connections say `Connection: close`: another worker has more time for their peers. */
  | { kind: 'shed'; connections: number }
  /** While a receipt is being written: say in the answers to our own probes which worker gave them. */
  | { kind: 'tag-probes'; on: boolean };
