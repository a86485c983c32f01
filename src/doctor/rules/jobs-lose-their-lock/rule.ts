// Finds queue workers whose jobs are taken from them because they did not renew the lock in time: such jobs run twice, or fail.
import { countOf, evidenceOf, firstOf, isWithin, lastOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import { timesText } from '../../join/sizes.ts';
import { keptFor } from '../../join/standing.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const RECENT_MS = 20 * MINUTE_MS;

export const rule: Rule<'messages'> = {
  id: 'jobs-lose-their-lock',
  role: 'mechanism',
  title: 'Jobs lose their lock and run again or fail',
  needs: ['messages'],
  judge: (facts) => {
    const messages = newestFirst(
      facts.get('messages').filter(({ kind }) => kind === 'job-lock-lost' || kind === 'job-stalled'),
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
      const about: EntityKey[] = [...new Set([...kept.map(({ key }) => key), ...first.about])];
      return [
        {
          rule: 'jobs-lose-their-lock',
          role: 'mechanism',
          about: about.length > 0 ? about : ['host:here'],
          says: `${name} did not renew the lock of its jobs in time, ${timesText(countOf(group))}: they run twice or fail as stalled.`,
          began: firstOf(group),
          // A worker that was stopped since loses nothing.
          holdsNow:
            isWithin(lastOf(group), facts.takenAt, RECENT_MS) &&
            (kept.length === 0 || kept.some(({ isUp }) => isUp === true)),
          strength: 'strong',
          evidence: group.slice(0, 3).map(evidenceOf),
          against: [],
          data: { program: name, count: countOf(group) },
          remedy: {
            says: 'A job that computes for longer than the lock lasts (30 s) blocks the renewal: give it a sandboxed processor or a worker thread, or let it pause. Waiting alone does not stall a job.',
            commands: [],
            fix: null,
          },
        },
      ];
    });
  },
};
