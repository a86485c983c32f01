// Finds files that were deleted while a program writes to them: their room is not free until the program lets go.
import { diskKey, diskOf, isFull, isNearlyFull } from '../../join/disks.ts';
import { keyOf } from '../../join/kept.ts';
import { sizeText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

const SIZE_MIN_BYTES = 64 * 1024 * 1024;
/** On a disk with room it is worth telling only when it is much. */
const SHARE_WORTH_TELLING = 0.1;
const SHARE_OF_FULL = 0.02;

export const rule: Rule<'processes' | 'host.disks'> = {
  id: 'deleted-file-fills-disk',
  role: 'cause',
  title: 'A deleted file still takes room because a program holds it',
  needs: ['processes', 'host.disks'],
  judge: (facts) => {
    const disks = facts.get('host.disks');
    return facts.get('processes').flatMap((process) =>
      process.writes.flatMap((file): Finding[] => {
        const disk = diskOf(disks, file.path);
        const size = file.sizeBytes ?? 0;
        if (!file.isDeleted || !disk || size < Math.min(SIZE_MIN_BYTES, disk.sizeBytes / 10)) return [];
        const isShort = isFull(disk) || isNearlyFull(disk);
        if (size < disk.sizeBytes * (isShort ? SHARE_OF_FULL : SHARE_WORTH_TELLING)) return [];
        const who = process.unit ?? `pid ${process.pid}`;
        return [
          {
            rule: 'deleted-file-fills-disk',
            role: isShort ? 'cause' : 'smell',
            about: [diskKey(disk), keyOf(process)],
            says: `${process.comm} (pid ${process.pid}${process.unit ? `, ${process.unit}` : ''}) still writes to ${file.path}, which was deleted: its ${sizeText(size)} on ${disk.mount} are not free, and du can't see them.`,
            began: null,
            holdsNow: true,
            strength: 'proof',
            evidence: [
              { source: `/proc/${process.pid}/fd`, text: `${file.path} (deleted), ${sizeText(size)}` },
              {
                source: 'statfs',
                text: `${disk.mount}: ${sizeText(disk.freeBytes)} of ${sizeText(disk.sizeBytes)} free`,
              },
            ],
            against: [],
            data: { path: file.path, sizeBytes: size, pid: process.pid, start: process.start, mount: disk.mount },
            remedy: {
              says: `Have ${who} open its log anew (reload or restart it); rotate with copytruncate or a signal, never by deleting.`,
              commands: [
                `ls -l /proc/${process.pid}/fd | grep deleted`,
                ...(process.unit ? [`systemctl restart ${process.unit}`] : []),
              ],
              fix: 'truncate-deleted-file',
            },
          },
        ];
      }),
    );
  },
};
