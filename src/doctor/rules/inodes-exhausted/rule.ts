// Finds file systems that have room but no inode left: no new file can be made, and the error is the same as for a full disk.
import { diskKey, isFull, isOutOfInodes, sufferersOf } from '../../join/disks.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import { sizeText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'host.disks'> = {
  id: 'inodes-exhausted',
  role: 'cause',
  title: 'A file system has no inode left for another file',
  needs: ['host.disks'],
  judge: (facts) =>
    facts
      .get('host.disks')
      .filter((disk) => isOutOfInodes(disk) && !isFull(disk))
      .map((disk): Finding => {
        return {
          rule: 'inodes-exhausted',
          role: 'cause',
          about: [diskKey(disk), ...sufferersOf(facts, disk)],
          says: `${disk.mount} can't take another file: ${disk.inodesFree} of ${disk.inodes} inodes are left, though ${sizeText(disk.freeBytes)} are free.`,
          began: null,
          holdsNow: true,
          strength: 'proof',
          evidence: [
            {
              source: 'statfs',
              text: `${disk.mount} (${disk.device}, ${disk.fsType}): ${disk.inodesFree} of ${disk.inodes} inodes free, ${sizeText(disk.freeBytes)} free`,
            },
            ...messagesOf(facts, ['node-disk-full']).slice(0, 2).map(evidenceOf),
          ],
          against: [],
          data: { mount: disk.mount, inodes: disk.inodes, inodesFree: disk.inodesFree },
          remedy: {
            says: 'Find the folder with the many small files (sessions, caches, old node_modules) and remove what nobody needs.',
            commands: [
              `df -i ${disk.mount}`,
              `find ${disk.mount} -xdev -printf '%h\\n' 2>/dev/null | sort | uniq -c | sort -n | tail -n 15`,
            ],
            fix: null,
          },
        };
      }),
};
