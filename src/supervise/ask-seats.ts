// What a person's word makes of an app's pools: stopped, started, restarted, scaled. Only notes it; reduce-pool.ts acts.
import type { App, Instant, Pool, Worker } from './model.ts';
import { mayServe, seatsUpTo } from './reduce-pool.ts';
import { stepWorker } from './worker-table.ts';

/** Changes the named pool, or all; a pool that is on its way out is nobody's business any more. */
export const mapPools = (app: App, name: string | null, change: (pool: Pool) => Pool): App => ({
  ...app,
  pools: app.pools.map((pool) => ((name === null || pool.name === name) && isWanted(app, pool) ? change(pool) : pool)),
});

const isWanted = (app: App, pool: Pool): boolean =>
  (pool.policy !== null && !pool.isRetired) || (app.roll !== null && pool.name in app.roll.policies);

export const stopSeat = (pool: Pool, seat: number | null): Pool =>
  seat === null ? { ...pool, isStopped: true } : { ...pool, stoppedSeats: [...new Set([...pool.stoppedSeats, seat])] };

/** One seat of a stopped pool is started without the others. */
export function startSeat(app: App, pool: Pool, seat: number | null): Pool {
  if (seat === null) return { ...pool, isStopped: false, stoppedSeats: [] };
  const policy = pool.policy ?? app.roll?.policies[pool.name];
  const stopped = pool.isStopped ? seatsUpTo(pool.scaledTo ?? policy?.workers ?? 0) : pool.stoppedSeats;
  return { ...pool, isStopped: false, stoppedSeats: stopped.filter((other) => other !== seat) };
}

/** Resting seats and starting workers begin anew; a working one is replaced by a twin first. A candidate is new enough. */
export function restartSeat(app: App, pool: Pool, seat: number | null, at: Instant): Pool {
  const candidate = app.roll && app.roll.phase !== 'settling' ? app.roll.candidate : null;
  const workers = pool.workers.flatMap((worker): Worker[] => {
    const isMeant = (seat === null || worker.seat === seat) && worker.generation !== candidate;
    if (!isMeant || worker.state === 'draining') return [worker];
    if (mayServe(worker)) return [{ ...worker, isUnfit: true }];
    const { worker: left } = stepWorker(worker, { kind: 'leave-asked', at, because: 'restarted' });
    return left ? [left] : [];
  });
  return { ...startSeat(app, pool, seat), workers };
}
