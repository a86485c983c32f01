// Decides what becomes of one pool: `recordInPool` notes what happened, `reconcilePool` compares wanted with is.
// Rolls across pools are decided in reduce-roll.ts; what one worker becomes, in worker-table.ts.
import type { Death, Generation, Instant, LeaveReason, Pool, PoolPolicy, Worker } from './model.ts';
import { recentDeaths, restAfter } from './restart-policy.ts';
import { stepWorker, type TableEvent } from './worker-table.ts';

/** Whether a new worker could get its sockets; `scout`: they are unknown, so one worker asks for all. */
export type SocketsReady = 'open' | 'not-open' | 'scout';

/** What the app wants of a pool now. */
export interface PoolWish {
  generation: Generation;
  policy: PoolPolicy;
  /** Seats to be filled by `generation`; empty when the pool is stopped. */
  seats: number[];
  /** How many workers may exist beside the ones they replace. */
  overlap: number;
  sockets: SocketsReady;
  /** A generation to be proved beside, and the seats to prove it on. */
  candidate: { generation: Generation; policy: PoolPolicy; seats: number[]; sockets: SocketsReady } | null;
}

export interface Recorded {
  pool: Pool;
  deaths: { death: Death; restMs: number }[];
}

export const hasProcess = (worker: Worker): boolean => worker.state !== 'waiting';
export const wantedSeats = (pool: Pool, policy: PoolPolicy): number[] => {
  if (pool.isStopped || pool.isRetired) return [];
  const count = policy.kind === 'scheduler' ? Math.min(1, policy.workers) : (pool.scaledTo ?? policy.workers);
  return seatsUpTo(count).filter((seat) => !pool.stoppedSeats.includes(seat));
};

export const seatsUpTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Notes what happened to each worker that `event` is about; an unexpected end leaves its seat resting. */
export function recordInPool(pool: Pool, event: TableEvent, isSteady: (worker: Worker) => boolean): Recorded {
  const deaths: Recorded['deaths'] = [];
  const workers = pool.workers.flatMap((worker): Worker[] => {
    if (!isAbout(event, worker)) return [worker];
    const outcome = stepWorker(worker, event);
    if (!outcome.death) return outcome.worker ? [outcome.worker] : [];
    const rests = isSteady(worker) && !pool.workers.some((other) => isTwinOf(other, worker));
    const restMs = rests ? restAfter(outcome.death, pool.deaths) : 0;
    deaths.push({ death: outcome.death, restMs });
    return restMs > 0 ? [resting(worker, outcome.death, restMs)] : [];
  });
  const kept = recentDeaths([...pool.deaths, ...deaths.map(({ death }) => death)], event.at);
  return { pool: noteServing({ ...pool, workers, deaths: kept }, event.at), deaths };
}

const isAbout = (event: TableEvent, worker: Worker): boolean => !('worker' in event) || event.worker === worker.id;

/** Whether `other` fills the seat of `worker` already, so that nothing need be started there. */
const isTwinOf = (other: Worker, worker: Worker): boolean =>
  other.id !== worker.id && other.seat === worker.seat && isFit(other, worker.generation);

const isFit = (worker: Worker, generation: Generation): boolean =>
  worker.generation === generation && !worker.isUnfit && worker.state !== 'draining';

/** It serves, or was told to and has not said so yet. */
export const mayServe = (worker: Worker): boolean =>
  worker.state === 'serving' || (worker.state === 'standby' && worker.serveBy !== null);

const resting = (worker: Worker, death: Death, restMs: number): Worker => ({
  id: worker.id,
  seat: worker.seat,
  generation: worker.generation,
  policy: worker.policy,
  sockets: worker.sockets,
  listens: worker.listens,
  startedAt: worker.startedAt,
  isUnfit: false,
  pid: null,
  told: true,
  since: death.at,
  state: 'waiting',
  until: death.at + restMs,
  death,
});

/** A stopped pool is not unserved: nobody is to be served. */
export function noteServing(pool: Pool, at: Instant): Pool {
  const serves = pool.workers.some((worker) => worker.state === 'serving');
  const unservedSince = serves || pool.isStopped ? null : (pool.unservedSince ?? at);
  if (unservedSince === pool.unservedSince && (pool.everServed || !serves)) return pool;
  return { ...pool, everServed: pool.everServed || serves, unservedSince };
}

/** Makes the pool what it should be: fills seats, lets the proved serve, asks the replaced to leave. */
export function reconcilePool(pool: Pool, wish: PoolWish, at: Instant, newId: (seat: number) => string): Pool {
  const draft = new Draft(pool, wish, at, newId);
  draft.forgetStaleRests();
  draft.dismissStopped();
  draft.dismissUnseated();
  if (wish.policy.kind === 'scheduler') draft.handOver();
  else {
    draft.dismissStrangers();
    draft.fillSeats();
  }
  draft.proveCandidate();
  return noteServing(draft.workers === pool.workers ? pool : { ...pool, workers: draft.workers }, at);
}

/** The pool's workers while they are being reconciled. It lives for one call. */
class Draft {
  workers: Worker[];
  readonly pool: Pool;
  readonly wish: PoolWish;
  readonly at: Instant;
  readonly newId: (seat: number) => string;

  constructor(pool: Pool, wish: PoolWish, at: Instant, newId: (seat: number) => string) {
    this.pool = pool;
    this.workers = pool.workers;
    this.wish = wish;
    this.at = at;
    this.newId = newId;
  }

  /** A seat rests for the generation that died in it; another one may start at once. */
  forgetStaleRests(): void {
    const { seats, generation } = this.wish;
    const isStale = (worker: Worker): boolean =>
      worker.state === 'waiting' && (worker.generation !== generation || !seats.includes(worker.seat));
    if (this.workers.some(isStale)) this.workers = this.workers.filter((worker) => !isStale(worker));
  }

  dismissStopped(): void {
    for (const worker of this.workers) {
      if (this.pool.isStopped || this.pool.stoppedSeats.includes(worker.seat)) this.dismiss(worker, 'stopped');
    }
  }

  dismissUnseated(): void {
    const { seats, candidate, generation } = this.wish;
    for (const worker of this.staying()) {
      const wanted = this.isCandidate(worker) ? candidate?.seats : worker.generation === generation ? seats : undefined;
      if (wanted && !wanted.includes(worker.seat)) this.dismiss(worker, 'scaled-down');
      else if (worker.isUnfit && !mayServe(worker) && (this.isCandidate(worker) || this.serving(worker.seat))) {
        // It would only take the room of the twin that must follow it.
        this.dismiss(worker, 'restarted');
      }
    }
  }

  /** Workers of another generation: who serves stays until somebody fit does. */
  dismissStrangers(): void {
    const { seats, generation } = this.wish;
    const allServed = seats.every((seat) => this.serving(seat));
    for (const worker of this.staying()) {
      if (this.isCandidate(worker) || worker.generation === generation) continue;
      if (mayServe(worker) && (seats.includes(worker.seat) || !allServed)) continue;
      if (worker.generation > generation) this.dismiss(worker, 'roll-abandoned');
      else this.dismiss(worker, this.pool.isRetired ? 'stopped' : 'replaced');
    }
  }

  fillSeats(): void {
    for (const seat of this.wish.seats) {
      const fit = this.workers.find((worker) => worker.seat === seat && isFit(worker, this.wish.generation));
      if (!fit) this.start(seat);
      else if (fit.state === 'standby' && fit.serveBy === null) {
        const serveBy = this.at + fit.policy.startTimeoutMs;
        this.replace(fit.id, { ...fit, serveBy, since: this.at, told: false });
      } else if (fit.state === 'serving') this.dismissReplaced(fit);
    }
  }

  /** Exactly one, never doubled: whoever is not the one leaves before the one starts. */
  handOver(): void {
    for (const worker of this.staying()) {
      if (!isFit(worker, this.wish.generation)) this.dismiss(worker, worker.isUnfit ? 'restarted' : 'handed-over');
    }
    const [seat] = this.wish.seats;
    if (seat !== undefined && this.workers.length === 0) this.add(seat, this.wish.generation, this.wish.policy);
  }

  proveCandidate(): void {
    const { candidate } = this.wish;
    if (!candidate) return;
    for (const seat of candidate.seats) {
      if (!this.maySpawn(seat, candidate)) continue;
      const isPresent = this.staying().some((worker) => this.isCandidate(worker) && worker.seat === seat);
      if (!isPresent && this.hasRoom(seat)) this.add(seat, candidate.generation, candidate.policy);
    }
  }

  private start(seat: number): void {
    const { generation, policy } = this.wish;
    if (!this.maySpawn(seat, this.wish)) return;
    // The next try comes when the one that was too slow has gone, and its seat has rested.
    const isTimingOut = (worker: Worker): boolean =>
      worker.state === 'draining' && worker.because === 'start-timed-out';
    if (this.workers.some((w) => w.seat === seat && w.generation === generation && isTimingOut(w))) return;
    if (this.hasRoom(seat)) this.add(seat, generation, policy);
  }

  /** Where an app's addresses are unknown, one worker asks for all; one that is up and asked for none needs none. */
  private maySpawn(
    seat: number,
    { sockets, seats, generation }: Pick<PoolWish, 'sockets' | 'seats' | 'generation'>,
  ): boolean {
    if (sockets !== 'scout' || seat === seats[0]) return sockets !== 'not-open';
    return this.workers.some(
      (worker) => worker.generation === generation && (worker.state === 'standby' || worker.state === 'serving'),
    );
  }

  private hasRoom(seat: number): boolean {
    return (
      !this.workers.some((worker) => worker.seat === seat && mayServe(worker)) ||
      this.replacementsUnderWay() < this.wish.overlap
    );
  }

  /** New workers that stand beside the ones they replace, and, when room is short, the ones still leaving. */
  private replacementsUnderWay(): number {
    const { overlap, seats } = this.wish;
    const isRoomShort = overlap < seats.length;
    return this.workers.filter((worker) => {
      if (worker.state === 'draining') return isRoomShort && worker.hadServed;
      const isReplaced = (other: Worker): boolean =>
        other.id !== worker.id && other.seat === worker.seat && mayServe(other);
      return (worker.state === 'starting' || worker.state === 'standby') && this.workers.some(isReplaced);
    }).length;
  }

  private dismissReplaced(fit: Worker): void {
    for (const worker of this.staying()) {
      if (worker.seat !== fit.seat || worker.id === fit.id || this.isCandidate(worker)) continue;
      const isNewer = worker.generation > fit.generation;
      this.dismiss(
        worker,
        worker.generation === fit.generation ? 'restarted' : isNewer ? 'roll-abandoned' : 'replaced',
      );
    }
  }

  private staying(): Worker[] {
    return this.workers.filter((worker) => worker.state !== 'draining');
  }

  private isCandidate(worker: Worker): boolean {
    return this.wish.candidate !== null && worker.generation === this.wish.candidate.generation;
  }

  private serving(seat: number): Worker | undefined {
    return this.workers.find((worker) => worker.seat === seat && worker.state === 'serving');
  }

  private dismiss(worker: Worker, because: LeaveReason): void {
    this.replace(worker.id, stepWorker(worker, { kind: 'leave-asked', at: this.at, because }).worker);
  }

  private replace(id: string, next: Worker | null): void {
    this.workers = this.workers.flatMap((worker) => (worker.id !== id ? [worker] : next ? [next] : []));
  }

  private add(seat: number, generation: Generation, policy: PoolPolicy): void {
    const worker: Worker = {
      id: this.newId(seat),
      seat,
      generation,
      pid: null,
      policy,
      sockets: [],
      listens: [],
      startedAt: this.at,
      since: this.at,
      told: false,
      isUnfit: false,
      state: 'starting',
      spawnedAt: null,
      readyBy: this.at + policy.startTimeoutMs,
      lastProbe: null,
    };
    this.workers = [...this.workers, worker];
  }
}
