// Facts of databases and queues that applications on this machine use, and of names that they could not look up.
import type { EntityKey } from '../model.ts';

export interface DatabaseFacts {
  databases: DatabaseFact[];
  /** Host names that applications could not resolve, asked again now. */
  'names.failed': NameFact[];
}

/** refused: nobody listens; closed: it hung up; login: it is there, and lets nobody in without an account. */
export type DatabaseTrouble =
  | 'refused'
  | 'absent'
  | 'denied'
  | 'unreachable'
  | 'name-unknown'
  | 'timed-out'
  | 'closed'
  | 'too-many'
  | 'starting'
  | 'unreadable';

export interface DatabaseFact {
  kind: 'postgres' | 'mysql' | 'redis';
  host: string;
  port: number | null;
  socket: string | null;
  /** `pid@start` of the server, when it runs on this machine and can be seen. */
  holder: string | null;
  /** The unit that runs it here, or should. */
  unit: DatabaseUnit | null;
  /** Whether it accepts a connection at all, asked as an application would. */
  answers: boolean;
  /** Why it does not, or not as it should. */
  trouble: DatabaseTrouble | null;
  /** In its own words. */
  problem: string | null;
  /** login: asked with an account, so numbers are there; handshake: only what it tells anybody. */
  askedBy: 'login' | 'handshake';
  version: string | null;
  maxConnections: number | null;
  reservedConnections: number | null;
  usedConnections: number | null;
  /** Connections it turned away for being full, since it started. */
  turnedAway: number | null;
  /** By whom: `pid@start` of the client on this machine where it could be joined, application name and user. */
  clients: DatabaseClients[];
  /** Accounts with a limit of their own. */
  accountLimits: { user: string; max: number; used: number }[];
  idleInTransaction: number | null;
  longestTransactionSeconds: number | null;
  /** Sessions that wait for a lock that another session holds. */
  waitingForLock: number | null;
  /** After so long it ends a transaction that nobody uses; null when never. */
  idleTransactionTimeoutSeconds: number | null;
  memoryUsedBytes: number | null;
  memoryMaxBytes: number | null;
  evictionPolicy: string | null;
  isReadOnly: boolean | null;
  /** Redis: the last snapshot or log write failed; writes are refused while `stopsWrites`. */
  lastSaveFailed: boolean | null;
  stopsWrites: boolean | null;
  dataFolder: string | null;
  /** BullMQ queues seen in Redis, or queue tables. */
  queues: QueueFact[];
}

export interface DatabaseUnit {
  name: string;
  activeState: string;
  result: string;
  /** ISO 8601: since when it is in this state. */
  since: string | null;
}

export interface DatabaseClients {
  holder: string | null;
  /** Address it comes from; null for a unix socket. */
  host: string | null;
  app: string | null;
  user: string | null;
  database: string | null;
  /** PostgreSQL: active, idle, idle in transaction …; MySQL: Sleep, Query …; Redis: normal, blocked. */
  state: string | null;
  count: number;
  /** Longest of them in this state. */
  oldestSeconds: number | null;
}

export interface QueueFact {
  name: string;
  waiting: number;
  active: number;
  failed: number;
  delayed: number;
  completed: number | null;
  oldestWaitingSeconds: number | null;
  stalled: number | null;
  /** Workers that are connected now, by the names that BullMQ gives its connections; null when it gives none. */
  workers: number | null;
  isPaused: boolean;
}

export interface NameFact {
  name: string;
  /** ENOTFOUND: there is no such name; EAI_AGAIN: the resolver did not answer. */
  error: 'ENOTFOUND' | 'EAI_AGAIN';
  firstAt: string | null;
  lastAt: string | null;
  about: EntityKey[];
  /** What it resolves to now; empty: nothing; null: the resolver did not answer now either. */
  addressesNow: string[] | null;
}
