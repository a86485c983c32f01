// Joins sockets with the processes that hold them: who listens where, and how many connections go where in which state.
import type { ConnectionGroup, ListenerFact } from '../../facts/process-facts.ts';
import { cleanText } from '../mask.ts';
import type { TcpRow, UnixListener } from './parse-net.ts';

export type Holders = Map<string, string[]>;
export type Queues = Map<string, { queued: number; backlog: number }>;

export function describeListeners(
  tcp: TcpRow[],
  unix: UnixListener[],
  holders: Holders,
  queues: Queues,
  fileOf: (path: string) => ListenerFact['file'],
): ListenerFact[] {
  return [
    ...tcp
      .filter((row) => row.state === 'LISTEN')
      .map(
        (row): ListenerFact => ({
          kind: 'tcp',
          host: row.localHost,
          port: row.localPort,
          path: null,
          inode: row.inode,
          holders: holders.get(row.inode) ?? [],
          queued: row.received,
          backlog: queues.get(row.inode)?.backlog ?? null,
          file: null,
        }),
      ),
    ...unix.map(
      ({ path, inode }): ListenerFact => ({
        kind: 'unix',
        host: null,
        port: null,
        path: cleanText(path, 200),
        inode,
        holders: holders.get(inode) ?? [],
        queued: queues.get(inode)?.queued ?? null,
        backlog: queues.get(inode)?.backlog ?? null,
        // A name with @ lives in the kernel only.
        file: path.startsWith('@') ? null : fileOf(path),
      }),
    ),
  ];
}

/** A connection whose local port is listened on here came in; every other one goes out. */
export function groupConnections(tcp: TcpRow[], holders: Holders): ConnectionGroup[] {
  const listened = new Set(tcp.filter((row) => row.state === 'LISTEN').map((row) => row.localPort));
  const groups = new Map<string, ConnectionGroup>();
  for (const row of tcp) {
    if (row.state === 'LISTEN') continue;
    const isIn = listened.has(row.localPort);
    const holder = holders.get(row.inode)?.[0] ?? null;
    const group: ConnectionGroup = {
      direction: isIn ? 'in' : 'out',
      port: isIn ? row.localPort : row.remotePort,
      remoteHost: isIn ? null : row.remoteHost,
      state: row.state,
      count: 0,
      holder,
    };
    const key = [group.direction, group.port, group.remoteHost, group.state, holder].join(' ');
    const known = groups.get(key) ?? group;
    known.count += 1;
    groups.set(key, known);
  }
  return [...groups.values()];
}
