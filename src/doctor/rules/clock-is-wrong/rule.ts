// Finds clocks that stand before times the machine has written down already. Tokens, certificates and signed requests fail then.
import { spanText } from '../../join/sizes.ts';
import type { Rule } from '../../model.ts';

/** Files may be unpacked with times of another machine; minutes are nobody's trouble. */
const WRONG_SECONDS = 600;

export const rule: Rule<'host.clock'> = {
  id: 'clock-is-wrong',
  role: 'cause',
  title: 'The clock stands in the past',
  needs: ['host.clock'],
  judge: (facts) => {
    const { futureSeconds, isSynchronized, service } = facts.get('host.clock');
    if (futureSeconds < WRONG_SECONDS) return [];
    // A clock that is kept is right, and the file is what is wrong.
    if (isSynchronized === true) return [];
    return [
      {
        rule: 'clock-is-wrong',
        role: 'cause',
        about: ['host:here'],
        says: `The clock is at least ${spanText(futureSeconds)} behind: files of this very machine are from later than now, and ${service === null ? 'nothing keeps the clock' : `${service} has not set it`}.`,
        began: null,
        holdsNow: true,
        strength: 'strong',
        evidence: [
          { source: 'file system', text: `the newest file lies ${spanText(futureSeconds)} in the future` },
          { source: 'timedatectl', text: `NTPSynchronized=${isSynchronized === null ? 'unknown' : 'no'}` },
        ],
        against: [],
        data: { futureSeconds, service },
        remedy: {
          says: 'Set the clock from the network and have it kept.',
          commands: ['timedatectl set-ntp true', 'timedatectl'],
          fix: 'keep-clock',
        },
      },
    ];
  },
};
