// Finds databases in which sessions stand in line behind one another's locks.
import { databaseKey, databaseName, keysOf, takersOf } from '../../join/databases.ts';
import { spanText } from '../../join/sizes.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

/** Every busy database has sessions that wait for a moment. */
const TRANSACTION_MIN_SECONDS = 20;

export const rule: Rule<'databases'> = {
  id: 'sessions-wait-for-a-lock',
  role: 'mechanism',
  title: 'Database sessions wait for locks that others hold',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database): Finding[] => {
      const waiting = database.waitingForLock ?? 0;
      const longest = database.longestTransactionSeconds ?? 0;
      if (waiting === 0 || longest < TRANSACTION_MIN_SECONDS) return [];
      return [
        {
          rule: 'sessions-wait-for-a-lock',
          role: 'mechanism',
          about: [...new Set<EntityKey>([databaseKey(database), ...keysOf(takersOf(facts, database))])],
          says: `In ${databaseName(database)} ${waiting} ${waiting === 1 ? 'session waits' : 'sessions wait'} for a lock; the oldest transaction has been open for ${spanText(longest)}.`,
          began: null,
          holdsNow: true,
          strength: 'proof',
          evidence: [
            {
              source: databaseName(database),
              text: `${waiting} sessions blocked by others, longest transaction ${spanText(longest)}`,
            },
          ],
          against: [],
          data: { waiting, longestSeconds: longest },
          remedy: {
            says: 'Find whoever holds the lock and why it does not end: a transaction that was left open, a migration, a long report.',
            commands:
              database.kind === 'postgres'
                ? [
                    `sudo -u postgres psql -p ${database.port ?? 5432} -c "select pid, pg_blocking_pids(pid) as behind, state, left(query, 80) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0"`,
                  ]
                : ['mysql -e "show engine innodb status\\G" | grep -A 20 TRANSACTIONS'],
            fix: null,
          },
        },
      ];
    }),
};
