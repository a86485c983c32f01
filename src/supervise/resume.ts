// Decides what a new daemon makes of the state it read back: what may not have been carried out is said again,
// who ended unseen is let go, and no deadline runs out before the workers could say where they are.
import type { App, AppCommand, AppEvent, Death, Instant, Notice, Pool, Worker } from './model.ts';
import { hasProcess, noteServing } from './reduce-pool.ts';
import { REST_MAX_MS } from './restart-policy.ts';
import { stepWorker } from './worker-table.ts';

/** Time for a worker to notice that the daemon is new and to tell it its state. */
const RECONNECT_MS = 10_000;

export function resume(
  app: App,
  { at, present, sockets, standIns }: Extract<AppEvent, { kind: 'daemon-resumed' }>,
): { app: App; notices: Notice[]; commands: AppCommand[] } {
  const before = sinceBoot(app, at);
  const notices: Notice[] = [];
  const pools = before.pools.map((pool) => {
    const workers = pool.workers.flatMap((worker): Worker[] => {
      if (!hasProcess(worker) || present.includes(worker.id)) return [toldAgain(worker, at)];
      notices.push(...endedUnseen(worker, at));
      return [];
    });
    const mayHaveStandIn = standIns ? standIns.includes(pool.name) : pool.policy?.kind === 'web';
    const standIn = mayHaveStandIn ? ('unsure' as const) : ('none' as const);
    return noteServing({ ...pool, workers, standIn }, at);
  });
  const commands = (standIns ?? [])
    .filter((name) => !pools.some((pool) => pool.name === name))
    .map((pool): AppCommand => ({ kind: 'close-stand-in', pool }));
  const workersEver = Math.max(app.workersEver, ...present.map((id) => Number(id.slice(id.lastIndexOf('#') + 1)) || 0));
  return { app: { ...before, pools, workersEver, sockets: heldSockets(app, sockets) }, notices, commands };
}

/** A step that may never have been told begins anew: nobody is cut short by our absence. */
function toldAgain(worker: Worker, at: Instant): Worker {
  switch (worker.state) {
    case 'starting':
      return {
        ...worker,
        told: true,
        readyBy: Math.max(worker.readyBy, at + RECONNECT_MS),
        spawnedAt: worker.spawnedAt === null ? null : at,
      };
    case 'standby':
      return {
        ...worker,
        since: at,
        told: false,
        serveBy: worker.serveBy === null ? null : Math.max(worker.serveBy, at + RECONNECT_MS),
      };
    case 'draining':
      return { ...worker, since: at, told: false, until: at + (worker.until - worker.since) };
    case 'serving':
    case 'waiting':
      return worker;
  }
}

/** No fault of the app's is known, so its seat doesn't rest and its roll doesn't fail. */
function endedUnseen(worker: Worker, at: Instant): Notice[] {
  const hasRun = worker.pid !== null || (worker.state === 'draining' ? worker.hadServed : worker.state !== 'starting');
  // Its start was commanded and perhaps never carried out.
  if (!hasRun) return [];
  const exit = { code: null, signal: null };
  if (worker.state === 'draining') {
    return [
      { kind: 'worker-gone', worker: worker.id, because: worker.because, exit, wasKilled: worker.step === 'killing' },
    ];
  }
  const ended = stepWorker(worker, {
    kind: 'worker-exited',
    worker: worker.id,
    at,
    ...exit,
    lastWords: [],
    reason: 'lost',
  });
  return ended.death ? [{ kind: 'worker-died', death: ended.death, restMs: 0 }] : [];
}

/** Sockets that the keeper holds are open whether we know them or not; the others are opened again. */
function heldSockets(app: App, held: string[]): App['sockets'] {
  const sockets: App['sockets'] = {};
  for (const key of Object.keys(app.sockets)) sockets[key] = { state: 'opening', told: false };
  for (const key of held) sockets[key] = { state: 'open' };
  return sockets;
}

/** After a boot the clock begins anew: an instant of the one before must not be waited for. */
function sinceBoot(app: App, at: Instant): App {
  const noLater = <T extends Instant | null>(instant: T): T => (instant !== null && instant > at ? (at as T) : instant);
  const isPast = (death: Death): boolean => death.at <= at;
  const pools = app.pools.map(
    (pool): Pool => ({
      ...pool,
      deaths: pool.deaths.every(isPast) ? pool.deaths : pool.deaths.filter(isPast),
      unservedSince: noLater(pool.unservedSince),
      standInNotBefore: null,
      workers: pool.workers.map((worker) =>
        worker.state === 'waiting'
          ? { ...worker, since: noLater(worker.since), until: Math.min(worker.until, at + REST_MAX_MS) }
          : worker,
      ),
    }),
  );
  const roll = app.roll && {
    ...app.roll,
    startedAt: noLater(app.roll.startedAt),
    committedAt: noLater(app.roll.committedAt),
  };
  return { ...app, pools, roll };
}
