// Finds a Redis that refuses writes because its memory limit is reached and it may throw nothing away.
import { databaseKey, databaseName, isStillRefused, keysOf, said, takersOf, whoSaid } from '../../join/databases.ts';
import { evidenceOf, firstOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import { sizeText } from '../../join/sizes.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const SHARE_FULL = 0.99;
const RECENT_MS = 10 * MINUTE_MS;

export const rule: Rule<'databases'> = {
  id: 'redis-out-of-memory',
  role: 'cause',
  title: 'Redis refuses writes: its memory limit is reached',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database): Finding[] => {
      const { memoryUsedBytes: used, memoryMaxBytes: max, evictionPolicy: policy } = database;
      if (database.kind !== 'redis') return [];
      const messages = newestFirst(said(facts, ['redis-out-of-memory']));
      const isRefusing = messages.some((message) => isStillRefused(facts, message, RECENT_MS));
      // With another policy than noeviction it makes room, unless nothing may go.
      const isFull =
        used !== null && max !== null && used >= max * SHARE_FULL && (policy === 'noeviction' || isRefusing);
      const hasRoom = used !== null && max !== null && used < max * 0.9;
      if ((!isFull && messages.length === 0) || (max === null && database.askedBy === 'login')) return [];
      const holdsNow = isFull || (isRefusing && !hasRoom);
      return [
        {
          rule: 'redis-out-of-memory',
          role: 'cause',
          about: [
            ...new Set<EntityKey>([databaseKey(database), ...keysOf(takersOf(facts, database)), ...whoSaid(messages)]),
          ],
          says: holdsNow
            ? `${databaseName(database)} refuses writes: ${used === null ? 'its' : `${sizeText(used)} of its`} ${max === null ? 'memory limit' : sizeText(max)} ${used === null ? 'is reached' : 'are in use'} and its policy is ${policy ?? 'noeviction'}.`
            : `${databaseName(database)} refused writes because its memory limit was reached${used === null ? '' : `; now it holds ${sizeText(used)}`}.`,
          began: firstOf(messages),
          holdsNow,
          strength: 'proof',
          evidence: [
            ...(used === null
              ? []
              : [
                  {
                    source: 'redis INFO',
                    text: `used_memory ${sizeText(used)}, maxmemory ${max === null ? 'none' : sizeText(max)}, maxmemory_policy ${policy ?? '?'}`,
                  },
                ]),
            ...messages.slice(0, 2).map(evidenceOf),
          ],
          against: [],
          data: { usedBytes: used, maxBytes: max, policy },
          remedy: {
            says: 'See what fills it (finished jobs are the usual answer) and remove that; a higher maxmemory is relief. Under job queues the policy must stay noeviction.',
            commands: [
              `redis-cli -p ${database.port ?? 6379} --bigkeys`,
              `redis-cli -p ${database.port ?? 6379} info memory | grep -E 'used_memory_human|maxmemory'`,
            ],
            fix: null,
          },
        },
      ];
    }),
};
