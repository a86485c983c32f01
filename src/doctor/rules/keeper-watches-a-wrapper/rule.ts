// Finds keepers whose own process is npm or a shell, with Node below: signals, limits and exit codes are those of the wrapper.
import type { ProcessFact } from '../../facts/process-facts.ts';
import { familyOf, keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'keeper-watches-a-wrapper';
const NAMES = { unit: 'systemd', program: 'Supervisor', pm2: 'PM2', panel: 'The panel', pool: 'Allswell' };

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'smell',
  title: 'The keeper watches npm or a shell instead of the application',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      // systemd watches a whole control group: only its idea of the main process is off.
      if (kept.kind === 'unit' || kept.kind === 'pool') return [];
      const family = familyOf(facts, kept);
      const main = family.find(({ pid }) => kept.pids.includes(pid));
      const app = family.find((one) => one.isNode && one !== main && wrapperOf(one) === null);
      const wrapper = main ? wrapperOf(main) : null;
      if (!main || !app || wrapper === null) return [];
      return [
        makeFinding(ID, 'smell', {
          about: [kept.key],
          says: `${NAMES[kept.kind]} watches ${wrapper} (pid ${main.pid}, ${megabytes(main)} MB) for ${kept.name}; the application is its descendant pid ${app.pid} (${megabytes(app)} MB).`,
          evidence: [
            {
              source: 'processes',
              text: `${main.pid} ${main.argv.join(' ').slice(0, 80)} → ${app.pid} ${app.argv.join(' ').slice(0, 80)}`,
            },
          ],
          data: { keeper: kept.key, wrapper, pid: main.pid, app: app.pid },
          remedy: {
            says: `Start the application itself: ${app.argv.slice(0, 3).join(' ')}. Then memory limits, signals and exit codes are its own, and nothing is left behind when it is stopped.`,
          },
        }),
      ];
    }),
};

function wrapperOf({ argv, comm }: ProcessFact): string | null {
  const line = argv.join(' ');
  if (/^(?:npm|yarn|pnpm)\b/.test(line) || /(?:^|[\s/])(?:npm|yarn|pnpm|npx)(?:-cli)?(?:\.c?js)?\s/.test(line))
    return /npx/.test(line) ? 'npx' : (/(npm|yarn|pnpm)/.exec(line)?.[1] ?? 'npm');
  return /^(?:sh|bash|dash)$/.test(comm) ? comm : null;
}

const megabytes = ({ rssBytes }: ProcessFact): number => Math.round(rssBytes / 1024 / 1024);
