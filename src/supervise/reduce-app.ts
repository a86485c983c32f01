// Decides what an application does next: one event in, the new state and the commands out. Pure: time is in the event.
// First notes what happened, then lets the roll go on and compares wanted with is until nothing moves, then says it.
import { mapPools, restartSeat, startSeat, stopSeat } from './ask-seats.ts';
import { learnAddress } from './learn-address.ts';
import type {
  App,
  AppCommand,
  AppEvent,
  Death,
  Instant,
  Notice,
  Pool,
  PoolPolicy,
  SocketAddress,
  Step,
  Worker,
} from './model.ts';
import { socketKey } from './model.ts';
import { type PoolWish, reconcilePool, recordInPool, wantedSeats } from './reduce-pool.ts';
import { advanceRoll, askRoll, cancelRoll, candidateSeats, isUndoable } from './reduce-roll.ts';
import { resume } from './resume.ts';
import { BIND_AGAIN_MS, reconcileSockets, socketsFor } from './sockets.ts';
import { standInEnded } from './stand-in.ts';
import { tellApp } from './tell-app.ts';
import type { TableEvent } from './worker-table.ts';

interface Noted {
  app: App;
  deaths?: { pool: string; death: Death }[];
  notices?: Notice[];
  commands?: AppCommand[];
}

/** More rounds than this without rest are a bug of ours. */
const ROUNDS_MAX = 50;

export const newApp = (name: string): App => ({
  name,
  generation: 0,
  workersEver: 0,
  pools: [],
  sockets: {},
  roll: null,
  waitingRoll: null,
});

export function reduceApp(app: App, event: AppEvent): Step {
  const { at } = event;
  const noted = note(app, event);
  const notices = [...(noted.notices ?? [])];
  const closed: SocketAddress[] = [];
  let next = noted.app;
  for (let round = 0; ; round += 1) {
    if (round > ROUNDS_MAX) throw new Error('the roll and the pools do not come to rest');
    const rolled = advanceRoll(next, round === 0 ? (noted.deaths ?? []) : [], at);
    if (round > 0 && rolled.app === next) break;
    const reconciled = reconcileApp(rolled.app, at);
    notices.push(...rolled.notices);
    closed.push(...reconciled.closed);
    next = reconciled.app;
  }
  const told = tellApp(next, closed, at);
  notices.push(...changesBetween(app, told.app, at));
  const tells = notices.map((notice): AppCommand => ({ kind: 'tell', notice }));
  return { app: withoutGonePools(told.app), commands: [...(noted.commands ?? []), ...told.commands, ...tells] };
}

function note(app: App, event: AppEvent): Noted {
  switch (event.kind) {
    case 'roll-asked':
      return askRoll(app, event, event.at);
    case 'roll-cancelled':
      return cancelRoll(app, event.at);
    case 'socket-opened':
      return { app: withSocket(app, event.address, { state: 'open' }) };
    case 'socket-refused':
      return {
        app: withSocket(app, event.address, {
          state: 'refused',
          reason: event.reason,
          retryAt: event.at + BIND_AGAIN_MS,
        }),
      };
    case 'listen-asked':
      return learnAddress(app, event.worker, event.address, event.at);
    case 'stand-in-exited':
      return {
        app: {
          ...app,
          pools: app.pools.map((pool) => (pool.name === event.pool ? standInEnded(pool, event.at) : pool)),
        },
      };
    case 'scale-asked':
      return { app: mapPools(app, event.pool, (pool) => ({ ...pool, scaledTo: event.workers })) };
    case 'stop-asked':
      return { app: mapPools(app, event.pool, (pool) => stopSeat(pool, event.seat)) };
    case 'start-asked':
      return { app: mapPools(app, event.pool, (pool) => startSeat(app, pool, event.seat)) };
    case 'restart-asked':
      return { app: mapPools(app, event.pool, (pool) => restartSeat(app, pool, event.seat, event.at)) };
    case 'daemon-resumed':
      return resume(app, event);
    default:
      return record(app, event);
  }
}

function withSocket(app: App, address: SocketAddress, state: App['sockets'][string]): App {
  const key = socketKey(address);
  return app.sockets[key] ? { ...app, sockets: { ...app.sockets, [key]: state } } : app;
}

function record(app: App, event: TableEvent): Noted {
  const deaths: Noted['deaths'] = [];
  const notices: Notice[] = [];
  const pools = app.pools.map((pool) => {
    if ('worker' in event && !pool.workers.some((worker) => worker.id === event.worker)) return pool;
    const recorded = recordInPool(pool, event, (worker) => isSteady(app, worker));
    for (const { death, restMs } of recorded.deaths) {
      deaths.push({ pool: pool.name, death });
      notices.push({ kind: 'worker-died', death, restMs });
    }
    notices.push(...departures(pool, event));
    return recorded.pool;
  });
  return { app: { ...app, pools }, deaths, notices };
}

/** Whether its seat rests when it dies; a death that fails the roll brings back another generation at once. */
const isSteady = (app: App, worker: Worker): boolean =>
  worker.generation === app.generation && (worker.state === 'serving' || !isUndoable(app.roll));

/** Workers that left as they were asked to. */
function departures(pool: Pool, event: TableEvent): Notice[] {
  if (event.kind !== 'worker-exited') return [];
  return pool.workers.flatMap((worker): Notice[] => {
    if (worker.id !== event.worker || worker.state !== 'draining' || worker.because === 'start-timed-out') return [];
    const exit = { code: event.code, signal: event.signal };
    return [
      { kind: 'worker-gone', worker: worker.id, because: worker.because, exit, wasKilled: worker.step === 'killing' },
    ];
  });
}

function reconcileApp(app: App, at: Instant): { app: App; closed: SocketAddress[] } {
  const { app: withSockets, closed } = reconcileSockets(app, at);
  let { workersEver } = withSockets;
  const pools = withSockets.pools.map((pool): Pool => {
    const wish = wishFor(withSockets, pool);
    if (!wish) return pool;
    return reconcilePool(pool, wish, at, (seat) => {
      workersEver += 1;
      return `${pool.name}.${seat}#${workersEver}`;
    });
  });
  return { app: { ...withSockets, pools, workersEver }, closed };
}

/** What the app wants of this pool in the present phase of the roll; null for a pool that nobody knows any more. */
function wishFor(app: App, pool: Pool): PoolWish | null {
  const roll = app.roll?.phase === 'settling' ? null : app.roll;
  const candidatePolicy = roll?.policies[pool.name];
  const isHandedOver = candidatePolicy?.kind === 'scheduler' && roll?.phase === 'handing-over';
  const policy = isHandedOver ? candidatePolicy : (pool.policy ?? candidatePolicy);
  if (!policy) return null;
  const generation = isHandedOver && roll ? roll.candidate : app.generation;
  const isCommitted = pool.policy !== null;
  const seats = isHandedOver
    ? wantedSeats({ ...pool, isRetired: false }, policy)
    : isCommitted
      ? wantedSeats(pool, policy)
      : [];
  const overlap = Math.max(1, pool.overlap ?? seats.length);
  const proves = roll && candidatePolicy && hasComeTo(roll.phase, candidatePolicy.kind);
  const candidate = proves
    ? {
        generation: roll.candidate,
        policy: candidatePolicy,
        seats: candidateSeats(pool, roll),
        sockets: socketsFor(app, pool, candidatePolicy),
      }
    : null;
  return { generation, policy, seats, overlap, sockets: socketsFor(app, pool, policy), candidate };
}

const hasComeTo = (phase: string, kind: PoolPolicy['kind']): boolean =>
  kind === 'web' || (kind === 'queue' && phase !== 'proving-web');

/** A pool goes with its last worker, once no undo can bring it back. */
const withoutGonePools = (app: App): App => {
  const isGone = (pool: Pool): boolean =>
    pool.workers.length === 0 && (pool.policy === null ? !app.roll?.policies[pool.name] : pool.isRetired && !app.roll);
  return app.pools.some(isGone) ? { ...app, pools: app.pools.filter((pool) => !isGone(pool)) } : app;
};

/** Notices that follow from comparing the two states, whatever brought the change. */
function changesBetween(before: App, after: App, at: Instant): Notice[] {
  return after.pools.flatMap((pool) => {
    const earlier = before.pools.find((one) => one.name === pool.name);
    if (earlier?.workers === pool.workers) return [];
    return pool.workers.flatMap((worker) =>
      changeOf(
        earlier?.workers.find((one) => one.id === worker.id),
        worker,
        at,
      ),
    );
  });
}

function changeOf(before: Worker | undefined, worker: Worker, at: Instant): Notice[] {
  if (worker.state === 'serving' && before?.state !== 'serving') {
    return [{ kind: 'worker-serves', worker: worker.id, proof: worker.proof, bootMs: worker.since - worker.startedAt }];
  }
  const wasKilling = before?.state === 'draining' && before.step === 'killing';
  if (worker.state !== 'draining' || worker.step !== 'killing' || wasKilling) return [];
  return [{ kind: 'killed-at-deadline', worker: worker.id, afterMs: at - worker.askedAt }];
}

/** The policy a worker was started under. */
export const policyOf = (_app: App, _pool: Pool, worker: Worker): PoolPolicy => worker.policy;
