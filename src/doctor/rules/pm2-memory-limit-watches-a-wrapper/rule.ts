// Finds PM2 apps whose memory limit looks at npm or a shell instead of the program: it never triggers, whatever the program takes.
import type { ProcessFact } from '../../facts/process-facts.ts';
import { pm2As } from '../../join/kept.ts';
import { sizeText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

const WRAPPER = /(?:^|\/)(?:npm|npx|yarn|pnpm|bash|sh)(?:-cli\.js|\.c?js)?$/;

export const rule: Rule<'pm2.daemons' | 'processes'> = {
  id: 'pm2-memory-limit-watches-a-wrapper',
  role: 'smell',
  title: 'PM2’s memory limit watches a wrapper, not the program',
  needs: ['pm2.daemons', 'processes'],
  judge: (facts) =>
    facts.get('pm2.daemons').flatMap((daemon) =>
      daemon.apps.flatMap((app): Finding[] => {
        if (app.maxMemoryBytes === null || !WRAPPER.test(app.script) || app.pid === null) return [];
        const wrapper = facts.get('processes').find(({ pid }) => pid === app.pid);
        const program = descendantsOf(facts.get('processes'), app.pid)
          .filter(({ isNode }) => isNode)
          .toSorted((a, b) => b.rssBytes - a.rssBytes)[0];
        if (!wrapper || !program || program.rssBytes <= wrapper.rssBytes) return [];
        return [
          {
            rule: 'pm2-memory-limit-watches-a-wrapper',
            role: 'smell',
            about: [`pm2:${daemon.user}/${app.name}`],
            says: `PM2 watches the memory of ${app.script.split('/').at(-1)} (${sizeText(wrapper.rssBytes)}) instead of ${app.name} itself (pid ${program.pid}, ${sizeText(program.rssBytes)}): its limit of ${sizeText(app.maxMemoryBytes)} never applies.`,
            began: null,
            holdsNow: true,
            strength: 'proof',
            evidence: [
              {
                source: `PM2 of ${daemon.user}`,
                text: `${app.name}: script ${app.script} ${app.args.join(' ')}`.trim(),
              },
              {
                source: '/proc',
                text: `pid ${wrapper.pid} ${sizeText(wrapper.rssBytes)} → pid ${program.pid} ${sizeText(program.rssBytes)}`,
              },
            ],
            against: [],
            data: { app: app.name, script: app.script, wrapperBytes: wrapper.rssBytes, programBytes: program.rssBytes },
            remedy: {
              says: 'Start the program itself; signals reach it then, too.',
              commands: [
                `${pm2As(daemon.user, daemon.home)} delete ${app.name}`,
                `${pm2As(daemon.user, daemon.home)} start ${program.argv.find((arg) => /\.[cm]?js$/.test(arg)) ?? 'dist/main.js'} --name ${app.name} --max-memory-restart ${Math.round(app.maxMemoryBytes / 1024 / 1024)}M`,
              ],
              fix: null,
            },
          },
        ];
      }),
    ),
};

function descendantsOf(processes: readonly ProcessFact[], pid: number): ProcessFact[] {
  const below = new Set([pid]);
  // Shells and npm stand at most a few deep.
  for (let round = 0; round < 4; round += 1) for (const one of processes) if (below.has(one.ppid)) below.add(one.pid);
  return processes.filter((one) => below.has(one.pid) && one.pid !== pid);
}
