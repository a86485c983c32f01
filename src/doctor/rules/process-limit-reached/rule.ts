// Finds units that may have no further process or thread (TasksMax, or the user's own limit): spawn fails with EAGAIN.
import { unitOf } from '../../join/cgroup-names.ts';
import { evidenceOf, isWithin, messagesOf, MINUTE_MS } from '../../join/messages.ts';
import { keptOf } from '../../join/kept.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const SHARE_FULL = 0.97;
const RECENT_MS = 30 * MINUTE_MS;

export const rule: Rule<'host.cgroups'> = {
  id: 'process-limit-reached',
  role: 'cause',
  title: 'A unit may have no further process or thread',
  needs: ['host.cgroups'],
  judge: (facts) =>
    facts.get('host.cgroups').flatMap((group): Finding[] => {
      const { pidsMax, pidsCurrent, pidsRejected, path } = group;
      if (pidsMax === null || pidsCurrent === null) return [];
      const unit = group.unit ?? path;
      const key: EntityKey[] = group.unit === null ? [] : [`unit:${group.unit}`];
      const rejected = (facts.find('kernel.messages') ?? []).filter(
        ({ kind, text }) =>
          kind === 'fork-rejected' && unitOf(text.slice(text.indexOf('/'))) === group.unit && group.unit !== null,
      );
      const messages = messagesOf(facts, ['node-process-limit'], ({ about }) => about.some((one) => key.includes(one)));
      const isRecent = [...rejected.map(({ at }) => at), ...messages.map(({ lastAt }) => lastAt)].some((at) =>
        isWithin(at, facts.takenAt, RECENT_MS),
      );
      const isFull = pidsCurrent >= pidsMax * SHARE_FULL;
      // The count of refusals says that there were some since the unit began, not that there are now.
      if (!isFull && !(isRecent && (pidsRejected ?? 0) > 0)) return [];
      const inside = keptOf(facts).filter((one) => key.includes(one.key));
      return [
        {
          rule: 'process-limit-reached',
          role: 'cause',
          about: key.length > 0 ? [...new Set([...key, ...inside.map((one) => one.key)])] : ['host:here'],
          says: `${unit} has ${pidsCurrent} of ${pidsMax} processes and threads${pidsRejected ? `; the kernel refused it another ${pidsRejected} times` : ''}: it can start no other.`,
          began: rejected[0]?.at ?? messages[0]?.firstAt ?? null,
          holdsNow: true,
          strength: 'proof',
          evidence: [
            {
              source: `control group ${path}`,
              text: `pids.current ${pidsCurrent}, pids.max ${pidsMax}, refused ${pidsRejected ?? '?'}`,
            },
            ...rejected.slice(0, 1).map(({ at, text }) => ({ source: 'kernel log', text, at })),
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          against: [],
          data: { unit: group.unit, pidsMax, pidsCurrent, pidsRejected },
          remedy: {
            says: 'See who starts that many (children that are never waited for, a pool of workers that is too large); raise TasksMax only if they are all meant.',
            commands: [`systemctl status ${unit}`, `systemctl set-property ${unit} TasksMax=${pidsMax * 4}`],
            fix: group.unit === null ? null : 'raise-tasks-max',
          },
        },
      ];
    }),
};
