// Decides which addresses an application's sockets should have, and which of them are no longer needed.
// Opens none: that is the keeper's.
import type { App, Instant, Pool, PoolPolicy, SocketAddress } from './model.ts';
import { socketKey } from './model.ts';
import type { SocketsReady } from './reduce-pool.ts';

/** A port that somebody else holds is tried again this often: binding is cheap and starts no process. */
export const BIND_AGAIN_MS = 5000;

/** The addresses a web pool's workers are given; empty while they still have to be learned from the app. */
export function addressesOf(pool: Pool, policy: PoolPolicy): SocketAddress[] {
  if (policy.kind !== 'web') return [];
  const { listen } = policy;
  if (listen === null) return pool.learned;
  const { host, port } = listen;
  const others = pool.learned.filter((address) => address.port !== port);
  if (host !== null) return [{ host, port }, ...others];
  const same = pool.learned.filter((address) => address.port === port);
  return same.length > 0 ? [...same, ...others] : [];
}

/** Whether a new worker of this pool could be given its sockets. */
export function socketsFor(app: App, pool: Pool, policy: PoolPolicy): SocketsReady {
  if (policy.kind !== 'web') return 'open';
  const addresses = addressesOf(pool, policy);
  if (addresses.length === 0) return 'scout';
  return addresses.every((address) => app.sockets[socketKey(address)]?.state === 'open') ? 'open' : 'not-open';
}

/** Every policy that may start workers now or after an undo. */
function policiesOf(app: App, pool: Pool): PoolPolicy[] {
  const { roll } = app;
  const other = roll?.phase === 'settling' ? roll.previousPolicies[pool.name] : roll?.policies[pool.name];
  return [pool.isRetired ? null : pool.policy, other].filter((policy) => policy !== null && policy !== undefined);
}

/** Adds the sockets that are wanted and not known, forgets those that nobody wants or holds any more. */
export function reconcileSockets(app: App, at: Instant): { app: App; closed: SocketAddress[] } {
  const sockets: App['sockets'] = {};
  for (const key of wantedKeys(app)) {
    const known = app.sockets[key];
    const isDue = known?.state === 'refused' && at >= known.retryAt;
    sockets[key] = known && !isDue ? known : { state: 'opening', told: false };
  }
  const closed: SocketAddress[] = [];
  for (const [key, socket] of Object.entries(app.sockets)) {
    if (sockets[key]) continue;
    // The answer to an opening is awaited, so that no late one is taken for the next one's.
    if (socket.state === 'opening' && socket.told) sockets[key] = socket;
    if (socket.state === 'open') closed.push(parseSocketKey(key));
  }
  return { app: { ...app, sockets }, closed };
}

function wantedKeys(app: App): Set<string> {
  const keys = new Set<string>();
  for (const pool of app.pools) {
    for (const policy of pool.isStopped ? [] : policiesOf(app, pool)) {
      for (const address of addressesOf(pool, policy)) keys.add(socketKey(address));
    }
    // Bound by a worker and not by us, an address could not be opened again.
    for (const worker of pool.workers) if (worker.state !== 'waiting') for (const key of worker.sockets) keys.add(key);
  }
  return keys;
}

export function parseSocketKey(key: string): SocketAddress {
  const colon = key.lastIndexOf(':');
  return { host: key.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(key.slice(colon + 1)) };
}
