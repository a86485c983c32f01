// Picks from /proc/self/mountinfo the file systems that can fill up: one entry for each device, at its shortest path.

export interface Mount {
  path: string;
  device: string;
  fsType: string;
  /** Of the file system itself; a read-only view of a writable one is somebody's intention. */
  isReadOnly: boolean;
}

const ON_DISK = /^(?:ext[234]|xfs|btrfs|zfs|f2fs|jfs|reiserfs|bcachefs|vfat|exfat|ntfs3?|fuseblk)$/;
/** systemd's credentials and the like hold a page and are full by design. */
const IS_OWN_TMPFS = /^\/run\/(?:credentials|systemd|user)\b|^\/(?:sys|proc)\//;

/** proc(5): `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue` */
export function parseMounts(text: string): Mount[] {
  const byDevice = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const found = /^\d+ \d+ (\d+:\d+) (\S+) (\S+) \S+(?: [^-]\S*)* - (\S+) (\S*) (\S+)/.exec(line);
    if (!found) continue;
    const [, number = '', , path = '', fsType = '', device = '', options = ''] = found;
    const mount: Mount = {
      path: unescape(path),
      device: unescape(device),
      fsType,
      isReadOnly: options.split(',').includes('ro'),
    };
    const known = byDevice.get(number);
    if (canFillUp(mount) && (!known || mount.path.length < known.path.length)) byDevice.set(number, mount);
  }
  return [...byDevice.values()];
}

function canFillUp({ path, fsType }: Mount): boolean {
  if (ON_DISK.test(fsType)) return true;
  // An overlay elsewhere is a container's, and shares the disk that is listed already.
  if (fsType === 'overlay') return path === '/';
  return fsType === 'tmpfs' && !IS_OWN_TMPFS.test(path);
}

/** Blanks and the like are written as octal numbers. */
const unescape = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));

/** Mount points that fstab(5) wants read-only. */
export function readOnlyByIntention(fstab: string): Set<string> {
  return new Set(
    fstab.split('\n').flatMap((line) => {
      const [device = '#', path, , options] = line.trim().split(/\s+/);
      return !device.startsWith('#') && path && options?.split(',').includes('ro') ? [unescape(path)] : [];
    }),
  );
}
