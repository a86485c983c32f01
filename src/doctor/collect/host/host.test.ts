// Shows which file systems are looked at, how control groups of both versions are read, and that this machine can be told.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectFacts } from '../collect-facts.ts';
import { cgroupsCollector } from './cgroups-collector.ts';
import { clockCollector } from './clock-collector.ts';
import { disksCollector } from './disks-collector.ts';
import { machineCollector } from './machine-collector.ts';
import { parseMounts, readOnlyByIntention } from './parse-mounts.ts';
import { readCgroup } from './read-cgroup.ts';

const MOUNTS = String.raw`22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
30 27 254:1 /srv/data /data rw,relatime shared:1 master:2 - ext4 /dev/vda1 rw
31 27 254:2 / /mnt/my\040disk ro,relatime - xfs /dev/vdb ro
32 27 7:1 / /snap/core/1 ro,nodev - squashfs /dev/loop1 ro
33 27 0:30 / /dev/shm rw - tmpfs tmpfs rw,size=1000k
34 27 0:31 / /run/credentials/x ro - ramfs ramfs rw
35 27 0:32 / /run/user/0 rw - tmpfs tmpfs rw
36 27 0:40 / /mnt/nfs rw - nfs4 server:/x rw
37 27 0:41 / /var/lib/docker/overlay2/ab/merged rw - overlay overlay rw`;

test('a file system is listed once, and only where it can fill up', () => {
  expect(parseMounts(MOUNTS)).toEqual([
    { path: '/', device: '/dev/vda1', fsType: 'ext4', isReadOnly: false },
    { path: '/mnt/my disk', device: '/dev/vdb', fsType: 'xfs', isReadOnly: true },
    { path: '/dev/shm', device: 'tmpfs', fsType: 'tmpfs', isReadOnly: false },
  ]);
  expect([
    ...readOnlyByIntention(
      '# /dev/x /x ext4 ro\n/dev/vdb /mnt/my\\040disk xfs ro,nofail 0 2\n/dev/vda1 / ext4 errors=remount-ro 0 1\n',
    ),
  ]).toEqual(['/mnt/my disk']);
});

test('no table of mounts makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseMounts(text);
      readOnlyByIntention(text);
    }),
  );
});

function withFiles(files: Record<string, string>, look: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'doctor-cgroup-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    look(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('a control group of version 2', () => {
  const folder = 'system.slice/shop.service';
  const files = {
    [`${folder}/cgroup.procs`]: '1\n',
    [`${folder}/memory.max`]: '125829120\n',
    [`${folder}/memory.high`]: 'max\n',
    [`${folder}/memory.current`]: '1000\n',
    [`${folder}/memory.events`]: 'low 0\nhigh 7\nmax 57\noom 3\noom_kill 3\n',
    [`${folder}/memory.stat`]: 'anon 900\nfile 100\n',
    [`${folder}/pids.max`]: 'max\n',
    [`${folder}/pids.current`]: '11\n',
    [`${folder}/pids.events`]: 'max 2\n',
    [`${folder}/cpu.stat`]: 'usage_usec 5\nnr_periods 100\nnr_throttled 25\n',
  };
  withFiles(files, (root) =>
    expect(readCgroup('/system.slice/shop.service', root)).toEqual({
      path: '/system.slice/shop.service',
      version: 2,
      unit: 'shop.service',
      memoryMaxBytes: 125_829_120,
      memoryHighBytes: null,
      memoryCurrentBytes: 1000,
      memoryPeakBytes: null,
      anonBytes: 900,
      oomKills: 3,
      highEvents: 7,
      pidsMax: null,
      pidsCurrent: 11,
      pidsRejected: 2,
      cpuThrottledRatio: 0.25,
    }),
  );
});

test('a control group of version 1, whose huge limit is none', () => {
  const files = {
    'memory/a/memory.limit_in_bytes': '9223372036854771712\n',
    'memory/a/memory.usage_in_bytes': '5\n',
    'memory/a/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 4\n',
  };
  withFiles(files, (root) => {
    expect(readCgroup('/a', root)).toMatchObject({
      version: 1,
      memoryMaxBytes: null,
      memoryCurrentBytes: 5,
      oomKills: 4,
      pidsMax: null,
    });
    expect(readCgroup('/gone', root)).toBeNull();
  });
});

test('this machine is told', async () => {
  const sheet = await collectFacts([machineCollector, disksCollector, clockCollector, cgroupsCollector], {
    since: 0,
    now: Date.now(),
  });
  expect(sheet.facts['host.memory']).toMatchObject({ state: 'known', value: { totalBytes: expect.any(Number) } });
  expect(sheet.facts['host.limits']).toMatchObject({
    state: 'known',
    value: { portRange: [expect.any(Number), expect.any(Number)] },
  });
  expect(
    sheet.facts['host.disks']?.state === 'known' && sheet.facts['host.disks'].value.map(({ mount }) => mount),
  ).toContain('/');
  expect(sheet.facts['host.clock']?.state).toBe('known');
  expect(sheet.facts['host.identity']).toMatchObject({ state: 'known', value: { isRoot: process.getuid?.() === 0 } });
});
