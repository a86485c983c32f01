// Finds processes with far more connections to a database than their pool may hold: pools are made again and again, a
// request or a job each, and nothing ends them.
import { databaseKey, databaseName, takersOf } from '../../join/databases.ts';
import { poolSizeOf } from '../../join/pools.ts';
import { spanText } from '../../join/sizes.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const TIMES_POOL = 1.5;
const EXCESS_MIN = 10;

export const rule: Rule<'databases'> = {
  id: 'connections-outgrow-the-pool',
  role: 'cause',
  title: 'A process has more database connections than its pool may hold',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database) =>
      takersOf(facts, database).flatMap((taker): Finding[] => {
        const pool = poolSizeOf(facts, taker);
        const [most = 0] = taker.perProcess;
        // A default may have been changed where nobody looked; what is written holds.
        if (
          pool === null ||
          taker.key === null ||
          !pool.isCertain ||
          most < pool.size * TIMES_POOL ||
          most - pool.size < EXCESS_MIN
        )
          return [];
        const oldest = Math.max(0, ...taker.clients.map(({ oldestSeconds }) => oldestSeconds ?? 0));
        return [
          {
            rule: 'connections-outgrow-the-pool',
            role: 'cause',
            about: [taker.key, databaseKey(database)] satisfies EntityKey[],
            says: `One process of ${taker.name} holds ${most} connections to ${databaseName(database)} though its pool is ${pool.size} (${pool.from}): it makes new pools and does not end them.`,
            began: null,
            holdsNow: true,
            strength: 'strong',
            evidence: [
              {
                source: databaseName(database),
                text: `${taker.name}: ${taker.perProcess.slice(0, 5).join(', ')} connections a process, the oldest unused for ${spanText(oldest)}`,
              },
            ],
            against: [
              {
                source: 'what would look the same',
                text: 'several pools on purpose: one for each tenant or each data source',
              },
            ],
            data: { program: taker.name, connections: most, pool: pool.size },
            remedy: {
              says: 'Make the pool once for the process, outside of request and job code, and close what must be made for one job.',
              commands: [],
              fix: null,
            },
          },
        ];
      }),
    ),
};
