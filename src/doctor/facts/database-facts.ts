// Facts of databases and queues that applications on this machine use.
export interface DatabaseFacts {
  databases: DatabaseFact[];
}

export interface DatabaseFact {
  kind: 'postgres' | 'mysql' | 'redis';
  host: string;
  port: number | null;
  socket: string | null;
  /** Whether it accepts a connection at all, asked as an application would. */
  answers: boolean;
  problem: string | null;
  version: string | null;
  maxConnections: number | null;
  reservedConnections: number | null;
  usedConnections: number | null;
  /** By whom: `pid@start` of the client on this machine where it could be joined, application name and user. */
  clients: {
    holder: string | null;
    app: string | null;
    user: string | null;
    state: string | null;
    count: number;
    oldestSeconds: number | null;
  }[];
  idleInTransaction: number | null;
  longestTransactionSeconds: number | null;
  memoryUsedBytes: number | null;
  memoryMaxBytes: number | null;
  evictionPolicy: string | null;
  isReadOnly: boolean | null;
  lastSaveFailed: boolean | null;
  /** BullMQ queues seen in Redis, or queue tables. */
  queues: {
    name: string;
    waiting: number;
    active: number;
    failed: number;
    delayed: number;
    oldestWaitingSeconds: number | null;
    stalled: number | null;
  }[];
}
