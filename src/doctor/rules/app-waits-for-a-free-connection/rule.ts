// Finds programs whose requests wait for a connection of their own pool until they give up.
import { evidenceOf, firstOf, isWithin, lastOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import { timesText } from '../../join/sizes.ts';
import { keptFor } from '../../join/standing.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const RECENT_MS = 10 * MINUTE_MS;

export const rule: Rule<'messages'> = {
  id: 'app-waits-for-a-free-connection',
  role: 'mechanism',
  title: 'Requests wait for a free connection of the program’s own pool',
  needs: ['messages'],
  judge: (facts) => {
    const messages = newestFirst(
      facts.get('messages').filter(({ kind }) => kind === 'prisma-pool-timeout' || kind === 'orm-pool-timeout'),
    );
    return [
      ...Map.groupBy(
        messages,
        (message) => keptFor(facts, message)[0]?.key ?? message.about[0] ?? message.source,
      ).values(),
    ].flatMap((group): Finding[] => {
      const [first] = group;
      if (!first) return [];
      const kept = keptFor(facts, first);
      const name = kept[0]?.name ?? first.file ?? first.source;
      const count = group.reduce((sum, one) => sum + one.count, 0);
      const limit = first.data['limit'];
      const about: EntityKey[] = [...kept.map(({ key }) => key), ...first.about];
      return [
        {
          rule: 'app-waits-for-a-free-connection',
          role: 'mechanism',
          about: about.length > 0 ? [...new Set(about)] : ['host:here'],
          says: `${name} found no free connection in its own pool${limit ? ` of ${limit}` : ''} and gave up, ${timesText(count)}: all are in use, or were never given back.`,
          began: firstOf(group),
          holdsNow: isWithin(lastOf(group), facts.takenAt, RECENT_MS),
          strength: 'proof',
          evidence: group.slice(0, 2).map(evidenceOf),
          against: [],
          data: { program: name, count, limit: limit ?? null },
          remedy: {
            says: 'See what holds the connections: transactions left open, slow queries, a blocked event loop. A larger pool helps only if the database has room and the queries are quick.',
            commands: [],
            fix: null,
          },
        },
      ];
    });
  },
};
