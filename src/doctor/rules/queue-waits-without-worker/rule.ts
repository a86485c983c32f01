// Finds queues in which jobs wait though nobody is connected who would take them.
import { appOf } from '../../join/apps.ts';
import { databaseKey, databaseName } from '../../join/databases.ts';
import { keptOf } from '../../join/kept.ts';
import { spanText } from '../../join/sizes.ts';
import type { EntityKey, Facts, FactId, Finding, Rule } from '../../model.ts';

const WAITS_MIN_SECONDS = 60;

export const rule: Rule<'databases'> = {
  id: 'queue-waits-without-worker',
  role: 'symptom',
  title: 'Jobs wait and no worker takes them',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database) =>
      database.queues.flatMap((queue): Finding[] => {
        const waits = queue.oldestWaitingSeconds ?? 0;
        // Without names nobody can say whose connections those are; a queue that was paused waits on purpose.
        const hasNobody =
          queue.workers === 0 ||
          (queue.workers === null && queue.active === 0 && database.clients.every(({ state }) => state !== 'blocked'));
        if (queue.waiting === 0 || queue.isPaused || !hasNobody || waits < WAITS_MIN_SECONDS) return [];
        return [
          {
            rule: 'queue-waits-without-worker',
            role: 'symptom',
            about: [databaseKey(database), ...likelyWorkers(facts)],
            says: `${queue.waiting} jobs wait in the queue ${queue.name}, the oldest for ${spanText(waits)}, and no worker is connected.`,
            began: null,
            holdsNow: true,
            strength: queue.workers === null ? 'strong' : 'proof',
            evidence: [
              {
                source: databaseName(database),
                text: `${queue.name}: waiting ${queue.waiting}, active ${queue.active}, failed ${queue.failed}, delayed ${queue.delayed}, workers ${queue.workers ?? 'none that wait'}`,
              },
            ],
            against: [],
            data: { queue: queue.name, waiting: queue.waiting, oldestSeconds: waits },
            remedy: {
              says: 'Find the worker that should take them and mend what keeps it from running.',
              commands: [],
              fix: null,
            },
          },
        ];
      }),
    ),
};

const QUEUE_LIBRARIES = ['bullmq', 'bull', '@nestjs/bullmq', '@nestjs/bull'];

/** Whatever is kept of an application that uses queues, and is not up. */
function likelyWorkers(facts: Facts<FactId>): EntityKey[] {
  const down = keptOf(facts).filter(({ isUp }) => isUp !== true);
  const using = down.filter(({ key, folder }) => {
    const declared = appOf(facts, [key, ...(folder === null ? [] : [`app:${folder}` as const])])?.declared ?? {};
    return QUEUE_LIBRARIES.some((name) => declared[name] !== undefined);
  });
  return using.map(({ key }) => key);
}
