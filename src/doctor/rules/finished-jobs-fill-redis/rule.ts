// Finds job queues that keep what is finished or failed for ever, until Redis is full of it.
import { databaseKey, databaseName } from '../../join/databases.ts';
import { sizeText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

const JOBS_MIN = 2000;
const SHARE_SHORT = 0.85;
const JOBS_WORTH_TELLING = 100_000;

export const rule: Rule<'databases'> = {
  id: 'finished-jobs-fill-redis',
  role: 'cause',
  title: 'Finished jobs are kept for ever and fill Redis',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database): Finding[] => {
      const queues = database.queues
        .map((queue) => ({ ...queue, over: (queue.completed ?? 0) + queue.failed }))
        .toSorted((a, b) => b.over - a.over);
      const [largest] = queues;
      const over = queues.reduce((sum, queue) => sum + queue.over, 0);
      const { memoryUsedBytes: used, memoryMaxBytes: max } = database;
      const isShort = used !== null && max !== null && used >= max * SHARE_SHORT;
      if (!largest || over < JOBS_MIN || (!isShort && over < JOBS_WORTH_TELLING)) return [];
      return [
        {
          rule: 'finished-jobs-fill-redis',
          role: isShort ? 'cause' : 'smell',
          about: [databaseKey(database)],
          says: `${databaseName(database)} keeps ${over} finished and failed jobs, ${largest.over} of them of the queue ${largest.name}${isShort ? `, and is full with ${sizeText(used)} of ${sizeText(max)}` : ''}.`,
          began: null,
          holdsNow: true,
          strength: 'strong',
          evidence: queues.slice(0, 3).map((queue) => ({
            source: 'redis',
            text: `${queue.name}: ${queue.completed ?? 0} completed, ${queue.failed} failed, ${queue.waiting} waiting`,
          })),
          against: [],
          data: { queue: largest.name, finished: over, usedBytes: used, maxBytes: max },
          remedy: {
            says: 'Give the queue removeOnComplete and removeOnFail with an age and a count, and clean out what is there.',
            commands: [
              `node -e "const { Queue } = require('bullmq'); new Queue('${largest.name.replaceAll("'", '')}').clean(3600e3, 10000, 'completed').then(console.log)"`,
            ],
            fix: null,
          },
        },
      ];
    }),
};
