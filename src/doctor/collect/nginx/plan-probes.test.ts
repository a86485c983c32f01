// Shows which requests are sent to find out how sites answer.
import { describe, expect, test } from 'vitest';
import { describeConfig } from './describe-config.ts';
import { readAhosts, readHosts } from './names-collector.ts';
import { parseNginx } from './parse-nginx.ts';
import { planListenerProbes, planProbes } from './plan-probes.ts';
import { sayingOf } from './probes-collector.ts';
import { readUnits } from './units-collector.ts';
import type { NginxConfig } from '../../facts/nginx-facts.ts';

const config = (text: string): NginxConfig =>
  describeConfig(parseNginx(`http { ${text} }`, 'f').directives) as unknown as NginxConfig;
const plan = (text: string) =>
  planProbes(config(text), ['192.0.2.4']).map(({ kind, host, path, to, isTls, isConnectOnly }) => [
    kind,
    host,
    path,
    to,
    isTls,
    isConnectOnly,
  ]);

describe('probes', () => {
  test('go through nginx once for each place behind a site, and to each place itself', () => {
    expect(
      plan(`server { listen 443 ssl; listen 80; server_name shop.example; ssl_certificate c; location / { proxy_pass http://127.0.0.1:3000; }
        location /socket.io/ { proxy_pass http://127.0.0.1:3000; } location ~ \\.php$ { fastcgi_pass unix:/run/php.sock; } }`),
    ).toEqual([
      ['site', 'shop.example', '/', { host: '127.0.0.1', port: 443 }, true, false],
      ['site', 'shop.example', '/index.php', { host: '127.0.0.1', port: 443 }, true, false],
      ['upstream', 'shop.example', '/', { host: '127.0.0.1', port: 3000 }, false, false],
      ['upstream', 'shop.example', '/index.php', { socketPath: '/run/php.sock' }, false, true],
    ]);
  });

  test.each([
    ['server { listen 192.0.2.9:80; server_name a.example; }', []],
    ['server { listen 80 proxy_protocol; server_name a.example; }', []],
    ['server { listen unix:/run/n.sock; server_name a.example; }', []],
    [
      'server { listen 192.0.2.4:8080; server_name *.a.example; }',
      [['site', 'www.a.example', '/', { host: '192.0.2.4', port: 8080 }, false, false]],
    ],
    [
      'server { server_name _; location ^~ /api/ { proxy_pass http://$x; } }',
      [['site', 'localhost', '/', { host: '127.0.0.1', port: 80 }, false, false]],
    ],
  ])('of %s', (text, probes) => expect(plan(text)).toEqual(probes));

  test('to what nginx does not know go to Node processes only, and to no debugger', () => {
    const listener = (port: number, holder: string) => ({
      kind: 'tcp' as const,
      host: '::',
      port,
      path: null,
      inode: '1',
      holders: [holder],
      queued: 0,
      backlog: 511,
      file: null,
    });
    const processes = [
      { pid: 7, start: 9, isNode: true },
      { pid: 8, start: 9, isNode: false },
    ] as never;
    const found = planListenerProbes(
      config('server { location / { proxy_pass http://127.0.0.1:3001; } }'),
      [listener(3000, '7@9'), listener(9229, '7@9'), listener(4000, '8@9'), listener(3001, '7@9')],
      processes,
    );
    expect(found.map(({ target }) => target)).toEqual(['[::1]:3000']);
  });
});

test.each([
  ['<html><head><title>502 Bad Gateway</title></head>', '502 Bad Gateway'],
  ['{"statusCode":500,"message":"Internal server error"}', 'Internal server error'],
  ['\u001b[31mplain\u001b[0m words', 'plain words'],
  ['', null],
])('the answer %j says %j', (body, says) => expect(sayingOf(body)).toBe(says));

test('names are read from hosts and from getent', () => {
  expect(readHosts('127.0.0.1 localhost # x\n::1 LOCALHOST ip6-localhost\n\nbad\n10.0.0.1 __proto__')).toEqual({
    localhost: ['127.0.0.1', '::1'],
    'ip6-localhost': ['::1'],
    ['__proto__']: ['10.0.0.1'],
  });
  expect(readAhosts('::1             STREAM localhost\n::1             DGRAM\n127.0.0.1       STREAM\n')).toEqual([
    '::1',
    '127.0.0.1',
  ]);
});

test('units are read from systemctl show', () => {
  const text =
    'Id=nginx.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\nResult=signal\nUnitFileState=enabled\nInactiveEnterTimestamp=Fri 2026-11-20 15:22:42 UTC\nExecMainCode=2\nExecMainStatus=9\nExecMainPID=7\n\nId=x\nLoadState=not-found\n';
  expect(readUnits(text)).toEqual([
    {
      name: 'nginx.service',
      activeState: 'failed',
      subState: 'failed',
      result: 'signal',
      isEnabled: true,
      inactiveSince: '2026-11-20T15:22:42.000Z',
      ended: 'killed 9',
    },
  ]);
});
