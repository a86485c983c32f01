// Decides what an app's wish for an address that nobody had told us changes: it is started again with that socket.
import type { App, Generation, Instant, Notice, Pool, SocketAddress, Worker } from './model.ts';
import { socketKey } from './model.ts';
import { mayServe } from './reduce-pool.ts';
import { addressesOf } from './sockets.ts';
import { stepWorker } from './worker-table.ts';

/** What was learned and the workers of `generation` don't take was an earlier release's wish. */
export function forgetUntaken(pool: Pool, generation: Generation): Pool {
  const members = pool.workers.filter((worker) => worker.generation === generation && worker.state === 'serving');
  const taken = members.flatMap((worker) => worker.listens);
  const learned = pool.learned.filter((address) => taken.includes(socketKey(address)));
  return taken.length === 0 || learned.length === pool.learned.length ? pool : { ...pool, learned };
}

/** An app that asks for ever other ports would be started for ever; the one after the last is left to time out. */
const LEARNED_MAX = 4;

export function learnAddress(
  app: App,
  id: string,
  address: SocketAddress,
  at: Instant,
): { app: App; notices: Notice[] } {
  const owner = app.pools.find((pool) => pool.workers.some((worker) => worker.id === id));
  const asker = owner?.workers.find((worker) => worker.id === id);
  // Of one that leaves for another reason, or whose roll has failed, no wish remains.
  const isHeard = asker && (asker.state !== 'draining' || asker.because === 'address-learned');
  const isWanted = asker && [app.generation, app.roll?.candidate].includes(asker.generation);
  if (!owner || !isHeard || !isWanted) return { app, notices: [] };
  const key = socketKey(address);
  const isNew = !owner.learned.some((known) => socketKey(known) === key) && owner.learned.length < LEARNED_MAX;
  const learned = isNew ? [...owner.learned, address] : owner.learned;
  const wouldBeGiven = addressesOf({ ...owner, learned }, asker.policy).some((given) => socketKey(given) === key);
  const next = wouldBeGiven && !asker.sockets.includes(key) ? startAgain(asker, at) : asker;
  const workers = owner.workers.flatMap((worker) => (worker.id !== id ? [worker] : next ? [next] : []));
  const pools = app.pools.map((pool) => (pool === owner ? { ...owner, learned, workers } : pool));
  return { app: { ...app, pools }, notices: isNew ? [{ kind: 'address-learned', pool: owner.name, address }] : [] };
}

/** Whoever serves, or was told to, is replaced by a twin that has the socket. */
const startAgain = (worker: Worker, at: Instant): Worker | null =>
  mayServe(worker)
    ? { ...worker, isUnfit: true }
    : stepWorker(worker, { kind: 'leave-asked', at, because: 'address-learned' }).worker;
