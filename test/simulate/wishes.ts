// What the users have asked for so far, and so who should be running: kept apart from the supervisor's own notes.
import type { AppEvent, Notice, PoolPolicy } from '../../src/supervise/model.ts';

interface Wish {
  isStopped: boolean;
  stopped: Set<number>;
  scaledTo: number | null;
}

export interface AskedRoll {
  policies: Record<string, PoolPolicy>;
  overlap: Record<string, number>;
  at: number;
  verdict: 'none' | 'superseded' | 'committed' | 'abandoned';
  end: 'none' | 'settled' | 'undone';
  isCancelled: boolean;
}

export class Wishes {
  /** The generation in force, by the verdicts that were told. */
  committed = 0;
  /** Generations that were in force once. */
  readonly everCommitted = new Set<number>();
  readonly rolls = new Map<number, AskedRoll>();
  /** The roll under way, from its start to its end. */
  underWay: { generation: number; previous: number; phase: string; isCommitted: boolean; startedAt: number } | null =
    null;
  readonly restarts: { pool: string; seat: number | null; at: number }[] = [];
  private readonly pools = new Map<string, Wish>();
  private scalesBefore = new Map<string, number | null>();

  policy(generation: number, pool: string): PoolPolicy | undefined {
    return this.rolls.get(generation)?.policies[pool];
  }

  poolsOf(generation: number): string[] {
    return Object.keys(this.rolls.get(generation)?.policies ?? {});
  }

  /** Seats of a pool that `generation` is to fill. */
  seats(pool: string, generation = this.committed): number[] {
    const policy = this.policy(generation, pool);
    const wish = this.pools.get(pool);
    if (!policy || !wish || wish.isStopped) return [];
    const scaledTo = this.isScaleKept(pool, this.committed, generation) ? wish.scaledTo : null;
    const count = policy.kind === 'scheduler' ? Math.min(1, policy.workers) : (scaledTo ?? policy.workers);
    return Array.from({ length: count }, (_, index) => index + 1).filter((seat) => !wish.stopped.has(seat));
  }

  isStopped(pool: string): boolean {
    return this.pools.get(pool)?.isStopped ?? false;
  }

  wasRestarted(pool: string, seat: number, since: number): boolean {
    return this.restarts.some(
      (one) => one.pool === pool && (one.seat === null || one.seat === seat) && one.at >= since,
    );
  }

  heard(event: AppEvent): void {
    if (event.kind === 'roll-asked') {
      const { policies, overlap, at } = event;
      this.rolls.set(event.candidate, { policies, overlap, at, verdict: 'none', end: 'none', isCancelled: false });
    }
    if (event.kind === 'roll-cancelled' && this.underWay) {
      const roll = this.rolls.get(this.underWay.generation);
      if (roll && !this.underWay.isCommitted) roll.isCancelled = true;
    }
    if (!('pool' in event)) return;
    for (const [name, wish] of this.pools) {
      if ((event.pool === null || event.pool === name) && this.isKnown(name)) this.note(name, wish, event);
    }
  }

  private note(name: string, wish: Wish, event: Extract<AppEvent, { pool: unknown }>): void {
    if (event.kind === 'scale-asked') wish.scaledTo = event.workers;
    if (event.kind === 'stop-asked') {
      if (event.seat === null) wish.isStopped = true;
      else wish.stopped.add(event.seat);
    }
    if (event.kind !== 'start-asked' && event.kind !== 'restart-asked') return;
    if (event.kind === 'restart-asked') this.restarts.push({ pool: name, seat: event.seat, at: event.at });
    if (event.seat === null) wish.stopped.clear();
    else {
      const policy = this.policy(this.committed, name) ?? this.policy(this.underWay?.generation ?? 0, name);
      const count = wish.scaledTo ?? policy?.workers ?? 0;
      if (wish.isStopped) wish.stopped = new Set(Array.from({ length: count }, (_, index) => index + 1));
      wish.stopped.delete(event.seat);
    }
    wish.isStopped = false;
  }

  private isKnown(pool: string): boolean {
    return (
      this.policy(this.committed, pool) !== undefined || this.policy(this.underWay?.generation ?? 0, pool) !== undefined
    );
  }

  /** Follows the verdicts that were told. */
  told(notice: Notice, at: number): void {
    if (notice.kind === 'roll-started') {
      this.underWay = {
        generation: notice.generation,
        previous: this.committed,
        phase: 'proving-web',
        isCommitted: false,
        startedAt: at,
      };
      for (const pool of this.poolsOf(notice.generation)) {
        if (!this.pools.has(pool)) this.pools.set(pool, { isStopped: false, stopped: new Set(), scaledTo: null });
      }
    }
    if (notice.kind === 'roll-phase' && this.underWay) this.underWay.phase = notice.phase;
    if (notice.kind === 'roll-committed') this.commit(notice.generation);
    if (notice.kind === 'roll-settled' || notice.kind === 'roll-abandoned') this.endRoll();
    if (notice.kind === 'roll-undone') this.undo(notice.generation);
  }

  private commit(generation: number): void {
    this.scalesBefore = new Map([...this.pools].map(([pool, wish]) => [pool, wish.scaledTo]));
    this.moveTo(generation);
    this.everCommitted.add(generation);
    if (this.underWay) this.underWay.isCommitted = true;
  }

  private undo(generation: number): void {
    const previous = this.underWay?.generation === generation ? this.underWay.previous : this.committed;
    this.moveTo(previous);
    for (const [pool, wish] of this.pools) wish.scaledTo ??= this.scalesBefore.get(pool) ?? null;
    this.endRoll();
  }

  private moveTo(generation: number): void {
    for (const [pool, wish] of this.pools)
      if (!this.isScaleKept(pool, this.committed, generation)) wish.scaledTo = null;
    this.committed = generation;
  }

  /** A scale holds until the configured number changes. */
  private isScaleKept(pool: string, from: number, to: number): boolean {
    const before = this.policy(from, pool);
    const after = this.policy(to, pool);
    return !before || !after || before.workers === after.workers;
  }

  private endRoll(): void {
    this.underWay = null;
    for (const pool of this.pools.keys()) if (!this.policy(this.committed, pool)) this.pools.delete(pool);
  }
}
