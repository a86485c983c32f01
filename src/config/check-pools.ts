// Decides what is wrong between options that are each right: two pools on one port, a web option in a queue pool.
import { formatListen } from './listen-address.ts';
import type { ListenAddress, PoolConfig } from './model.ts';
import type { PoolInput } from './schema.ts';

export interface PoolFault {
  pool: string;
  key: keyof PoolInput;
  message: string;
  hint?: string;
}

const WEB_ONLY = ['listen', 'health', 'stop', 'queueFor'] as const;

/** `settled` has an entry for each of `given`, in the same order. */
export function checkPools(given: readonly PoolInput[], settled: readonly PoolConfig[]): PoolFault[] {
  const faults: PoolFault[] = [];
  settled.forEach((pool, index) => {
    const input = given[index];
    if (input === undefined) return;
    if (pool.kind === 'scheduler' && pool.workers !== 1) {
      const hint = 'remove workers; for more at once use kind: queue';
      faults.push({ pool: pool.name, key: 'workers', message: 'a scheduler has exactly 1 worker', hint });
    }
    if (pool.kind === 'web') return;
    for (const key of WEB_ONLY) {
      if (input[key] === undefined) continue;
      const hint = key === 'stop' ? 'use drain' : 'remove it, or use kind: web';
      faults.push({ pool: pool.name, key, message: `only a web pool has it, and this is a ${pool.kind} pool`, hint });
    }
    if (pool.ready === 'listen') {
      const hint = 'use message or alive';
      faults.push({ pool: pool.name, key: 'ready', message: `a ${pool.kind} pool has no socket to listen on`, hint });
    }
  });
  return [...faults, ...findSharedPorts(settled)];
}

function findSharedPorts(pools: readonly PoolConfig[]): PoolFault[] {
  const withAddress = pools.flatMap((pool) =>
    pool.kind === 'web' && pool.listen !== null ? [{ pool: pool.name, address: pool.listen }] : [],
  );
  return withAddress.flatMap(({ pool, address }, index) => {
    const other = withAddress.slice(0, index).find((earlier) => overlaps(earlier.address, address));
    if (other === undefined) return [];
    const message = `port ${address.port} is already taken by pool ${other.pool} (${formatListen(other.address)})`;
    return [{ pool, key: 'listen' as const, message, hint: 'give each web pool its own port' }];
  });
}

/** Two addresses of one port go together only when both are named, differ and neither means all. */
function overlaps(one: ListenAddress, other: ListenAddress): boolean {
  if (one.port !== other.port) return false;
  const isWide = (host: string | null) => host === null || host === '0.0.0.0' || host === '::';
  return isWide(one.host) || isWide(other.host) || one.host === other.host;
}
