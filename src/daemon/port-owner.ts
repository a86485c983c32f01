// Says whether an address that is asked for belongs to another app, or to another pool of the same one.
// The keeper would hand out its one socket for both, and each would get the other's requests.
import type { Pool, SocketAddress, Worker } from '../supervise/model.ts';
import { addressesOf, parseSocketKey } from '../supervise/sockets.ts';
import type { KeptApp } from './kept-app.ts';
import type { Daemon } from './surroundings.ts';

/** The name of another app of this home that has the port, or null. */
export function otherAppOn(daemon: Daemon, asking: KeptApp, address: SocketAddress): string | null {
  for (const app of daemon.apps.values()) {
    if (app === asking) continue;
    for (const [key, socket] of Object.entries(app.state.sockets)) {
      if (socket.state !== 'refused' && overlaps(parseSocketKey(key), address)) return app.state.name;
    }
  }
  return null;
}

/** A pool that is only in another generation has been renamed: its socket is handed on. */
export function isOtherPools(
  app: KeptApp,
  { pool, worker }: { pool: Pool; worker: Worker },
  asked: SocketAddress,
): boolean {
  const contemporaries = app.generations.get(worker.generation)?.config.pools.map(({ name }) => name) ?? [];
  return app.state.pools.some((other) => {
    if (other.name === pool.name || !contemporaries.includes(other.name)) return false;
    const policy = app.state.roll?.policies[other.name] ?? other.policy;
    return policy !== null && addressesOf(other, policy).some((address) => overlaps(address, asked));
  });
}

const overlaps = (one: SocketAddress, other: SocketAddress): boolean =>
  one.port === other.port && (one.host === other.host || isWide(one.host) || isWide(other.host));

const isWide = (host: string): boolean => host === '::' || host === '0.0.0.0';
