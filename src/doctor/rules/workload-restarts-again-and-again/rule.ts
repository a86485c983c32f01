// Finds applications that die and are started again without end. Never a cause: what ends them is.
import { keptOf } from '../../join/kept.ts';
import { evidenceOf, newestFirst } from '../../join/messages.ts';
import { endsOf, seriesOf } from '../../join/missed.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'processes'> = {
  id: 'workload-restarts-again-and-again',
  role: 'symptom',
  title: 'An application dies and is started again without end',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const { key, name, gaveUp, isBetweenTries } = kept;
      const ends = endsOf(facts, kept);
      const series = seriesOf(facts, kept, ends);
      if (gaveUp !== null || (series === null && !isBetweenTries)) return [];
      const often = series === null ? '' : `: ${series.count} times, every ${spanOf(series.meanMs)}`;
      const now = kept.isUp === true ? ' Between two ends it is shown as running.' : '';
      return [
        {
          rule: 'workload-restarts-again-and-again',
          role: 'symptom',
          about: [key],
          says: `${name} dies and is started again${often}.${now}`,
          began: series?.firstAt ?? null,
          holdsNow: true,
          strength: series === null ? 'strong' : 'proof',
          evidence: [
            { source: key, text: `${kept.state}${kept.restarts > 0 ? `, ${kept.restarts} restarts` : ''}` },
            ...newestFirst(ends).slice(0, 2).map(evidenceOf),
          ],
          against: [],
          data: {
            keeper: key,
            state: kept.state,
            times: series?.count ?? null,
            meanSeconds: series === null ? null : Math.round(series.meanMs / 1000),
          },
          remedy: {
            says: 'See what ends it: the first error of a start, not the last.',
            commands: kept.commands.look,
            fix: null,
          },
        },
      ];
    }),
};

const spanOf = (ms: number): string =>
  ms < 1500 ? 'second' : ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
