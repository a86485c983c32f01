// Collects how full each file system is, in bytes and in inodes. Network file systems are left out: a dead server would hang us.
import { statfs } from 'node:fs/promises';
import type { Disk } from '../../facts/host-facts.ts';
import { cleanText } from '../mask.ts';
import { type Collector, known } from '../collector.ts';
import { type Mount, parseMounts, readOnlyByIntention } from './parse-mounts.ts';
import { textOrEmpty } from './read-number.ts';

const MOUNTS_MAX = 200;
const STATFS_TIMEOUT_MS = 1000;

export const disksCollector: Collector = {
  name: 'disks',
  ids: ['host.disks'],
  stage: 1,
  budgetMs: 5000,
  collect: async () => {
    const mounts = parseMounts(textOrEmpty('/proc/self/mountinfo')).slice(0, MOUNTS_MAX);
    const intended = readOnlyByIntention(textOrEmpty('/etc/fstab'));
    const disks = await Promise.all(mounts.map((mount) => readDisk(mount, intended)));
    return { 'host.disks': known(disks.filter((disk) => disk !== null)) };
  },
};

async function readDisk(mount: Mount, intended: Set<string>): Promise<Disk | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), STATFS_TIMEOUT_MS);
  });
  const stats = await Promise.race([late, statfs(mount.path).catch(() => null)]);
  clearTimeout(timer);
  if (stats === null || stats.blocks === 0) return null;
  return {
    mount: cleanText(mount.path, 1000),
    device: cleanText(mount.device, 200),
    fsType: mount.fsType,
    sizeBytes: stats.blocks * stats.bsize,
    freeBytes: stats.bavail * stats.bsize,
    freeForRootBytes: stats.bfree * stats.bsize,
    inodes: stats.files,
    inodesFree: stats.ffree,
    isReadOnly: mount.isReadOnly,
    isMeantReadOnly: intended.has(mount.path),
  };
}
