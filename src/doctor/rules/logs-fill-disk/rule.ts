// Finds logs that take a large part of a disk that has no room left: nothing rotates them.
import { diskKey, diskOf, isFull, isNearlyFull } from '../../join/disks.ts';
import { sizeText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

const SHARE_MIN = 0.15;
const SIZE_WORTH_TELLING_BYTES = 5 * 1024 ** 3;

export const rule: Rule<'logs' | 'host.disks'> = {
  id: 'logs-fill-disk',
  role: 'cause',
  title: 'Logs that nothing rotates fill a disk',
  needs: ['logs', 'host.disks'],
  judge: (facts) =>
    facts.get('host.disks').flatMap((disk): Finding[] => {
      const logs = facts
        .get('logs')
        .filter(({ path }) => diskOf(facts.get('host.disks'), path)?.mount === disk.mount)
        .toSorted((a, b) => b.sizeBytes - a.sizeBytes);
      const total = logs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      const isShort = isFull(disk) || isNearlyFull(disk);
      const [largest] = logs;
      if (!largest || total < disk.sizeBytes * SHARE_MIN || (!isShort && total < SIZE_WORTH_TELLING_BYTES)) return [];
      const growth = largest.growthBytesPerHour;
      return [
        {
          rule: 'logs-fill-disk',
          role: isShort ? 'cause' : 'smell',
          about: [diskKey(disk), `file:${largest.path}`],
          says: `Logs take ${sizeText(total)} of the ${sizeText(disk.sizeBytes)} of ${disk.mount}: ${largest.path} alone ${sizeText(largest.sizeBytes)}${growth ? `, growing by ${sizeText(growth)} an hour` : ''}.`,
          began: null,
          holdsNow: true,
          strength: 'strong',
          evidence: [
            ...logs.slice(0, 3).map(({ path, sizeBytes, modifiedAt }) => ({
              source: 'file system',
              text: `${path}: ${sizeText(sizeBytes)}`,
              at: modifiedAt,
            })),
            {
              source: 'statfs',
              text: `${disk.mount}: ${sizeText(disk.freeBytes)} of ${sizeText(disk.sizeBytes)} free`,
            },
          ],
          against: [],
          data: { mount: disk.mount, path: largest.path, sizeBytes: largest.sizeBytes, totalBytes: total },
          remedy: {
            says: 'Empty the largest without deleting it (whoever writes to it holds it open), then have logrotate keep it small; and see what it is that is written so often.',
            commands: [`tail -n 3 ${largest.path}`, `truncate -s 0 ${largest.path}`],
            fix: 'rotate-log',
          },
        },
      ];
    }),
};
