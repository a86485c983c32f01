// Decides how a roll goes on: web proved in standby, then queues, then the scheduler handed over, then one commit.
// A failure before the commit ends the new workers and touches no old one; after it, the previous generation returns.
import type { PoolKind } from '../config/model.ts';
import { forgetUntaken } from './learn-address.ts';
import type {
  App,
  Death,
  Instant,
  Notice,
  Pool,
  PoolPolicy,
  Roll,
  RollFailure,
  RollPhase,
  WaitingRoll,
  Worker,
} from './model.ts';
import { socketKey } from './model.ts';
import { wantedSeats } from './reduce-pool.ts';
import { addressesOf } from './sockets.ts';
import { stepWorker } from './worker-table.ts';

export interface Rolled {
  app: App;
  notices: Notice[];
}

const PHASES: RollPhase[] = ['proving-web', 'proving-queue', 'handing-over', 'settling'];
const PROVED_AFTER: Record<RollPhase, PoolKind[]> = {
  'proving-web': ['web'],
  'proving-queue': ['web', 'queue'],
  'handing-over': ['web', 'queue', 'scheduler'],
  settling: [],
};

/** Starts a roll, or has it wait behind what is under way; of two that wait, the newer one stays. */
export function askRoll(app: App, asked: WaitingRoll, at: Instant): Rolled {
  const { candidate, policies, overlap } = asked;
  const waitingRoll = { candidate, policies, overlap };
  if (!app.roll && !isRestoring(app)) return beginRoll(app, waitingRoll, at);
  const behind = app.roll?.candidate ?? app.generation;
  const notices: Notice[] = [{ kind: 'roll-waiting', generation: candidate, behind }];
  if (app.waitingRoll) {
    notices.unshift({ kind: 'roll-superseded', generation: app.waitingRoll.candidate, by: candidate });
  }
  return { app: { ...app, waitingRoll }, notices };
}

function beginRoll(app: App, asked: WaitingRoll, at: Instant): Rolled {
  const known = new Set(app.pools.map((pool) => pool.name));
  const added = Object.keys(asked.policies)
    .filter((name) => !known.has(name))
    .map(newPool);
  const previous = app.pools.flatMap((pool) =>
    pool.policy && !pool.isRetired ? [{ ...pool, policy: pool.policy }] : [],
  );
  const roll: Roll = {
    ...asked,
    previous: app.generation,
    phase: 'proving-web',
    startedAt: at,
    committedAt: null,
    previousPolicies: Object.fromEntries(previous.map((pool) => [pool.name, pool.policy])),
    previousScales: {},
    previousLearned: Object.fromEntries(app.pools.map((pool) => [pool.name, pool.learned])),
  };
  const pools = [...app.pools, ...added].map((pool) => ({ ...pool, overlap: asked.overlap[pool.name] ?? null }));
  return {
    app: { ...app, pools, sockets: retried(app.sockets), roll, waitingRoll: null },
    notices: [{ kind: 'roll-started', generation: asked.candidate, overlap: asked.overlap }],
  };
}

/** An old refusal must not fail a new roll: whoever held the port may have gone. */
const retried = (sockets: App['sockets']): App['sockets'] =>
  Object.fromEntries(
    Object.entries(sockets).map(([key, socket]) => [
      key,
      socket.state === 'refused' ? { state: 'opening', told: false } : socket,
    ]),
  );

export const newPool = (name: string): Pool => ({
  name,
  policy: null,
  isRetired: false,
  scaledTo: null,
  isStopped: false,
  stoppedSeats: [],
  workers: [],
  learned: [],
  deaths: [],
  everServed: false,
  unservedSince: null,
  standIn: 'none',
  standInNotBefore: null,
  overlap: null,
});

/** Takes the roll as far as it can go now; `deaths` are those that the present event brought. */
export function advanceRoll(app: App, deaths: { pool: string; death: Death }[], at: Instant): Rolled {
  const { roll } = app;
  if (!roll) return app.waitingRoll && !isRestoring(app) ? beginRoll(app, app.waitingRoll, at) : { app, notices: [] };
  const failure = findFailure(app, roll, deaths);
  if (failure) return failRoll(app, roll, failure, at);
  if (roll.phase === 'settling') return settle(app, roll, at);
  if (!isProved(app, roll)) return { app, notices: [] };
  const phase = PHASES[PHASES.indexOf(roll.phase) + 1] ?? 'settling';
  if (phase === 'settling') return commit(app, roll, at);
  const next = advanceRoll({ ...app, roll: { ...roll, phase } }, [], at);
  return { app: next.app, notices: [{ kind: 'roll-phase', generation: roll.candidate, phase }, ...next.notices] };
}

/** After an undo the old workers stand beside the ones they replace: a second overlap must wait. */
const isRestoring = (app: App): boolean =>
  app.pools.some((pool) =>
    pool.workers.some(
      (worker) =>
        worker.state !== 'draining' &&
        worker.generation > app.generation &&
        pool.policy !== null &&
        wantedSeats(pool, pool.policy).includes(worker.seat) &&
        !hasTakenOver(pool, worker.seat, app.generation),
    ),
  );

/** Ends a roll that has not been committed, because somebody asked. */
export function cancelRoll(app: App, at: Instant): Rolled {
  if (!app.roll || app.roll.phase === 'settling') return { app, notices: [] };
  return failRoll(app, app.roll, { kind: 'cancelled' }, at);
}

/** A first generation has nothing to go back to: proved once, it keeps being restarted. */
export const isUndoable = (roll: Roll | null): boolean => roll?.phase === 'settling' && roll.previous !== 0;

function findFailure(app: App, roll: Roll, deaths: { pool: string; death: Death }[]): RollFailure | null {
  const isProving = roll.phase !== 'settling';
  if (!isProving && !isUndoable(roll)) return null;
  for (const { pool, death } of deaths) {
    if (death.generation !== roll.candidate) continue;
    if (isProving || death.during !== 'serving') return { kind: 'worker-died', pool, death };
  }
  for (const pool of app.pools) {
    for (const worker of pool.workers) {
      if (worker.generation !== roll.candidate || worker.state !== 'draining' || worker.because !== 'start-timed-out')
        continue;
      const { id, askedAt, startedAt, lastProbe } = worker;
      return { kind: 'start-timed-out', pool: pool.name, worker: id, afterMs: askedAt - startedAt, lastProbe };
    }
    const policy = roll.policies[pool.name];
    for (const address of isProving && policy ? addressesOf(pool, policy) : []) {
      const socket = app.sockets[socketKey(address)];
      if (socket?.state === 'refused') return { kind: 'socket-refused', address, reason: socket.reason };
    }
  }
  return null;
}

function failRoll(app: App, roll: Roll, failure: RollFailure, at: Instant): Rolled {
  const facts = { generation: roll.candidate, keeps: roll.previous, failure };
  if (roll.phase === 'settling') {
    return { app: undo(app, roll), notices: [{ kind: 'roll-undone', ...facts }] };
  }
  const pools = app.pools.map((pool) => endCandidates(unlearn(pool, roll), roll.candidate, at));
  return { app: { ...app, pools, roll: null }, notices: [{ kind: 'roll-abandoned', ...facts }] };
}

/** A generation that was never committed owes nobody anything: its workers leave at once. */
function endCandidates(pool: Pool, candidate: number, at: Instant): Pool {
  const workers = pool.workers.flatMap((worker): Worker[] => {
    if (worker.generation !== candidate || worker.state === 'draining') return [worker];
    const { worker: left } = stepWorker(worker, { kind: 'leave-asked', at, because: 'roll-abandoned' });
    return left ? [left] : [];
  });
  return pool.policy === null ? { ...newPool(pool.name), workers } : forgetIfRetired({ ...pool, workers });
}

/** Who serves of the failed generation stays until the previous one does again. */
function undo(app: App, roll: Roll): App {
  const undone = withPolicies({ ...app, generation: roll.previous, roll: null }, roll.previousPolicies);
  const pools = undone.pools.map((pool) => {
    const scaledTo = pool.scaledTo ?? roll.previousScales[pool.name] ?? null;
    return forgetIfRetired(unlearn({ ...pool, scaledTo }, roll));
  });
  return { ...undone, pools };
}

/** What the failed release listened on is no wish of the one that stays. */
const unlearn = (pool: Pool, roll: Roll): Pool => ({ ...pool, learned: roll.previousLearned[pool.name] ?? [] });

/** A pool that went and comes back with a later generation is a new one: what was asked of the old one is forgotten. */
const forgetIfRetired = (pool: Pool): Pool =>
  pool.isRetired ? { ...pool, isStopped: false, stoppedSeats: [], scaledTo: null, learned: [] } : pool;

/** Seats on which the candidate is proved before the commit. */
export function candidateSeats(pool: Pool, roll: Roll): number[] {
  const policy = roll.policies[pool.name];
  if (!policy) return [];
  const seats = wantedSeats({ ...pool, isRetired: false, scaledTo: scaleKept(pool, policy) }, policy);
  const isReplacing = pool.policy !== null && wantedSeats(pool, pool.policy).length > 0;
  // Where nothing is replaced nothing overlaps: a pool that is new starts whole.
  return isReplacing ? seats.slice(0, Math.max(1, roll.overlap[pool.name] ?? seats.length)) : seats;
}

function isProved(app: App, roll: Roll): boolean {
  return app.pools.every((pool) => {
    const kind = roll.policies[pool.name]?.kind;
    if (!kind || !PROVED_AFTER[roll.phase].includes(kind)) return true;
    return candidateSeats(pool, roll).every((seat) =>
      pool.workers.some((worker) => worker.seat === seat && worker.generation === roll.candidate && isUp(worker)),
    );
  });
}

const isUp = (worker: Worker): boolean => worker.state === 'standby' || worker.state === 'serving';

function commit(app: App, roll: Roll, at: Instant): Rolled {
  const previousScales = Object.fromEntries(app.pools.map((pool) => [pool.name, pool.scaledTo]));
  const committed = withPolicies({ ...app, generation: roll.candidate }, roll.policies);
  return {
    app: { ...committed, roll: { ...roll, phase: 'settling', committedAt: at, previousScales } },
    notices: [{ kind: 'roll-committed', generation: roll.candidate, tookMs: at - roll.startedAt }],
  };
}

function settle(app: App, roll: Roll, at: Instant): Rolled {
  const isSettled = app.pools.every((pool) => {
    if (!pool.policy || pool.isRetired) return true;
    return wantedSeats(pool, pool.policy).every((seat) => hasTakenOver(pool, seat, app.generation));
  });
  if (!isSettled) return { app, notices: [] };
  const notice: Notice = { kind: 'roll-settled', generation: roll.candidate, tookMs: at - roll.startedAt };
  const pools = app.pools.map((pool) => forgetUntaken(forgetIfRetired(pool), app.generation));
  return { app: { ...app, pools, roll: null }, notices: [notice] };
}

/** A seat that rests has had its turn: a crash loop must not keep the roll that mends it waiting. */
const hasTakenOver = (pool: Pool, seat: number, generation: number): boolean =>
  pool.workers.some(
    (worker) =>
      worker.seat === seat &&
      worker.generation === generation &&
      (worker.state === 'serving' || worker.state === 'waiting'),
  );

/** Gives every pool its policy of a generation; a pool that the generation lacks is retired. */
function withPolicies(app: App, policies: Record<string, PoolPolicy>): App {
  const pools = app.pools.map((pool): Pool => {
    const policy = policies[pool.name];
    if (!policy) return { ...pool, isRetired: true };
    return { ...pool, policy, isRetired: false, scaledTo: scaleKept(pool, policy) };
  });
  return { ...app, pools };
}

/** A `scale` holds until the number in the configuration itself changes. */
const scaleKept = (pool: Pool, policy: PoolPolicy): number | null =>
  pool.policy === null || pool.isRetired || pool.policy.workers === policy.workers ? pool.scaledTo : null;
