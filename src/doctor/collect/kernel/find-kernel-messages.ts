// Picks the lines of the kernel that say why a program, a connection or a disk does not do what it should.
import type { KernelMessage } from '../../facts/host-facts.ts';
import { maskText } from '../mask.ts';
import type { KernelLine } from './read-kernel-log.ts';

const KINDS: [KernelMessage['kind'], RegExp][] = [
  [
    'segfault',
    /\bsegfault at [0-9a-f]|\btrap (?:invalid opcode|divide error|int3)\b|\bgeneral protection (?:fault )?ip:/,
  ],
  ['fork-rejected', /^cgroup: fork rejected by pids controller in \S/],
  ['tcp-time-wait-overflow', /TCP: time wait bucket table overflow/],
  ['conntrack-full', /nf_conntrack: table full, dropping packet/],
  [
    'filesystem-readonly',
    /Remounting filesystem read-only|Filesystem has been shut down|[Ll]og I\/O [Ee]rror.*[Ss]hutting down filesystem/,
  ],
  [
    'filesystem-error',
    /^EXT4-fs error \(|^EXT4-fs \(\S+\): error count since last fsck|^XFS \(\S+\): .*(?:[Cc]orruption|metadata I\/O error)|^BTRFS(?::)? (?:error|critical)/,
  ],
  ['disk-error', /\bI\/O error, dev \S+|blk_update_request: (?:critical medium|I\/O) error/],
  ['task-hung', /^INFO: task .{1,40} blocked for more than \d+ seconds/],
  ['firewall-block', /^\[UFW BLOCK\]|^(?:IPTables|nft|FINAL_REJECT|filter_IN_\S*REJECT)\S*:? .*\bDPT=/],
  ['syn-flood', /Possible SYN flooding on port/i],
];
const KEPT_OF_EACH = 50;

/** The newest of each kind, oldest first. */
export function findKernelMessages(lines: readonly KernelLine[]): KernelMessage[] {
  const byKind = new Map<KernelMessage['kind'], KernelMessage[]>();
  for (const { at, from, text } of lines) {
    const kind = from === 'kernel' ? KINDS.find(([, pattern]) => pattern.test(text))?.[0] : undefined;
    if (kind) byKind.set(kind, [...(byKind.get(kind) ?? []), { at, kind, text: maskText(text) }].slice(-KEPT_OF_EACH));
  }
  return [...byKind.values()].flat().toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
