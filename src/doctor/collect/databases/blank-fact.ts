// A database of which nothing is known yet but where it should be.
import type { DatabaseFact } from '../../facts/database-facts.ts';
import type { Server } from './find-servers.ts';

export function blankFact({ kind, host, port, socket, process }: Server): DatabaseFact {
  return {
    kind,
    host,
    port,
    socket,
    holder: process === null ? null : `${process.pid}@${process.start}`,
    unit: null,
    answers: false,
    trouble: null,
    problem: null,
    askedBy: 'handshake',
    version: null,
    maxConnections: null,
    reservedConnections: null,
    usedConnections: null,
    turnedAway: null,
    clients: [],
    accountLimits: [],
    idleInTransaction: null,
    longestTransactionSeconds: null,
    waitingForLock: null,
    idleTransactionTimeoutSeconds: null,
    memoryUsedBytes: null,
    memoryMaxBytes: null,
    evictionPolicy: null,
    isReadOnly: null,
    lastSaveFailed: null,
    stopsWrites: null,
    dataFolder: null,
    queues: [],
  };
}
