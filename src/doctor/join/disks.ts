// Finds the disk that a path is on, and what on it takes the room.
import type { Disk } from '../facts/host-facts.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';

export const diskKey = ({ mount }: Disk): EntityKey => `disk:${mount}`;

/** The longest mount point that the path lies below. */
export function diskOf(disks: readonly Disk[], path: string): Disk | null {
  const around = disks.filter(({ mount }) => path === mount || path.startsWith(mount === '/' ? '/' : `${mount}/`));
  return around.toSorted((a, b) => b.mount.length - a.mount.length)[0] ?? null;
}

/** In memory: what is deleted there frees memory, and what fills it takes memory. */
export const isInMemory = ({ fsType }: Disk): boolean => fsType === 'tmpfs' || fsType === 'ramfs';

/** Less than this and ordinary programs fail at their next write: a page, or what is kept for root. */
const FREE_BYTES_MIN = 4 * 1024 * 1024;
const FREE_SHARE_MIN = 0.002;

export const isFull = ({ sizeBytes, freeBytes, isReadOnly }: Disk): boolean =>
  !isReadOnly && freeBytes < Math.min(FREE_BYTES_MIN, sizeBytes * 0.02) + sizeBytes * FREE_SHARE_MIN;

/** Nearly: it will be full soon, and databases and package managers fail already. */
export const isNearlyFull = (disk: Disk): boolean =>
  !disk.isReadOnly && !isFull(disk) && !isInMemory(disk) && disk.freeBytes < Math.min(disk.sizeBytes * 0.03, 1024 ** 3);

export const isOutOfInodes = ({ inodes, inodesFree, isReadOnly }: Disk): boolean =>
  !isReadOnly && inodes > 0 && inodesFree < Math.min(inodes * 0.002, 50);

/** Programs whose own words say that they could not write there for want of room. */
export function sufferersOf(facts: Facts<FactId>, disk: Disk): EntityKey[] {
  const disks = facts.find('host.disks') ?? [];
  const messages = (facts.find('messages') ?? []).filter(
    ({ kind, data }) =>
      kind === 'node-disk-full' && (data['path'] === undefined || diskOf(disks, data['path'])?.mount === disk.mount),
  );
  return [...new Set(messages.flatMap(({ about }) => about))];
}

/** Databases whose files lie there. */
export function databasesOn(facts: Facts<FactId>, disk: Disk): EntityKey[] {
  const disks = facts.find('host.disks') ?? [];
  return (facts.find('databases') ?? [])
    .filter(
      ({ dataFolder, host, kind }) =>
        diskOf(disks, dataFolder ?? (isHere(host) ? USUAL_FOLDER[kind] : ''))?.mount === disk.mount,
    )
    .map(({ kind, host, port }): EntityKey => `database:${kind}@${host}:${port ?? 'socket'}`);
}

const USUAL_FOLDER = { postgres: '/var/lib/postgresql', mysql: '/var/lib/mysql', redis: '/var/lib/redis' };
const isHere = (host: string): boolean => host === '127.0.0.1' || host === '::1' || host === 'localhost';
