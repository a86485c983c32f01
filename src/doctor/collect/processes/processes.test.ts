// Shows what is read of processes and sockets, on texts of many kernels, and that no text makes a parser throw.
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectFacts } from '../collect-facts.ts';
import { groupConnections } from './describe-sockets.ts';
import { fromPath, parseVersionHeader } from './node-versions.ts';
import { parseCgroup } from './parse-cgroup.ts';
import { parseEnviron } from './parse-environ.ts';
import { parseAddress, parseQueues, parseTcp, parseUnixListeners } from './parse-net.ts';
import { parseLimit, parseStat, parseStatus } from './parse-stat.ts';
import { processesCollector } from './processes-collector.ts';

const STAT =
  '812 (next-build (v16) S 1 812 812 0 -1 4194304 1 2 3 4 250 50 0 0 20 0 11 0 99431 1000 200 18446744073709551615';

describe('a process', () => {
  test('has a name with unbalanced brackets', () => {
    expect(parseStat(STAT)).toEqual({
      comm: 'next-build (v16',
      state: 'S',
      ppid: 1,
      isKernelThread: false,
      start: 99_431,
      threads: 11,
      cpuTicks: 300,
    });
    expect(parseStat('2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0')?.isKernelThread).toBe(true);
    expect(parseStat('812 (cut')).toBeNull();
  });

  test('has users, groups and memory', () => {
    const text =
      'Name:\tnode\nUmask:\t0022\nUid:\t1000\t33\t33\t33\nGid:\t1000\t34\t34\t34\nGroups:\t4 27 \nVmRSS:\t   1024 kB\nNoNewPrivs:\t1\n';
    expect(parseStatus(text)).toEqual({
      uid: 33,
      gid: 34,
      groups: [4, 27],
      rssBytes: 1_048_576,
      umask: '0022',
      noNewPrivs: true,
    });
    expect(parseStatus('Groups:\t\nVmRSS:')).toMatchObject({ groups: [], rssBytes: 0, noNewPrivs: null });
    expect(
      parseLimit('Max open files            1024                 524288               files     \n', 'Max open files'),
    ).toBe(1024);
  });

  test.each([
    ['0::/system.slice/shop.service\n', '/system.slice/shop.service', 'shop.service', null],
    [
      '0::/system.slice/allswell.service/shop.web.2\n',
      '/system.slice/allswell.service/shop.web.2',
      'allswell.service',
      null,
    ],
    ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service\n', null, 'shop.service', null],
    ['0::/user.slice/user-0.slice/session-3.scope\n', null, 'session-3.scope', null],
    [
      '9:name=systemd:/system.slice/shop.service\n4:memory:/system.slice/shop.service\n0::/\n',
      '/system.slice/shop.service',
      'shop.service',
      null,
    ],
    [
      `12:pids:/docker/${'ab'.repeat(32)}\n1:name=systemd:/docker/${'ab'.repeat(32)}\n0::/\n`,
      null,
      null,
      'abababababab',
    ],
    [`0::/system.slice/docker-${'cd'.repeat(32)}.scope\n`, null, `docker-${'cd'.repeat(32)}.scope`, 'cdcdcdcdcdcd'],
    ['0::/\n', null, null, null],
    ['', null, null, null],
  ])('is in the control group %s', (text, path, unit, container) => {
    const group = parseCgroup(text);
    expect(group).toMatchObject({ unit, container });
    if (path !== null) expect(group.path).toBe(path);
  });

  test('has an environment by name and hash, with a few plain values', () => {
    const { hashes, plain } = parseEnviron('PORT=3000\0DB_PASSWORD=hunter2\0DB_POOL_MAX=20\0EMPTY=\0noise\0');
    expect(Object.keys(hashes)).toEqual(['PORT', 'DB_PASSWORD', 'DB_POOL_MAX', 'EMPTY']);
    expect(hashes['EMPTY']).toBe('empty');
    expect(plain).toEqual({ PORT: '3000', DB_POOL_MAX: '20' });
    expect(JSON.stringify({ hashes, plain })).not.toContain('hunter2');
  });

  test.each([
    ['/home/deploy/.nvm/versions/node/v20.11.1/bin/node', 'v20.11.1', 115],
    ['/home/deploy/.local/share/fnm/node-versions/v22.1.0/installation/bin/node', 'v22.1.0', 127],
    ['/home/deploy/.volta/tools/image/node/18.19.0/bin/node', 'v18.19.0', 108],
    ['/www/server/nodejs/v16.20.2/bin/node', 'v16.20.2', 93],
    ['/opt/node-v24.1.0-linux-x64/bin/node', 'v24.1.0', 137],
  ])('runs %s', (path, version, abi) => expect(fromPath(path)).toEqual({ version, abi }));

  test('runs what the headers of its Node say', () => {
    const text =
      '#define NODE_MAJOR_VERSION 20\n#define NODE_MINOR_VERSION 19\n#define NODE_PATCH_VERSION 2\n#define NODE_MODULE_VERSION 115\n';
    expect(parseVersionHeader(text)).toEqual({ version: 'v20.19.2', abi: 115 });
    expect(fromPath('/usr/bin/node')).toBeNull();
    expect(parseVersionHeader('')).toBeNull();
  });
});

describe('a socket', () => {
  test.each([
    ['0100007F:0BB8', '127.0.0.1', 3000],
    ['00000000000000000000000000000000:1F90', '::', 8080],
    ['00000000000000000000000001000000:0BB8', '::1', 3000],
    ['0000000000000000FFFF00000100007F:0BB8', '127.0.0.1', 3000],
    ['B80D0120000000000000000001000000:0050', '2001:db8::1', 80],
  ])('at %s is at %s', (text, host, port) => expect(parseAddress(text)).toEqual({ host, port }));

  test('comes in where somebody listens, and goes out elsewhere', () => {
    const rows = parseTcp(
      [
        '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
        '   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000 0 111 1',
        '   1: 0100007F:0BB8 0100007F:C000 01 00000000:00000000 00:00000000 00000000  1000 0 112 1',
        '   2: 0100007F:C000 0100007F:0BB8 01 00000000:00000000 00:00000000 00000000  1000 0 113 1',
        '   3: 0100007F:C001 0100007F:0BB8 06 00000000:00000000 03:00000000 00000000  0 0 0 3',
      ].join('\n'),
    );
    expect(rows[0]).toMatchObject({ state: 'LISTEN', inode: '111', received: 3 });
    expect(groupConnections(rows, new Map([['113', ['7@1']]]))).toEqual([
      { direction: 'in', port: 3000, remoteHost: null, state: 'ESTABLISHED', count: 1, holder: null },
      { direction: 'out', port: 3000, remoteHost: '127.0.0.1', state: 'ESTABLISHED', count: 1, holder: '7@1' },
      { direction: 'out', port: 3000, remoteHost: '127.0.0.1', state: 'TIME_WAIT', count: 1, holder: null },
    ]);
  });

  test('that listens has a queue, as ss tells', () => {
    const text = [
      'tcp   LISTEN 5      4096   127.0.0.1%lo:3000   0.0.0.0:*    ino:111 sk:1 cgroup:/x <->',
      'u_str LISTEN 0      511    /run/a b.sock 251778       * 0 <-> ino:1614067 dev:0/65024 peers:',
    ].join('\n');
    expect([...parseQueues(text)]).toEqual([
      ['111', { queued: 5, backlog: 4096 }],
      ['251778', { queued: 0, backlog: 511 }],
    ]);
    expect(parseUnixListeners('00000000abe8ef68: 00000002 00000000 00010000 0001 01 251778 /run/a b.sock')).toEqual([
      { path: '/run/a b.sock', inode: '251778' },
    ]);
  });
});

test('no text makes a parser throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d\s():.A-F/]*$/)), (text) => {
      parseStat(text);
      parseStatus(text);
      parseCgroup(text);
      parseEnviron(text);
      parseTcp(text);
      parseUnixListeners(text);
      parseQueues(text);
    }),
  );
});

test('this machine is read: a program with a socket and a deleted log is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-processes-'));
  const log = openSync(join(folder, 'app.log'), 'w');
  writeSync(log, 'x'.repeat(100));
  const program =
    "require('net').createServer().listen(0, '127.0.0.1', function () { process.send(this.address().port) })";
  const child = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', log, log, 'ipc'],
    env: { PORT: '3999', API_KEY: 'hunter2' },
    cwd: folder,
  });
  try {
    const { promise, resolve } = Promise.withResolvers<number>();
    child.once('message', (port) => resolve(Number(port)));
    const port = await promise;
    const client = net.connect(port, '127.0.0.1');
    await new Promise((done) => client.once('connect', done));
    rmSync(folder, { recursive: true });
    const sheet = await collectFacts([processesCollector], { since: 0, now: Date.now() });
    const { processes, 'sockets.listening': listening, 'sockets.connections': connections } = sheet.facts;
    const found = processes?.state === 'known' ? processes.value.find(({ pid }) => pid === child.pid) : undefined;
    expect(found).toMatchObject({
      ppid: process.pid,
      isNode: true,
      isCwdDeleted: true,
      plainEnvironment: { PORT: '3999' },
      nodeVersion: process.version,
    });
    expect(found?.writes).toEqual([{ path: join(folder, 'app.log'), isDeleted: true, sizeBytes: 100 }]);
    expect(JSON.stringify(sheet)).not.toContain('hunter2');
    const holder = `${child.pid}@${found?.start}`;
    expect(listening?.state === 'known' && listening.value.find((one) => one.port === port)).toMatchObject({
      host: '127.0.0.1',
      holders: [holder],
    });
    expect(
      connections?.state === 'known' && connections.value.find((one) => one.direction === 'in' && one.port === port),
    ).toBeTruthy();
    client.destroy();
  } finally {
    child.kill('SIGKILL');
  }
});
