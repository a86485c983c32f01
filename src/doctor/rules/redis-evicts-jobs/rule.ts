// Finds job queues in a Redis that may throw keys away when it is full: jobs are lost without a word.
import { databaseKey, databaseName } from '../../join/databases.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'databases'> = {
  id: 'redis-evicts-jobs',
  role: 'smell',
  title: 'Redis may throw away jobs',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database): Finding[] => {
      const { evictionPolicy: policy, queues, memoryMaxBytes: max } = database;
      // Without a limit nothing is ever thrown away; the volatile ones spare keys without an end, which jobs are.
      if (queues.length === 0 || max === null || policy === null || !policy.startsWith('allkeys')) return [];
      return [
        {
          rule: 'redis-evicts-jobs',
          role: 'smell',
          about: [databaseKey(database)],
          says: `${databaseName(database)} holds the ${queues.length === 1 ? 'queue' : 'queues'} ${queues
            .slice(0, 3)
            .map(({ name }) => name)
            .join(', ')}, and may throw any key away when it is full (${policy}): jobs get lost without a word.`,
          began: null,
          holdsNow: true,
          strength: 'proof',
          evidence: [{ source: 'redis INFO', text: `maxmemory_policy ${policy}` }],
          against: [],
          data: { policy, queues: queues.length },
          remedy: {
            says: 'BullMQ needs noeviction; let a cache have a Redis of its own.',
            commands: [`redis-cli -p ${database.port ?? 6379} config set maxmemory-policy noeviction`],
            fix: 'set-redis-noeviction',
          },
        },
      ];
    }),
};
