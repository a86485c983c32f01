// Shows how reports of the OOM killer of many kernels are read, with the names that programs really have.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findKernelMessages } from './find-kernel-messages.ts';
import { findOomKills } from './find-oom-kills.ts';
import { type KernelLine, parseRing, parseShortUnix } from './read-kernel-log.ts';

const AT = '2026-11-20T15:41:57.811Z';
const lines = (text: string, from: KernelLine['from'] = 'kernel'): KernelLine[] =>
  text.split('\n').map((one) => ({ at: AT, from, text: one }));

describe('a kill', () => {
  test('by a group’s own limit names the group, its limit and who else was in it', () => {
    const report = `node invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
CPU: 1 UID: 33 PID: 23107 Comm: node Not tainted 6.18.44 #1
memory: usage 122880kB, limit 122880kB, failcnt 57
Tasks state (memory values in pages):
[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name
[  23100]    33 23100     1000      800      500      300         0     7004        0             0 npm run start
[  23107]    33 23107   277040    38804    30509     8295         0   700416        0             0 node
oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/shop.service,task_memcg=/system.slice/shop.service,task=node,pid=23107,uid=33
Memory cgroup out of memory: Killed process 23107 (node) total-vm:1108160kB, anon-rss:122036kB, file-rss:33180kB, shmem-rss:0kB, UID:33 pgtables:684kB oom_score_adj:0`;
    expect(findOomKills(lines(report))).toEqual([
      {
        at: AT,
        victimPid: 23_107,
        victimName: 'node',
        invokedBy: 'node',
        constraint: 'memcg',
        taskCgroup: '/system.slice/shop.service',
        limitCgroup: '/system.slice/shop.service',
        limitBytes: 125_829_120,
        anonRssBytes: 124_964_864,
        largest: [{ pid: 23_100, name: 'npm run start', rssBytes: 800 * 4096 }],
        bySystemdOomd: false,
        text: expect.stringContaining('Killed process 23107 (node)'),
      },
    ]);
  });

  test('for the whole machine names who really had the memory', () => {
    const report = `mysqld invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0
[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[    700]   111   700   500000   200000   1200416        0          -900 mysqld
[    812]    33   812   277040    30000   700416        0             0 node
oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/shop.service,task=node,pid=812,uid=33
Out of memory: Killed process 812 (node) total-vm:1108160kB, anon-rss:120000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:684kB oom_score_adj:0`;
    expect(findOomKills(lines(report))).toMatchObject([
      {
        constraint: 'none',
        limitCgroup: null,
        taskCgroup: '/system.slice/shop.service',
        largest: [{ pid: 700, name: 'mysqld', rssBytes: 819_200_000 }],
      },
    ]);
  });

  test.each([
    [
      'Memory cgroup out of memory: Killed process 3963629 (next-build (v16) total-vm:22165088kB, anon-rss:1615396kB, file-rss:1kB',
      'next-build (v16',
      'memcg',
    ],
    ['kernel: Killed process 9 (node), UID 1000, total-vm:606096kB, anon-rss:68308kB'.slice(8), 'node', 'unknown'],
    [
      'Out of memory: Killed process 15784 (PM2 v6.0.5: God) total-vm:11964kB, anon-rss:4288kB',
      'PM2 v6.0.5: God',
      'none',
    ],
    [
      'Out of memory (oom_kill_allocating_task): Killed process 7 (npm start) total-vm:1kB, anon-rss:2kB',
      'npm start',
      'none',
    ],
  ])('is read of %s', (line, victimName, constraint) => {
    expect(findOomKills(lines(line))).toMatchObject([{ victimName, constraint }]);
  });

  test('of an old kernel is told once', () => {
    const report = `Task in /system.slice/shop.service killed as a result of limit of /system.slice
Memory cgroup out of memory: Kill process 812 (node) score 990 or sacrifice child
Killed process 812 (node) total-vm:606096kB, anon-rss:68308kB, file-rss:13648kB, shmem-rss:0kB`;
    expect(findOomKills(lines(report))).toMatchObject([
      { constraint: 'memcg', taskCgroup: '/system.slice/shop.service', limitCgroup: '/system.slice' },
    ]);
  });

  test('by systemd-oomd is no kernel’s', () => {
    const text =
      'Killed /system.slice/shop.service due to memory pressure for /system.slice being 85.03% > 80.00% for > 30s with reclaim activity';
    expect(findOomKills(lines(text, 'systemd-oomd'))).toMatchObject([
      { bySystemdOomd: true, taskCgroup: '/system.slice/shop.service', limitCgroup: '/system.slice' },
    ]);
    expect(findOomKills(lines(text))).toEqual([]);
    const swap =
      'Killed /user.slice/user-1000.slice due to memory used (8056274944) / total (8127238144) and swap used (1926) / total (2047) being more than 90.00%';
    expect(findOomKills(lines(swap, 'systemd-oomd'))).toMatchObject([
      { taskCgroup: '/user.slice/user-1000.slice', limitCgroup: null },
    ]);
  });

  test('does not inherit from the report before it', () => {
    const first =
      'oom-kill:constraint=CONSTRAINT_MEMCG,oom_memcg=/a,task_memcg=/a/b,task=node,pid=1,uid=0\nMemory cgroup out of memory: Killed process 1 (node) total-vm:1kB, anon-rss:1kB';
    const second =
      'php invoked oom-killer: gfp_mask=0\nOut of memory: Killed process 2 (php) total-vm:1kB, anon-rss:1kB';
    expect(findOomKills(lines(`${first}\n${second}`))[1]).toMatchObject({
      constraint: 'none',
      limitCgroup: null,
      taskCgroup: null,
    });
  });
});

test.each([
  ['cgroup: fork rejected by pids controller in /system.slice/shop.service', 'fork-rejected'],
  ['TCP: time wait bucket table overflow', 'tcp-time-wait-overflow'],
  ['nf_conntrack: nf_conntrack: table full, dropping packet', 'conntrack-full'],
  ['EXT4-fs (vda1): Remounting filesystem read-only', 'filesystem-readonly'],
  [
    'EXT4-fs error (device vda1): ext4_find_entry:1455: inode #2: comm node: reading directory lblock 0',
    'filesystem-error',
  ],
  ['I/O error, dev vda, sector 2048 op 0x0:(READ) flags 0x80700', 'disk-error'],
  ['node[812]: segfault at 0 ip 00007f error 4 in libvips-cpp.so.42[7f+1]', 'segfault'],
  ['[UFW BLOCK] IN=docker0 OUT= SRC=172.17.0.2 DST=172.17.0.1 PROTO=TCP SPT=1 DPT=5432', 'firewall-block'],
  ['TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:3000. Sending cookies.', 'syn-flood'],
  ['INFO: task node:812 blocked for more than 120 seconds.', 'task-hung'],
])('%s', (text, kind) => expect(findKernelMessages(lines(text))).toMatchObject([{ kind }]));

test('ordinary lines say nothing', () => {
  const text =
    'EXT4-fs (vda1): mounted filesystem with ordered data mode. Opts: errors=remount-ro\nhow many paths lead to an I/O error\nTCP: Hash tables configured';
  expect(findKernelMessages(lines(text))).toEqual([]);
});

test('times come from the journal’s seconds, or from those since boot', () => {
  expect(
    parseShortUnix(
      '1795189317.811931 kernel: a\n  more of it\n-- No entries --\n1795189318.000000 systemd-oomd[81]: b',
    ),
  ).toEqual([
    { at: '2026-11-20T15:41:57.811Z', from: 'kernel', text: 'a' },
    { at: '2026-11-20T15:41:58.000Z', from: 'systemd-oomd', text: 'b' },
  ]);
  expect(parseRing('[   12.500000] a\nnoise', 1_000_000)).toEqual([
    { at: '1970-01-01T00:16:52.500Z', from: 'kernel', text: 'a' },
  ]);
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.stringMatching(/^(oom-kill:|Killed |\[ *pid *\] uid|\[\d+\] )[\w ,=/()]*$/))),
      (texts) => {
        findOomKills(lines(texts.join('\n')));
        findKernelMessages(lines(texts.join('\n')));
        parseShortUnix(texts.join('\n'));
        parseRing(texts.join('\n'), 0);
      },
    ),
  );
});
