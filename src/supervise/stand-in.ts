// Decides when a pool that nobody serves is given a stand-in, which answers 503, and when that one goes.
// It goes before a worker is told to serve: both would accept on one socket.
import type { App, AppCommand, Instant, Pool, SocketAddress } from './model.ts';
import { socketKey } from './model.ts';
import { addressesOf } from './sockets.ts';

/** A stand-in that ends by itself is asked for again after this. */
const STAND_IN_AGAIN_MS = 5000;

/** The instant from which this pool should have a stand-in; null when it needs none. */
export function standInDueAt(app: App, pool: Pool): Instant | null {
  const { policy } = pool;
  const address = addressOf(pool);
  if (!policy || !address || pool.isStopped || pool.isRetired || !pool.everServed) return null;
  if (pool.unservedSince === null || app.sockets[socketKey(address)]?.state !== 'open') return null;
  if (pool.workers.some((worker) => worker.state === 'standby' && worker.serveBy !== null)) return null;
  return Math.max(pool.unservedSince + policy.queueForMs, pool.standInNotBefore ?? 0);
}

const addressOf = (pool: Pool): SocketAddress | undefined =>
  pool.policy ? addressesOf(pool, pool.policy)[0] : undefined;

export const standInEnded = (pool: Pool, at: Instant): Pool =>
  pool.standIn === 'none' ? pool : { ...pool, standIn: 'unsure', standInNotBefore: at + STAND_IN_AGAIN_MS };

export function tellStandIn(app: App, pool: Pool, at: Instant): { pool: Pool; commands: AppCommand[] } {
  const dueAt = standInDueAt(app, pool);
  const address = addressOf(pool);
  if (dueAt !== null && at >= dueAt && address) {
    if (pool.standIn === 'asked') return { pool, commands: [] };
    const open: AppCommand = { kind: 'open-stand-in', pool: pool.name, address };
    const tell: AppCommand = { kind: 'tell', notice: { kind: 'stand-in-opened', pool: pool.name } };
    return { pool: { ...pool, standIn: 'asked' }, commands: [open, tell] };
  }
  if (pool.standIn === 'none') return { pool, commands: [] };
  return { pool: { ...pool, standIn: 'none' }, commands: [{ kind: 'close-stand-in', pool: pool.name }] };
}
