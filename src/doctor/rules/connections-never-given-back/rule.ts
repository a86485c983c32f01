// Finds programs that wait for a free connection while all of theirs lie unused in the database: taken from the pool, never given back.
import { databaseKey, databaseName, takersOf } from '../../join/databases.ts';
import { evidenceOf, firstOf, isWithin, MINUTE_MS } from '../../join/messages.ts';
import { spanText, timesText } from '../../join/sizes.ts';
import { keptFor } from '../../join/standing.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const RECENT_MS = 5 * MINUTE_MS;
/** Between two queries of a busy program a connection rests for milliseconds. */
const UNUSED_MIN_SECONDS = 10;

export const rule: Rule<'databases' | 'messages'> = {
  id: 'connections-never-given-back',
  role: 'cause',
  title: 'Connections are taken from the pool and never given back',
  needs: ['databases', 'messages'],
  judge: (facts) =>
    facts.get('databases').flatMap((database) =>
      takersOf(facts, database).flatMap((taker): Finding[] => {
        const messages = facts
          .get('messages')
          .filter(
            (message) =>
              (message.kind === 'orm-pool-timeout' || message.kind === 'prisma-pool-timeout') &&
              isWithin(message.lastAt, facts.takenAt, RECENT_MS) &&
              keptFor(facts, message).some(({ key }) => key === taker.key),
          );
        const unused = taker.clients.filter(({ state }) => state === 'idle' || state === 'Sleep');
        const resting = unused.reduce((sum, { count }) => sum + count, 0);
        const longest = Math.max(0, ...unused.map(({ oldestSeconds }) => oldestSeconds ?? 0));
        if (
          messages.length === 0 ||
          taker.key === null ||
          taker.count === 0 ||
          resting < taker.count ||
          longest < UNUSED_MIN_SECONDS
        )
          return [];
        const count = messages.reduce((sum, one) => sum + one.count, 0);
        return [
          {
            rule: 'connections-never-given-back',
            role: 'cause',
            about: [taker.key, databaseKey(database)] satisfies EntityKey[],
            says: `${taker.name} waits for a free connection (${timesText(count)} in vain) while all ${taker.count} that it has lie unused in ${databaseName(database)}, one for ${spanText(longest)}: they were taken from the pool and never given back.`,
            began: firstOf(messages),
            holdsNow: true,
            strength: 'strong',
            evidence: [
              {
                source: databaseName(database),
                text: `${taker.name}: ${resting} of ${taker.count} sessions idle, the oldest for ${spanText(longest)}`,
              },
              ...messages.slice(0, 2).map(evidenceOf),
            ],
            against: [],
            data: { program: taker.name, connections: taker.count, unusedSeconds: longest },
            remedy: {
              says: 'Find where a connection is taken by hand (pool.connect, createQueryRunner, getConnection) without a release in a finally; a restart is relief for as long as it takes to use them up again.',
              commands: [],
              fix: null,
            },
          },
        ];
      }),
    ),
};
