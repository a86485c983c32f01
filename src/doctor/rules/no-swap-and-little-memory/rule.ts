// Finds small machines without swap: a build or a second release beside the first has nowhere to go but the OOM killer.
import { sizeText } from '../../join/sizes.ts';
import type { Rule } from '../../model.ts';

const LITTLE_BYTES = 2.2 * 1024 ** 3;

export const rule: Rule<'host.memory' | 'host.identity'> = {
  id: 'no-swap-and-little-memory',
  role: 'smell',
  title: 'Little memory and no swap',
  needs: ['host.memory', 'host.identity'],
  judge: (facts) => {
    const { totalBytes, swapTotalBytes, availableBytes } = facts.get('host.memory');
    if (totalBytes > LITTLE_BYTES || swapTotalBytes > 0 || facts.get('host.identity').isContainer) return [];
    return [
      {
        rule: 'no-swap-and-little-memory',
        role: 'smell',
        about: ['host:here'],
        says: `This machine has ${sizeText(totalBytes)} of memory and no swap: an npm install or a deploy beside what runs can make the kernel kill something.`,
        began: null,
        holdsNow: true,
        strength: 'strong',
        evidence: [
          {
            source: '/proc/meminfo',
            text: `MemTotal ${sizeText(totalBytes)}, MemAvailable ${sizeText(availableBytes)}, SwapTotal 0`,
          },
        ],
        against: [],
        data: { totalBytes, availableBytes },
        remedy: {
          says: 'Add a swap file as large as the memory; it is slow, and slow is better than killed.',
          commands: [
            'fallocate -l 2G /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile',
            "echo '/swapfile none swap sw 0 0' >> /etc/fstab",
          ],
          fix: 'add-swap-file',
        },
      },
    ];
  },
};
