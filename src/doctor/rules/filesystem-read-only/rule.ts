// Finds file systems that the kernel made read-only after an error, though they are meant to be written to.
import { databasesOn, diskKey } from '../../join/disks.ts';
import type { Finding, Rule } from '../../model.ts';

/** Made read-only: nothing is ever written to these. */
const BY_NATURE = /^(?:iso9660|squashfs|erofs|cramfs|udf)$/;

export const rule: Rule<'host.disks' | 'kernel.messages'> = {
  id: 'filesystem-read-only',
  role: 'cause',
  title: 'The kernel made a file system read-only',
  needs: ['host.disks', 'kernel.messages'],
  judge: (facts) =>
    facts.get('host.disks').flatMap((disk): Finding[] => {
      if (!disk.isReadOnly || disk.isMeantReadOnly || BY_NATURE.test(disk.fsType)) return [];
      const device = disk.device.slice(disk.device.lastIndexOf('/') + 1);
      const messages = facts
        .get('kernel.messages')
        .filter(({ kind }) => kind === 'filesystem-readonly' || kind === 'filesystem-error' || kind === 'disk-error');
      const mine = messages.filter(
        ({ text }) =>
          text.includes(`(${device})`) || text.includes(`device ${device}`) || text.includes(`dev ${device}`),
      );
      // Without a word of the kernel somebody may have mounted it so by hand.
      const isProven = mine.some(({ kind }) => kind === 'filesystem-readonly');
      if (!isProven && disk.mount !== '/') return [];
      return [
        {
          rule: 'filesystem-read-only',
          role: 'cause',
          about: [diskKey(disk), ...databasesOn(facts, disk), 'host:here'],
          says: `Nothing can be written to ${disk.mount} (${disk.device}): ${isProven ? 'the kernel made it read-only after an error' : 'it is mounted read-only'}.`,
          began: mine[0]?.at ?? null,
          holdsNow: true,
          strength: isProven ? 'proof' : 'strong',
          evidence: [
            { source: '/proc/self/mountinfo', text: `${disk.mount} (${disk.device}, ${disk.fsType}) ro` },
            ...mine.slice(0, 3).map(({ at, text }) => ({ source: 'kernel log', text, at })),
          ],
          against: [],
          data: { mount: disk.mount, device: disk.device, isProven },
          remedy: {
            says: 'The disk or the file system is damaged: save the data, check the file system from a rescue system, and ask whoever runs the machine. Remounting it writable only hides it.',
            commands: ['dmesg | grep -iE "ext4|xfs|i/o error" | tail -n 20', `findmnt ${disk.mount}`],
            fix: null,
          },
        },
      ];
    }),
};
