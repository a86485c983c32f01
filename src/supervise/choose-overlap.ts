// Decides how many new workers may stand beside the old ones during a roll: all, one by one, or none, and says why.
// Memory and database connections are what an overlap costs.
import type { PoolKind } from '../config/model.ts';

export interface OverlapFacts {
  /** MemAvailable of the machine, in bytes; null when unknown. */
  memoryAvailableBytes: number | null;
  pools: {
    name: string;
    kind: PoolKind;
    workers: number;
    /** The largest worker of this pool now, in bytes; null when none was measured. */
    workerBytes: number | null;
    /** Database connections that one worker opens at most; null when not told. */
    connections: number | null;
  }[];
  connectionBudget: { limit: number; reserve: number } | null;
}

export type OverlapChoice =
  | { kind: 'parallel' | 'one-by-one'; overlap: Record<string, number>; why: string }
  | { kind: 'refused'; overlap: Record<string, number>; why: string };

/** Kept free for the rest of the machine: an overlap must not be what wakes the OOM killer. */
const MEMORY_RESERVE_BYTES = 64 * 1024 * 1024;
/** What a Nest worker takes when none has been measured yet. */
const WORKER_BYTES_GUESS = 120 * 1024 * 1024;

export function chooseOverlap(facts: OverlapFacts): OverlapChoice {
  const all = widths(facts, (pool) => pool.workers);
  const one = widths(facts, (pool) => Math.min(1, pool.workers));
  const whyNotAll = obstacle(facts, all);
  if (whyNotAll === null) return { kind: 'parallel', overlap: all, why: 'there is room for a whole second generation' };
  const whyNotOne = obstacle(facts, one);
  if (whyNotOne === null) return { kind: 'one-by-one', overlap: one, why: whyNotAll };
  return { kind: 'refused', overlap: one, why: whyNotOne };
}

/** A scheduler is handed over, never doubled: it costs no overlap. */
const widths = (facts: OverlapFacts, width: (pool: OverlapFacts['pools'][number]) => number): Record<string, number> =>
  Object.fromEntries(facts.pools.filter(({ kind }) => kind !== 'scheduler').map((pool) => [pool.name, width(pool)]));

function obstacle(facts: OverlapFacts, overlap: Record<string, number>): string | null {
  const beside = facts.pools.map((pool) => ({ ...pool, extra: overlap[pool.name] ?? 0 }));
  const count = beside.reduce((sum, { extra }) => sum + extra, 0);
  if (facts.memoryAvailableBytes !== null) {
    const needed = beside.reduce((sum, { extra, workerBytes }) => sum + extra * (workerBytes ?? WORKER_BYTES_GUESS), 0);
    const free = facts.memoryAvailableBytes - MEMORY_RESERVE_BYTES;
    if (needed > free) {
      return `${count} more ${count === 1 ? 'worker needs' : 'workers need'} about ${mib(needed)} beside the ones that serve, and ${mib(Math.max(0, free))} can be spared`;
    }
  }
  if (facts.connectionBudget === null) return null;
  const connections = beside.reduce((sum, pool) => sum + (pool.workers + pool.extra) * (pool.connections ?? 0), 0);
  const allowed = facts.connectionBudget.limit - facts.connectionBudget.reserve;
  return connections > allowed
    ? `both generations together may open ${connections} database connections, and ${allowed} are allowed (${facts.connectionBudget.limit} less a reserve of ${facts.connectionBudget.reserve})`
    : null;
}

const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;
