// The words between the keeper, which holds sockets and processes, and the daemon, which decides.
// They travel over Node's own channel between parent and child; the keeper remembers what no daemon has heard yet.

/** A daemon, and then its keeper, ends with this when another one owns the home already. */
export const EXIT_HOME_IN_USE = 5;

/** A process is known by its pid and its start (clock ticks since boot, /proc/PID/stat field 22): pids are reused. */
export interface ProcessIdentity {
  pid: number;
  start: number;
}

export interface KeptProcess {
  id: string;
  pid: number;
  start: number;
  /** Set once it has ended; kept until the daemon forgets it. */
  exit: { code: number | null; signal: string | null; reason: string | null } | null;
  /** False for a survivor of an earlier keeper: it isn't our child, so its exit status cannot be known. */
  isChild: boolean;
}

/** Code of a refused socket: the socket unit has its port with another address, so it can't be bound beside that. */
export const OTHER_IN_UNIT = 'OTHER_IN_UNIT';

export interface SpawnOrder {
  kind: 'spawn';
  id: string;
  argv: string[];
  cwd: string;
  env: Record<string, string>;
  /** Files that stdout and stderr are appended to: the process writes to them itself. */
  stdout: string;
  stderr: string;
  /** Keys of open sockets; each is passed twice, from fd 3 on, because closing a listening handle closes its fd. */
  sockets: string[];
}

export type ToKeeper =
  | SpawnOrder
  | { kind: 'open-socket'; key: string; host: string; port: number }
  | { kind: 'close-socket'; key: string }
  | { kind: 'signal'; id: string; signal: 'SIGTERM' | 'SIGKILL'; wholeGroup: boolean }
  /** The daemon has journaled this exit. */
  | { kind: 'forget'; id: string }
  /** A survivor of an earlier keeper is watched from now on. */
  | ({ kind: 'adopt'; id: string } & ProcessIdentity)
  /** All is down: end. */
  | { kind: 'end' };

export type FromKeeper =
  | {
      kind: 'inventory';
      sockets: string[];
      /** Those of them that systemd opened, each with the address in the socket unit. */
      passed: Record<string, string>;
      processes: KeptProcess[];
      isUnderSystemd: boolean;
      /** Somebody has asked us to end (SIGTERM), and no daemon has done it yet. */
      isEndAsked: boolean;
    }
  | { kind: 'socket-opened'; key: string; passedAs: string | null }
  | { kind: 'socket-refused'; key: string; code: string }
  | ({ kind: 'spawned'; id: string } & ProcessIdentity)
  | { kind: 'exited'; id: string; code: number | null; signal: string | null; reason: string | null };
