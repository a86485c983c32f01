// Finds Node programs whose heap may grow beyond the memory limit around them: the kernel kills before V8 could speak or collect.
import { heapLimitOf, tightestGroup } from '../../join/heap-limits.ts';
import { keeperOf, keptOf, keyOf } from '../../join/kept.ts';
import { killEvidence, victimsOf } from '../../join/memory-kills.ts';
import { mebibytes, sizeText } from '../../join/sizes.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

/** Beside the old generation lie the young one, code, stacks and buffers: some 50 MB even in a small program. */
const SHARE_MAX = 0.9;

export const rule: Rule<'processes' | 'host.cgroups'> = {
  id: 'heap-limit-above-memory-limit',
  role: 'cause',
  title: 'The heap may grow larger than the memory limit around it',
  needs: ['processes', 'host.cgroups'],
  judge: (facts) => {
    const kept = keptOf(facts);
    const victims = victimsOf(facts, ({ constraint, bySystemdOomd }) => constraint === 'memcg' && !bySystemdOomd);
    const findings = facts.get('processes').flatMap((process): Finding[] => {
      const heap = process.isNode ? heapLimitOf(process) : null;
      const group = tightestGroup(facts, process.cgroup);
      if (!heap || !group?.memoryMaxBytes || heap.bytes < group.memoryMaxBytes * SHARE_MAX) return [];
      const keeper = keeperOf(facts, process, kept);
      const unit: EntityKey[] = process.unit === null ? [] : [`unit:${process.unit}`];
      const about: EntityKey[] = [...(keeper ? [keeper.key] : []), ...unit, keyOf(process)];
      const name = keeper?.name ?? process.unit ?? `pid ${process.pid}`;
      // Only where it has been killed is it a cause; elsewhere it will be.
      const killed = victims.find((victim) => victim.holdsNow && victim.about.some((key) => about.includes(key)));
      const fits = mebibytes(group.memoryMaxBytes * 0.7);
      return [
        {
          rule: 'heap-limit-above-memory-limit',
          role: killed ? 'cause' : 'smell',
          about: [...new Set(about)],
          says: `${name} may fill ${sizeText(heap.bytes)} of heap (${heap.option} in ${heap.place}), but ${group.unit ?? group.path} is killed at ${sizeText(group.memoryMaxBytes)}: V8 never gets to collect in earnest.`,
          began: null,
          holdsNow: true,
          strength: killed ? 'strong' : 'proof',
          evidence: [
            { source: `pid ${process.pid}`, text: `${heap.place}: ${heap.option}` },
            { source: `control group ${group.path}`, text: `memory limit ${sizeText(group.memoryMaxBytes)}` },
            ...(killed ? [killEvidence(killed.last)] : []),
          ],
          against: [],
          data: { heapBytes: heap.bytes, limitBytes: group.memoryMaxBytes, unit: process.unit },
          remedy: {
            says: `Let the heap end below the limit, at about ${fits} MB, or raise the limit above ${sizeText(heap.bytes)} and a quarter more.`,
            commands:
              process.unit === null
                ? []
                : [
                    `systemctl edit ${process.unit}   # [Service] Environment=NODE_OPTIONS=--max-old-space-size=${fits}`,
                    `systemctl restart ${process.unit}`,
                  ],
            fix: process.unit === null ? null : 'set-heap-below-memory-limit',
          },
        },
      ];
    });
    // Several workers of one unit are one case.
    return [...Map.groupBy(findings, ({ about }) => about[0]).values()].flatMap(([first]) => first ?? []);
  },
};
