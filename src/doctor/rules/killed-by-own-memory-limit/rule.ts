// Finds programs that the kernel killed because their own unit or container reached its memory limit.
// A limit that several units share is not meant here: there the victim need not be the one who took the memory.
import { isSharedLimit, killEvidence, victimsOf, type Victim } from '../../join/memory-kills.ts';
import { sizeText, spanText, timesText } from '../../join/sizes.ts';
import type { Facts, Finding, FactId, Remedy, Rule } from '../../model.ts';

export const rule: Rule<'kernel.oom-kills'> = {
  id: 'killed-by-own-memory-limit',
  role: 'cause',
  title: 'The kernel killed a program at its own memory limit',
  needs: ['kernel.oom-kills'],
  judge: (facts) =>
    victimsOf(facts, (kill) => kill.constraint === 'memcg' && !kill.bySystemdOomd && !isSharedLimit(kill)).map(
      (victim): Finding => {
        const { name, last, kills, everyMs, about, holdsNow } = victim;
        const limit =
          last.limitBytes === null ? 'its memory limit' : `its memory limit of ${sizeText(last.limitBytes)}`;
        const often =
          kills.length === 1
            ? ''
            : everyMs === null
              ? `, ${timesText(kills.length)}`
              : `, ${timesText(kills.length)}, about every ${spanText(everyMs / 1000)}`;
        return {
          rule: 'killed-by-own-memory-limit',
          role: 'cause',
          about,
          says: `The kernel killed ${last.victimName} of ${name} because ${name} reached ${limit}${often}.`,
          began: kills[0]?.at ?? last.at,
          holdsNow,
          strength: 'proof',
          evidence: [killEvidence(last), ...limitEvidence(facts, victim)],
          against: [],
          data: {
            unit: victim.unit,
            limitBytes: last.limitBytes,
            kills: kills.length,
            everySeconds: everyMs === null ? null : Math.round(everyMs / 1000),
            victim: last.victimName,
          },
          remedy: remedyOf(victim),
        };
      },
    ),
};

function limitEvidence(facts: Facts<FactId>, { unit, last }: Victim) {
  const group = (facts.find('host.cgroups') ?? []).find(
    (one) => one.unit === unit && unit !== null && one.memoryMaxBytes !== null,
  );
  const told =
    group?.memoryCurrentBytes == null
      ? []
      : [`now at ${sizeText(group.memoryCurrentBytes)} of ${sizeText(group.memoryMaxBytes ?? 0)}`];
  const others = last.largest.slice(0, 3).map(({ name, rssBytes }) => `${name} ${sizeText(rssBytes)}`);
  return [
    ...told.map((text) => ({ source: `control group of ${unit}`, text })),
    ...(others.length > 0 ? [{ source: 'kernel log', text: `with it in the group: ${others.join(', ')}` }] : []),
  ];
}

function remedyOf({ unit, name, last, about }: Victim): Remedy {
  const twice = last.limitBytes === null ? '' : `${Math.ceil((last.limitBytes * 2) / 1024 / 1024)}M`;
  const container = about[0]?.startsWith('container:') ? about[0].slice('container:'.length) : null;
  if (container !== null) {
    return {
      says: `Give it more memory, and find what fills it; its V8 heap must be smaller than its limit.`,
      commands: [
        `docker stats --no-stream ${container}`,
        `docker update --memory ${twice || '1g'} --memory-swap -1 ${container}`,
      ],
      fix: null,
    };
  }
  return {
    says: `If ${name} needs that much, raise the limit; if it grows without end, find the leak: a higher limit only makes it die later.`,
    commands:
      unit === null
        ? []
        : [
            `systemctl show ${unit} -p MemoryMax,MemoryCurrent`,
            `systemctl set-property ${unit} MemoryMax=${twice || '1G'}`,
          ],
    fix: unit === null ? null : 'raise-unit-memory-limit',
  };
}
