// Decides how many database connections the pools can open at once: in peace, and while a roll overlaps old and new.
import type { PoolConfig } from './model.ts';

export interface ConnectionSum {
  /** All workers there are to be. */
  steady: number;
  /** With one more worker, of the pool that opens most: the least a roll needs. */
  oneByOne: number;
  /** With every web and queue pool twice, as when all are replaced together. */
  together: number;
  /** Pools that don't say how many connections a worker opens. */
  untold: string[];
}

export function sumConnections(pools: readonly PoolConfig[]): ConnectionSum {
  const told = pools.filter((pool) => pool.workers > 0 && pool.connections !== null);
  const each = told.map((pool) => ({
    perWorker: pool.connections ?? 0,
    all: (pool.connections ?? 0) * pool.workers,
    // A scheduler is stopped before its successor starts.
    hasOverlap: pool.kind !== 'scheduler',
  }));
  const overlapping = each.filter((pool) => pool.hasOverlap);
  const steady = total(each.map((pool) => pool.all));
  return {
    steady,
    oneByOne: steady + Math.max(0, ...overlapping.map((pool) => pool.perWorker)),
    together: steady + total(overlapping.map((pool) => pool.all)),
    untold: pools.filter((pool) => pool.workers > 0 && pool.connections === null).map((pool) => pool.name),
  };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
