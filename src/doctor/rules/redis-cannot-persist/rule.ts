// Finds a Redis that could not write its data to disk and therefore takes no writes (MISCONF).
import { databaseKey, databaseName, isStillRefused, keysOf, said, takersOf, whoSaid } from '../../join/databases.ts';
import { evidenceOf, firstOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const RECENT_MS = 10 * MINUTE_MS;

export const rule: Rule<'databases'> = {
  id: 'redis-cannot-persist',
  role: 'cause',
  title: 'Redis can’t write to its disk and takes no writes',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database): Finding[] => {
      if (database.kind !== 'redis') return [];
      const messages = newestFirst(said(facts, ['redis-misconf']));
      const isRefusing = database.lastSaveFailed === true && database.stopsWrites !== false;
      const isUnknown =
        database.lastSaveFailed === null && messages.some((message) => isStillRefused(facts, message, RECENT_MS));
      if (database.lastSaveFailed !== true && messages.length === 0) return [];
      const why = messages.map(({ data }) => data['why']).find((one) => one !== undefined);
      const noMemory = /memory/i.test(why ?? '') && facts.find('host.limits')?.overcommitMemory !== 1;
      const holdsNow = isRefusing || isUnknown;
      return [
        {
          rule: 'redis-cannot-persist',
          role: 'cause',
          about: [
            ...new Set<EntityKey>([databaseKey(database), ...keysOf(takersOf(facts, database)), ...whoSaid(messages)]),
          ],
          says: `${databaseName(database)} could not write its data to ${database.dataFolder ?? 'its folder'}${why ? ` (${why})` : ''}${database.stopsWrites === false ? ', and goes on without a copy on disk' : holdsNow ? ' and refuses every write' : ' for a while'}.`,
          began: firstOf(messages),
          holdsNow,
          strength: 'proof',
          evidence: [
            ...(database.lastSaveFailed === null
              ? []
              : [{ source: 'redis INFO', text: `rdb_last_bgsave_status ${database.lastSaveFailed ? 'err' : 'ok'}` }]),
            ...messages.slice(0, 2).map(evidenceOf),
          ],
          against: [],
          data: { folder: database.dataFolder, why: why ?? null, overcommit: noMemory },
          remedy: {
            says: noMemory
              ? 'It could not fork for want of promised memory: let the kernel promise more.'
              : `Make room or give back the rights on ${database.dataFolder ?? 'its folder'}; then it mends itself at its next save. Turning off stop-writes-on-bgsave-error only hides that nothing is kept.`,
            commands: noMemory
              ? ["echo 'vm.overcommit_memory = 1' > /etc/sysctl.d/60-redis.conf && sysctl --system"]
              : [
                  `df -h ${database.dataFolder ?? '/var/lib/redis'}`,
                  `ls -ld ${database.dataFolder ?? '/var/lib/redis'}`,
                  `redis-cli -p ${database.port ?? 6379} bgsave`,
                ],
            fix: null,
          },
        },
      ];
    }),
};
