// Reads the kernel's tables of sockets: /proc/net/tcp, tcp6 and unix (proc(5)), and the queues that `ss` tells besides.

export interface TcpRow {
  localHost: string;
  localPort: number;
  remoteHost: string;
  remotePort: number;
  state: string;
  inode: string;
  /** Of a listener: connections that wait to be accepted (tcp_ipv4.c, get_tcp4_sock; seen on Linux 6.1). */
  received: number;
}

/** include/net/tcp_states.h */
const STATES = [
  '',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
];

export function parseTcp(text: string): TcpRow[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const local = parseAddress(fields[1] ?? '');
    const remote = parseAddress(fields[2] ?? '');
    const state = STATES[Number.parseInt(fields[3] ?? '', 16)];
    if (!local || !remote || !state) return [];
    const received = Number.parseInt((fields[4] ?? '').split(':')[1] ?? '0', 16);
    return [
      {
        localHost: local.host,
        localPort: local.port,
        remoteHost: remote.host,
        remotePort: remote.port,
        state,
        inode: fields[9] ?? '0',
        received,
      },
    ];
  });
}

/** `0100007F:0BB8`: words of four bytes in the machine's byte order, which is little-endian wherever Node runs on Linux but s390x. */
export function parseAddress(text: string): { host: string; port: number } | null {
  const found = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(text);
  if (!found) return null;
  const bytes =
    (found[1] ?? '')
      .match(/.{8}/g)
      ?.flatMap((word) => [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16))) ?? [];
  return { host: bytes.length === 4 ? bytes.join('.') : hostOfBytes(bytes), port: Number.parseInt(found[2] ?? '', 16) };
}

function hostOfBytes(bytes: number[]): string {
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (isMapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  // The longest run of zero groups is written `::` (RFC 5952); one group alone is not shortened.
  const runs = groups.map((_, index) => {
    const end = groups.findIndex((group, at) => at >= index && group !== '0');
    return (end < 0 ? groups.length : end) - index;
  });
  const longest = Math.max(...runs);
  if (longest < 2) return groups.join(':');
  const from = runs.indexOf(longest);
  return `${groups.slice(0, from).join(':')}::${groups.slice(from + longest).join(':')}`;
}

export interface UnixListener {
  path: string;
  inode: string;
}

/** Flag 00010000 is SO_ACCEPTCON: somebody listens. Sockets without a name can't be connected to. */
export function parseUnixListeners(text: string): UnixListener[] {
  return text.split('\n').flatMap((line) => {
    const found = /^[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ 00010000 (?:0001|0005) \d+ +(\d+) (.+)$/i.exec(line);
    return found ? [{ inode: found[1] ?? '', path: found[2] ?? '' }] : [];
  });
}

/** Of `ss -ltxnHe`: what waits in the accept queue and how long it may get, by the socket's inode. */
export function parseQueues(text: string): Map<string, { queued: number; backlog: number }> {
  const queues = new Map<string, { queued: number; backlog: number }>();
  for (const line of text.split('\n')) {
    const found = /^(tcp|u_\w+)\s+LISTEN\s+(\d+)\s+(\d+)\s+(\S.*)$/.exec(line);
    if (!found) continue;
    const rest = found[4] ?? '';
    // Of a unix socket `ino:` is the inode of its file, and the socket's own stands after the path.
    const inode = (found[1] === 'tcp' ? /\bino:(\d+)/ : /^.*\s(\d+)\s+\*\s+0\b/).exec(rest)?.[1];
    if (inode) queues.set(inode, { queued: Number(found[2]), backlog: Number(found[3]) });
  }
  return queues;
}
