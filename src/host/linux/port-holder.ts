// Says who holds a port: pid, command, user, unit, since when. Reads /proc only.
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { OTHER_IN_UNIT } from '../../../protocol/keeper.ts';

/** A sentence on why the address could not be bound; `code` is the kernel's own word for it. */
export function describeHolder(address: { host: string; port: number }, code: string): string {
  if (code === 'EACCES')
    return `port ${address.port} needs more rights than this user has (EACCES); ports below 1024 are root's`;
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${address.host} (EADDRNOTAVAIL)`;
  if (code === OTHER_IN_UNIT)
    return `port ${address.port} stands in allswell.socket with a narrower address than ${address.host}; change both with: allswell uninstall && allswell up --detach && allswell install`;
  if (code !== 'EADDRINUSE') return code;
  const inodes = listeningInodes(address.port);
  const holder = findHolder(inodes);
  if (!holder) {
    return inodes.size > 0
      ? `port ${address.port} is held by a process that this user may not look at (run as root to see it)`
      : `port ${address.port} is in use (EADDRINUSE), by no listening process that can be seen from here`;
  }
  return `port ${address.port} is held by ${holder}`;
}

/** Socket inodes listening on the port: /proc/net/tcp{,6}, state 0A (proc(5)). */
function listeningInodes(port: number): Set<string> {
  const inodes = new Set<string>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const lines = readOrEmpty(file).split('\n').slice(1);
    for (const line of lines) {
      const fields = line.trim().split(/\s+/);
      const local = fields[1] ?? '';
      if (fields[3] === '0A' && Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16) === port)
        inodes.add(fields[9] ?? '');
    }
  }
  return inodes;
}

function findHolder(inodes: Set<string>): string | null {
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || !holdsOne(pid, inodes)) continue;
    return describeProcess(pid);
  }
  return null;
}

function holdsOne(pid: number, inodes: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return target.startsWith('socket:[') && inodes.has(target.slice(8, -1));
    });
  } catch {
    return false;
  }
}

function describeProcess(pid: number): string {
  const command = readOrEmpty(`/proc/${pid}/cmdline`).split('\0').filter(Boolean).join(' ').slice(0, 120);
  const parts = [`pid ${pid}`, command === '' ? null : `(${command})`, userOf(pid), unitOf(pid), sinceOf(pid)];
  return parts
    .filter((part) => part !== null)
    .join(', ')
    .replace(`pid ${pid}, (`, `pid ${pid} (`);
}

function userOf(pid: number): string | null {
  try {
    const { uid } = statSync(`/proc/${pid}`);
    const line = readOrEmpty('/etc/passwd')
      .split('\n')
      .find((entry) => entry.split(':')[2] === String(uid));
    return `user ${line?.split(':')[0] ?? uid}`;
  } catch {
    return null;
  }
}

/** The systemd unit or container, by the process's control group. */
function unitOf(pid: number): string | null {
  const path = readOrEmpty(`/proc/${pid}/cgroup`)
    .split('\n')
    .map((line) => line.split(':')[2] ?? '');
  const unit = path
    .flatMap((one) => one.split('/'))
    .find((part) => /\.(service|scope)$/.test(part) && !part.startsWith('session-'));
  if (pid === 1 && unit === 'init.scope') return 'for a socket unit (systemctl list-sockets says which)';
  return unit ? `unit ${unit}` : null;
}

function sinceOf(pid: number): string | null {
  try {
    return `since ${statSync(`/proc/${pid}`).ctime.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  } catch {
    return null;
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
