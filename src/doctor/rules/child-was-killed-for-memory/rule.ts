// Finds units that systemd stopped because a child in them was killed for memory, though their main program was not.
// The main program then ends by SIGTERM or with a status of its own, which looks like anything but memory.
import { evidenceOf, isWithin, messagesOf, msBetween } from '../../join/messages.ts';
import { killEvidence, victimsOf } from '../../join/memory-kills.ts';
import { timesText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

const SAME_END_MS = 15_000;
const LATELY_MS = 3_600_000;

export const rule: Rule<'kernel.oom-kills' | 'systemd.units'> = {
  id: 'child-was-killed-for-memory',
  role: 'mechanism',
  title: 'A unit was stopped because a child of it was killed for memory',
  needs: ['kernel.oom-kills', 'systemd.units'],
  judge: (facts) =>
    victimsOf(facts, ({ bySystemdOomd }) => !bySystemdOomd).flatMap(
      ({ last, kills, unit: name, about, holdsNow }): Finding[] => {
        const unit = facts.get('systemd.units').find((one) => one.name === name);
        if (!unit || unit.oomPolicy === 'continue') return [];
        const key = `unit:${unit.name}` as const;
        const ends = messagesOf(
          facts,
          ['systemd-main-exited'],
          (message) => message.about.includes(key) && isAround(message.lastAt, last.at),
        );
        const results = messagesOf(
          facts,
          ['systemd-failed', 'systemd-oom'],
          (message) => message.about.includes(key) && isAround(message.lastAt, last.at),
        );
        const isOomResult = unit.result === 'oom-kill' || results.some(({ data }) => data['result'] === 'oom-kill');
        // Had the main program been the victim, it would have ended by SIGKILL.
        const wasMain =
          ends.some(({ data }) => data['status'] === '9' || data['name'] === 'KILL') ||
          (ends.length === 0 && unit.exitStatus === 9);
        if (!isOomResult || wasMain || !isWithin(last.at, facts.takenAt, LATELY_MS)) return [];
        const child = last.victimName;
        return [
          {
            rule: 'child-was-killed-for-memory',
            role: 'mechanism',
            about,
            says: `systemd stopped all of ${unit.name} because ${child}, a child of its main program, was killed for memory${kills.length > 1 ? `, ${timesText(kills.length)}` : ''} (OOMPolicy=${unit.oomPolicy ?? 'stop'}).`,
            began: kills[0]?.at ?? last.at,
            holdsNow,
            strength: 'proof',
            evidence: [
              killEvidence(last),
              {
                source: 'systemctl show',
                text: `${unit.name}: Result=${unit.result} ExecMainStatus=${unit.exitStatus ?? ''} OOMPolicy=${unit.oomPolicy ?? ''}`,
              },
              ...ends.slice(0, 1).map(evidenceOf),
            ],
            against: [],
            data: { unit: unit.name, child, oomPolicy: unit.oomPolicy },
            remedy: {
              says: `Bound ${child}, and let ${unit.name} outlive it: OOMPolicy=continue.`,
              commands: [
                `systemctl edit ${unit.name}   # [Service] OOMPolicy=continue`,
                `systemctl restart ${unit.name}`,
              ],
              fix: 'set-oom-policy-continue',
            },
          },
        ];
      },
    ),
};

const isAround = (one: string | null, other: string): boolean =>
  Math.abs(msBetween(one, other) ?? Number.POSITIVE_INFINITY) <= SAME_END_MS;
