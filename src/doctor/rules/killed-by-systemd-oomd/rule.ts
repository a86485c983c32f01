// Finds units that systemd-oomd ended: a program of its own, which acts on memory pressure before the kernel is out of memory.
import { killEvidence, victimsOf } from '../../join/memory-kills.ts';
import { timesText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'kernel.oom-kills'> = {
  id: 'killed-by-systemd-oomd',
  role: 'cause',
  title: 'systemd-oomd ended a unit because of memory pressure',
  needs: ['kernel.oom-kills'],
  judge: (facts) =>
    victimsOf(facts, ({ bySystemdOomd }) => bySystemdOomd).map(
      ({ last, name, kills, about, holdsNow, unit }): Finding => {
        const pressure = /being (\S+ > \S+) for/.exec(last.text)?.[1];
        return {
          rule: 'killed-by-systemd-oomd',
          role: 'cause',
          about,
          says: `systemd-oomd ended all of ${name}${kills.length > 1 ? `, ${timesText(kills.length)},` : ''} because ${last.limitCgroup ?? 'the machine'} was under memory pressure${pressure ? ` (${pressure})` : ''}.`,
          began: kills[0]?.at ?? last.at,
          holdsNow,
          strength: 'proof',
          evidence: [killEvidence(last)],
          against: [],
          data: { unit, watched: last.limitCgroup, kills: kills.length },
          remedy: {
            says: `Find who takes the memory of ${last.limitCgroup ?? 'the machine'}; whoever must not be chosen gets ManagedOOMPreference=omit. The kernel's OOM settings have nothing to do with it.`,
            commands: [
              'oomctl',
              ...(unit === null
                ? []
                : [`systemctl show ${unit} -p ManagedOOMSwap,ManagedOOMMemoryPressure,ManagedOOMPreference`]),
            ],
            fix: null,
          },
        };
      },
    ),
};
