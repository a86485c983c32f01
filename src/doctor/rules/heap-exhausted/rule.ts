// Finds programs that V8 itself ended because their heap reached its own limit, before any limit of the system.
import { heapLimitIn, heapLimitOf } from '../../join/heap-limits.ts';
import { familyOf } from '../../join/kept.ts';
import { evidenceOf } from '../../join/messages.ts';
import { mebibytes, sizeText, timesText } from '../../join/sizes.ts';
import { standingOf } from '../../join/standing.ts';
import type { Facts, FactId, Finding, Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'heap-exhausted',
  role: 'cause',
  title: 'A program filled its JavaScript heap and V8 ended it',
  needs: ['messages'],
  judge: (facts) => {
    const messages = facts
      .get('messages')
      .filter(
        ({ kind, data }) => kind === 'node-heap-exhausted' && !/invalid (?:array|table) /.test(data['why'] ?? ''),
      );
    const cases = messages.map((message) => ({ message, standing: standingOf(facts, message) }));
    return [...Map.groupBy(cases, ({ standing, message }) => standing.about[0] ?? message.source).values()].flatMap(
      (group): Finding[] => {
        const [first] = group.toSorted((a, b) => ((a.message.lastAt ?? '') < (b.message.lastAt ?? '') ? 1 : -1));
        if (!first) return [];
        const { message, standing } = first;
        const count = group.reduce((sum, one) => sum + one.message.count, 0);
        const name = standing.kept[0]?.name ?? message.file ?? message.source;
        const limit = limitOf(facts, standing.kept[0] ?? null);
        const at =
          limit === null
            ? 'V8’s own limit'
            : `its limit of ${sizeText(limit.bytes)} (${limit.option} in ${limit.place})`;
        return [
          {
            rule: 'heap-exhausted',
            role: 'cause',
            about: standing.about,
            says: `${name} filled its JavaScript heap up to ${at} and V8 ended it, ${timesText(count)}.`,
            began: standing.began,
            holdsNow: standing.holdsNow,
            strength: 'proof',
            evidence: group.slice(0, 2).map((one) => evidenceOf(one.message)),
            against: [],
            data: {
              keeper: standing.kept[0]?.key ?? null,
              limitBytes: limit?.bytes ?? null,
              option: limit?.option ?? null,
              count,
            },
            remedy: {
              says:
                limit !== null && mebibytes(limit.bytes) < 512
                  ? `Raise ${limit.option} if the program needs more than that; if it still grows without end, take heap snapshots to see what stays.`
                  : 'Find what stays in memory: take two heap snapshots some minutes apart and compare them. A larger heap only makes it later.',
              commands: [
                'node --heapsnapshot-signal=SIGUSR2 --max-old-space-size=2048 dist/main.js',
                'kill -USR2 PID   # writes Heap.….heapsnapshot',
              ],
              fix: limit === null ? null : 'raise-heap-limit',
            },
          },
        ];
      },
    );
  },
};

/** Of what runs now, or what its keeper would start. */
function limitOf(facts: Facts<FactId>, kept: ReturnType<typeof standingOf>['kept'][number] | null) {
  if (kept === null) return null;
  const running = familyOf(facts, kept).flatMap((process) => (process.isNode ? (heapLimitOf(process) ?? []) : []));
  const unit = (facts.find('systemd.units') ?? []).find(({ name }) => kept.key === `unit:${name}`);
  return running[0] ?? heapLimitIn(kept.command, 'its command') ?? heapLimitIn(unit?.nodeOptions ?? '', 'NODE_OPTIONS');
}
