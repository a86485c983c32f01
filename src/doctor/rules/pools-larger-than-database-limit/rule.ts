// Does the arithmetic of connections: pool × processes of every program, and twice that while a reload runs old beside new,
// against what the database lets in.
import type { DatabaseFact } from '../../facts/database-facts.ts';
import { databaseKey, databaseName, keysOf, said, type Taker, takersOf, takersText } from '../../join/databases.ts';
import { isWithin, lastOf, MINUTE_MS } from '../../join/messages.ts';
import { type PoolSize, poolSizeOf } from '../../join/pools.ts';
import type { EntityKey, Evidence, Facts, FactId, Finding, Rule } from '../../model.ts';

const REFUSALS = [
  'postgres-too-many',
  'postgres-reserved',
  'mysql-too-many',
  'mysql-user-limit',
  'redis-too-many',
] as const;
const RECENT_MS = 30 * MINUTE_MS;
/** With so many of all connections in its hands a program is what fills the server. */
const SHARE_MIN = 0.5;
/** Sessions that sit in a transaction are held, not wanted: that is another finding. */
const LEFT_IDLE_SHARE_MAX = 0.4;

interface Wanted {
  taker: Taker;
  pool: PoolSize | null;
  processes: number;
  connections: number;
}

export const rule: Rule<'databases'> = {
  id: 'pools-larger-than-database-limit',
  role: 'cause',
  title: 'The pools of all processes together exceed what the database lets in',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database): Finding[] => {
      const { maxConnections, reservedConnections, usedConnections } = database;
      if (maxConnections === null) return [];
      const limit = maxConnections - (reservedConnections ?? 0);
      const wanted = takersOf(facts, database).map((taker) => want(facts, taker));
      const sum = wanted.reduce((total, { connections }) => total + connections, 0);
      const isShort =
        database.trouble === 'too-many' ||
        (usedConnections ?? 0) >= limit - 1 ||
        isWithin(lastOf(said(facts, REFUSALS)), facts.takenAt, RECENT_MS);
      const isOver = sum > limit;
      const isOverInReload = !isOver && wanted.some(reloadsWithOverlap) && sum + overlapOf(wanted) > limit;
      const largest = wanted[0];
      const isFilledByOne = isShort && largest !== undefined && largest.taker.count >= limit * SHARE_MIN;
      if (isLeftIdle(database) || !largest || (!isOver && !isOverInReload && !isFilledByOne)) return [];
      const takers = wanted.map(({ taker }) => taker);
      return [
        {
          rule: 'pools-larger-than-database-limit',
          role: isShort ? 'cause' : 'smell',
          about: [...new Set<EntityKey>([...keysOf(takers), databaseKey(database)])],
          says: `${sentence(wanted, sum, isOver, isOverInReload)} ${databaseName(database)} lets in ${limit}.`,
          began: null,
          holdsNow: true,
          strength: largest.pool?.isCertain ? 'proof' : 'strong',
          evidence: [
            {
              source: databaseName(database),
              text: `max_connections ${maxConnections}, kept for administrators ${reservedConnections ?? 0}, in use ${usedConnections ?? '?'}: ${takersText(takers)}`,
            },
            ...wanted
              .slice(0, 3)
              .flatMap(({ pool, taker }): Evidence[] =>
                pool ? [{ source: taker.name, text: `pool of ${pool.size} (${pool.from})` }] : [],
              ),
          ],
          against: largest.pool?.isCertain
            ? []
            : [{ source: largest.taker.name, text: 'the size of its pool is not written anywhere that was looked at' }],
          data: {
            limit,
            wanted: sum,
            used: usedConnections,
            program: largest.taker.name,
            processes: largest.processes,
            pool: largest.pool?.size ?? null,
            isOnlyInReload: isOverInReload,
          },
          remedy: remedyOf(wanted, limit),
        },
      ];
    }),
};

function want(facts: Facts<FactId>, taker: Taker): Wanted {
  const pool = poolSizeOf(facts, taker);
  const processes = Math.max(1, taker.perProcess.length);
  return { taker, pool, processes, connections: Math.max(taker.count, pool === null ? 0 : pool.size * processes) };
}

/** PM2's cluster and our own pools start the new before the old ends. */
const reloadsWithOverlap = ({ taker, processes }: Wanted): boolean =>
  (taker.kept?.kind === 'pm2' && processes > 1) || taker.kept?.kind === 'pool';

const overlapOf = (wanted: Wanted[]): number =>
  wanted.filter(reloadsWithOverlap).reduce((total, { connections }) => total + connections, 0);

const isLeftIdle = ({ idleInTransaction, usedConnections }: DatabaseFact): boolean =>
  (idleInTransaction ?? 0) > (usedConnections ?? 0) * LEFT_IDLE_SHARE_MAX && (idleInTransaction ?? 0) > 0;

function partText({ taker, processes, pool, connections }: Wanted): string {
  const many = `${processes} ${processes === 1 ? 'process' : 'processes'}`;
  // Where more are open than the pools allow, what is open is told.
  return pool === null || taker.count > pool.size * processes
    ? `${taker.name}: ${taker.count} of ${many}`
    : `${taker.name}: ${many} × ${pool.size} = ${connections}`;
}

function sentence(wanted: Wanted[], sum: number, isOver: boolean, isOverInReload: boolean): string {
  const parts = wanted
    .filter(({ taker }) => taker.key !== null)
    .slice(0, 3)
    .map(partText);
  const list = parts.join('; ');
  if (isOver) return `The pools want ${sum} connections (${list}), and`;
  if (isOverInReload)
    return `The pools want ${sum} connections, and ${sum + overlapOf(wanted)} while a reload runs old and new side by side (${list}), and`;
  return `One program takes most connections (${list}), and`;
}

function remedyOf(wanted: Wanted[], limit: number): Finding['remedy'] {
  const processes = wanted.reduce((total, one) => total + one.processes, 0);
  const overlap = wanted.some(reloadsWithOverlap) ? 2 : 1;
  const fitting = Math.max(1, Math.floor((limit - 5) / (processes * overlap)));
  return {
    says: `Make each pool at most ${fitting} (${limit} connections over ${processes} ${processes === 1 ? 'process' : 'processes'}${overlap > 1 ? ', twice during a reload' : ''}), or run fewer processes, or put PgBouncer in front. Raising max_connections is the last thing to try.`,
    commands: [],
    fix: null,
  };
}
