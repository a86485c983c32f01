// Finds programs that the kernel killed because the whole machine, or a limit shared with others, had no memory left.
// The victim is who freed most, not who took it: the kernel's own table tells who had the memory.
import type { OomKill } from '../../facts/host-facts.ts';
import { isSharedLimit, killEvidence, victimsOf } from '../../join/memory-kills.ts';
import { sizeText, timesText } from '../../join/sizes.ts';
import type { Facts, FactId, Finding, Rule } from '../../model.ts';

export const rule: Rule<'kernel.oom-kills'> = {
  id: 'killed-because-machine-was-short',
  role: 'cause',
  title: 'The machine ran out of memory and the kernel killed a program',
  needs: ['kernel.oom-kills'],
  judge: (facts) =>
    victimsOf(
      facts,
      (kill) =>
        !kill.bySystemdOomd && (kill.constraint === 'none' || (kill.constraint === 'memcg' && isSharedLimit(kill))),
    ).map((victim): Finding => {
      const { last, name, kills, about, holdsNow } = victim;
      const culprit = culpritOf(last);
      const short =
        last.constraint === 'none'
          ? 'the machine was out of memory'
          : `all under ${last.limitCgroup} together reached ${last.limitBytes === null ? 'their limit' : `the limit of ${sizeText(last.limitBytes)}`}`;
      const isOther = culprit.name !== last.victimName;
      const many = culprit.count > 1 ? `${culprit.count} × ${culprit.name}` : culprit.name;
      const most = isOther
        ? `most of it was held by ${many} (${sizeText(culprit.rssBytes)})`
        : `${many} itself held most of it (${sizeText(culprit.rssBytes)})`;
      const memory = facts.find('host.memory');
      return {
        rule: 'killed-because-machine-was-short',
        role: 'cause',
        about: [...about, ...databaseKeys(facts, last.victimName), 'host:here'],
        says: `The kernel killed ${last.victimName} of ${name}${kills.length > 1 ? `, ${timesText(kills.length)},` : ''} because ${short}; ${most}.`,
        began: kills[0]?.at ?? last.at,
        holdsNow,
        strength: 'proof',
        evidence: [
          killEvidence(last),
          ...last.largest.slice(0, 3).map(({ name: other, pid, rssBytes }) => ({
            source: 'kernel log',
            text: `at that moment ${other} (pid ${pid}) held ${sizeText(rssBytes)}`,
            at: last.at,
          })),
          ...(memory
            ? [
                {
                  source: '/proc/meminfo',
                  text: `${sizeText(memory.totalBytes)} of memory, swap ${memory.swapTotalBytes === 0 ? 'none' : sizeText(memory.swapTotalBytes)}`,
                },
              ]
            : []),
        ],
        against: [],
        data: {
          victim: last.victimName,
          culprit: culprit.name,
          culpritBytes: culprit.rssBytes,
          kills: kills.length,
          unit: victim.unit,
        },
        remedy: {
          says: isOther
            ? `Bound ${culprit.name} or move it away; give what must live a limit and OOMScoreAdjust of its own. Restarting ${name} is relief only.`
            : `Find why ${culprit.name} takes that much, and give it a limit of its own so that it can't take the machine along.`,
          commands: ['free -m', 'ps -eo pid,user,rss,comm --sort=-rss | head -n 12'],
          fix: null,
        },
      };
    }),
};

interface Culprit {
  name: string;
  rssBytes: number;
  count: number;
}

/** Twenty workers of one name are one taker. */
function culpritOf({ victimName, anonRssBytes, largest }: OomKill): Culprit {
  const all = [{ name: victimName, rssBytes: anonRssBytes ?? 0 }, ...largest];
  const takers = [...Map.groupBy(all, ({ name }) => name)].map(([name, tasks]) => ({
    name,
    count: tasks.length,
    rssBytes: tasks.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  }));
  return (
    takers.toSorted((a, b) => b.rssBytes - a.rssBytes)[0] ?? { name: victimName, rssBytes: anonRssBytes ?? 0, count: 1 }
  );
}

const PROGRAMS: Record<string, string> = {
  postgres: 'postgres',
  mysqld: 'mysql',
  mariadbd: 'mysql',
  'redis-server': 'redis',
  'valkey-server': 'redis',
};

function databaseKeys(facts: Facts<FactId>, victim: string): Finding['about'] {
  const killed = (facts.find('databases') ?? []).filter(({ kind }) => kind === PROGRAMS[victim]);
  return killed.map(({ kind, host, port }) => `database:${kind}@${host}:${port ?? 'socket'}` as const);
}
