// Finds file systems without room: on disk, or in memory. Who filled them is for other rules.
import { databasesOn, diskKey, isFull, isInMemory, isNearlyFull, sufferersOf } from '../../join/disks.ts';
import { evidenceOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { sizeText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'host.disks'> = {
  id: 'disk-full',
  role: 'cause',
  title: 'A file system is full',
  needs: ['host.disks'],
  judge: (facts) =>
    facts.get('host.disks').flatMap((disk): Finding[] => {
      const full = isFull(disk);
      if (!full && !isNearlyFull(disk)) return [];
      const sufferers = sufferersOf(facts, disk);
      const messages = newestFirst(messagesOf(facts, ['node-disk-full']));
      const left = `${sizeText(disk.freeBytes)} of ${sizeText(disk.sizeBytes)}`;
      const inMemory = isInMemory(disk);
      return [
        {
          rule: 'disk-full',
          role: full ? 'cause' : 'smell',
          about: [diskKey(disk), ...sufferers, ...databasesOn(facts, disk)],
          says: full
            ? `${disk.mount} is full: ${left} left for programs${inMemory ? `; it lies in memory (tmpfs), whatever df says of the disk` : ''}.`
            : `${disk.mount} is nearly full: ${left} left.`,
          began: null,
          holdsNow: true,
          strength: 'proof',
          evidence: [
            { source: 'statfs', text: `${disk.mount} (${disk.device}, ${disk.fsType}): ${left} free` },
            ...(full ? messages.slice(0, 2).map(evidenceOf) : []),
          ],
          against:
            disk.freeForRootBytes > disk.freeBytes * 2 && full
              ? [
                  {
                    source: 'statfs',
                    text: `root still has ${sizeText(disk.freeForRootBytes)}: root's own tests succeed`,
                  },
                ]
              : [],
          data: { mount: disk.mount, freeBytes: disk.freeBytes, sizeBytes: disk.sizeBytes, isInMemory: inMemory },
          remedy: {
            says: 'See what takes the room and remove what nobody needs: old logs and releases first. Nothing else is worth mending before.',
            commands: [
              `df -h ${disk.mount}`,
              `du -xh --max-depth=2 ${disk.mount} 2>/dev/null | sort -h | tail -n 20`,
              ...(disk.mount === '/' || disk.mount === '/var'
                ? ['journalctl --disk-usage', 'journalctl --vacuum-size=200M']
                : []),
            ],
            fix: full && !inMemory ? 'free-disk-room' : null,
          },
        },
      ];
    }),
};
