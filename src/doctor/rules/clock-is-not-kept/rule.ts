// Finds machines on which nothing sets the clock by the network.
import type { Rule } from '../../model.ts';

export const rule: Rule<'host.clock' | 'host.identity'> = {
  id: 'clock-is-not-kept',
  role: 'smell',
  title: 'Nothing keeps the clock',
  needs: ['host.clock', 'host.identity'],
  judge: (facts) => {
    const { isSynchronized, service } = facts.get('host.clock');
    // In a container the clock is the host's.
    if (isSynchronized !== false || service !== null || facts.get('host.identity').isContainer) return [];
    return [
      {
        rule: 'clock-is-not-kept',
        role: 'smell',
        about: ['host:here'],
        says: 'Nothing sets this clock by the network: it will drift, and tokens and certificates fail one day.',
        began: null,
        holdsNow: true,
        strength: 'strong',
        evidence: [
          { source: 'timedatectl', text: 'NTPSynchronized=no, and neither chrony nor systemd-timesyncd nor ntpd runs' },
        ],
        against: [{ source: 'what would look the same', text: 'a hypervisor that sets the clock of its guests' }],
        data: {},
        remedy: {
          says: 'Let systemd-timesyncd or chrony keep it.',
          commands: ['timedatectl set-ntp true'],
          fix: 'keep-clock',
        },
      },
    ];
  },
};
