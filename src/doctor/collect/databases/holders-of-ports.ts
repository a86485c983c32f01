// Says which process of this machine is at the other end of a connection to a database, by the local port it comes from.
import { readFileSync } from 'node:fs';
import type { Look } from '../collector.ts';
import { parseTcp } from '../processes/parse-net.ts';
import { readOpenFiles } from '../processes/read-open-files.ts';

export function holdersOfPorts(look: Look, remotePort: number): (localPort: number) => string | null {
  const inodes = new Map<string, number>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const row of parseTcp(readOrEmpty(file)))
      if (row.remotePort === remotePort && row.inode !== '0') inodes.set(row.inode, row.localPort);
  }
  const holders = new Map<number, string>();
  for (const holder of candidates(look, remotePort)) {
    for (const inode of readOpenFiles(Number(holder.split('@')[0]))?.socketInodes ?? []) {
      const port = inodes.get(inode);
      if (port !== undefined) holders.set(port, holder);
    }
  }
  return (localPort) => holders.get(localPort) ?? null;
}

/** Those that had such connections a moment ago, and all Node processes: a pool opens and closes. */
function candidates(look: Look, remotePort: number): Set<string> {
  const connected = (look.find('sockets.connections') ?? []).filter(
    (one) => one.direction === 'out' && one.port === remotePort,
  );
  const nodes = (look.find('processes') ?? []).filter(({ isNode }) => isNode);
  return new Set([
    ...connected.flatMap(({ holder }) => holder ?? []),
    ...nodes.map(({ pid, start }) => `${pid}@${start}`),
  ]);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
