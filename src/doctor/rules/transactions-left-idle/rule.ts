// Finds transactions that a program began and neither ended nor uses: each keeps a connection, and maybe locks.
import { databaseKey, databaseName, takersOf } from '../../join/databases.ts';
import { spanText } from '../../join/sizes.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const IDLE_MIN_SECONDS = 30;
const MANY = 5;
const LONG_SECONDS = 300;

export const rule: Rule<'databases'> = {
  id: 'transactions-left-idle',
  role: 'cause',
  title: 'Transactions are begun and never ended',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database) =>
      takersOf(facts, database).flatMap((taker): Finding[] => {
        const left = taker.clients.filter(
          ({ state, oldestSeconds }) =>
            state?.startsWith('idle in transaction') && (oldestSeconds ?? 0) >= IDLE_MIN_SECONDS,
        );
        const count = left.reduce((sum, one) => sum + one.count, 0);
        if (count === 0) return [];
        const oldest = Math.max(...left.map(({ oldestSeconds }) => oldestSeconds ?? 0));
        const limit = (database.maxConnections ?? Number.POSITIVE_INFINITY) - (database.reservedConnections ?? 0);
        const isHarmful =
          count >= MANY || (database.waitingForLock ?? 0) > 0 || (database.usedConnections ?? 0) >= limit;
        if (!isHarmful && oldest < LONG_SECONDS) return [];
        const waits =
          (database.waitingForLock ?? 0) > 0
            ? ` ${database.waitingForLock} other ${database.waitingForLock === 1 ? 'session waits' : 'sessions wait'} for what they hold.`
            : '';
        return [
          {
            rule: 'transactions-left-idle',
            role: isHarmful ? 'cause' : 'smell',
            about: [...(taker.key ? [taker.key] : []), databaseKey(database)] satisfies EntityKey[],
            says: `${taker.name} has left ${count} ${count === 1 ? 'transaction' : 'transactions'} open in ${databaseName(database)} without using ${count === 1 ? 'it' : 'them'}, the longest for ${spanText(oldest)}.${waits}`,
            began: null,
            holdsNow: true,
            strength: 'proof',
            evidence: [
              {
                source: 'pg_stat_activity',
                text: `${taker.name}: ${count} of ${taker.count} sessions "idle in transaction", the oldest for ${spanText(oldest)}`,
              },
              {
                source: databaseName(database),
                text: `idle_in_transaction_session_timeout ${database.idleTransactionTimeoutSeconds === null ? 'off' : spanText(database.idleTransactionTimeoutSeconds)}`,
              },
            ],
            against: [],
            data: { program: taker.name, count, oldestSeconds: oldest, waitingForLock: database.waitingForLock },
            remedy: {
              says: 'Find the path in the code that neither commits nor rolls back nor releases (an early return, an exception between begin and release). A timeout on the server bounds the harm meanwhile.',
              commands: [
                `sudo -u postgres psql -p ${database.port ?? 5432} -c "select pid, application_name, now() - state_change as idle, left(query, 80) from pg_stat_activity where state like 'idle in transaction%' order by 3 desc"`,
                `sudo -u postgres psql -p ${database.port ?? 5432} -c "alter system set idle_in_transaction_session_timeout = '60s'" -c "select pg_reload_conf()"`,
              ],
              fix: 'set-idle-transaction-timeout',
            },
          },
        ];
      }),
    ),
};
