// Collects how full each file system is, in bytes and in inodes. Network file systems are left out: a dead server would hang us.
import { statfsSync } from 'node:fs';
import type { Disk } from '../../facts/host-facts.ts';
import { cleanText } from '../mask.ts';
import { type Collector, known } from '../collector.ts';
import { type Mount, parseMounts, readOnlyByIntention } from './parse-mounts.ts';
import { textOrEmpty } from './read-number.ts';

const MOUNTS_MAX = 200;

export const disksCollector: Collector = {
  name: 'disks',
  ids: ['host.disks'],
  stage: 1,
  budgetMs: 5000,
  collect: () => {
    const mounts = parseMounts(textOrEmpty('/proc/self/mountinfo')).slice(0, MOUNTS_MAX);
    const intended = readOnlyByIntention(textOrEmpty('/etc/fstab'));
    const disks = mounts.flatMap((mount) => readDisk(mount, intended) ?? []);
    return Promise.resolve({ 'host.disks': known(disks) });
  },
};

function readDisk(mount: Mount, intended: Set<string>): Disk | null {
  const stats = statOf(mount.path);
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

/** Null where this user may not look: FUSE file systems are their owner's. */
function statOf(path: string) {
  try {
    return statfsSync(path);
  } catch {
    return null;
  }
}
