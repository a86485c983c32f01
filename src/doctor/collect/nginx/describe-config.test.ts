// Shows what a configuration is said to mean: inheritance, upstreams, notations of sizes, times and addresses.
import { describe, expect, test } from 'vitest';
import { describeConfig } from './describe-config.ts';
import { describeLogs } from './describe-logs.ts';
import { parseNginx } from './parse-nginx.ts';
import { readListen, readSize, readTarget, readTime } from './read-values.ts';

const config = (text: string) => describeConfig(parseNginx(text, '/etc/nginx/nginx.conf').directives);
const location = (text: string, index = 0) => config(text).servers[0]?.locations[index];

describe('a location', () => {
  test('has the nearest value, and headers as a whole', () => {
    const found = location(`http { proxy_read_timeout 30s; client_max_body_size 8m; proxy_set_header Host $host;
      server { proxy_set_header X-A a; proxy_http_version 1.1;
        location / { proxy_pass http://127.0.0.1:3000; proxy_read_timeout 5; } } }`);
    expect(found).toMatchObject({
      target: '127.0.0.1:3000',
      proxyReadTimeoutMs: 5000,
      clientMaxBodySizeBytes: 8 * 1024 * 1024,
      proxyHttpVersion: '1.1',
      headers: { 'X-A': 'a' },
    });
  });

  test('inside another does not inherit its proxy_pass', () => {
    const text = 'http { server { location /a { proxy_pass http://127.0.0.1:1; location /a/b { root /x; } } } }';
    expect(location(text, 1)).toMatchObject({ match: '/a/b', proxyPass: null, target: null, root: '/x' });
  });

  test('passes to a variable that is set plainly', () => {
    const text = 'http { server { set $b 127.0.0.1:3000; location / { proxy_pass http://$b$request_uri; } } }';
    expect(location(text)?.target).toBe('127.0.0.1:3000');
  });

  test('passes to nobody knows where with any other variable', () => {
    expect(location('http { server { location / { proxy_pass http://$b; } } }')?.target).toBeNull();
  });
});

test('an upstream has its servers and what keeps connections', () => {
  const text = `http { upstream shop { server 127.0.0.1:3000 max_fails=2 fail_timeout=30s; server unix:/run/b.sock backup; server c down; keepalive 16; keepalive_timeout 4s; }
    server { listen 443 ssl; server_name shop.example www.shop.example; location / { proxy_pass http://shop/; } } }`;
  const { upstreams, servers } = config(text);
  expect(upstreams[0]).toMatchObject({ name: 'shop', keepalive: 16, keepaliveTimeoutMs: 4000 });
  expect(upstreams[0]?.servers).toMatchObject([
    { address: '127.0.0.1:3000', maxFails: 2, failTimeoutMs: 30_000, isBackup: false },
    { address: 'unix:/run/b.sock', isBackup: true },
    { address: 'c:80', isDown: true },
  ]);
  expect(servers[0]).toMatchObject({
    names: ['shop.example', 'www.shop.example'],
    listens: [{ address: '*', port: 443, isTls: true }],
  });
  expect(servers[0]?.locations[0]?.target).toBe('shop');
});

test('logs are known with their formats and their sites', () => {
  const text = `error_log /var/log/nginx/error.log warn;
    http { log_format timed escape=json '$status ' '$request_time'; access_log /var/log/nginx/access.log;
      server { server_name a.example; access_log /var/log/nginx/a.log timed buffer=32k; error_log logs/a-error.log; }
      server { server_name b.example; } server { server_name c.example; access_log off; error_log syslog:server=x; } }`;
  expect(
    describeLogs(parseNginx(text, 'f').directives, { prefix: '/usr/share/nginx', errorLog: null, accessLog: null }),
  ).toEqual({
    errorLogs: ['/var/log/nginx/error.log', '/usr/share/nginx/logs/a-error.log'],
    accessLogs: [
      { path: '/var/log/nginx/access.log', format: null, sites: ['b.example'] },
      { path: '/var/log/nginx/a.log', format: '$status $request_time', sites: ['a.example'] },
    ],
  });
});

describe('a notation', () => {
  test.each([
    ['8k', 8192],
    ['1M', 1_048_576],
    ['0', 0],
    ['x', null],
  ])('of a size, %s, is read', (text, bytes) => expect(readSize(text)).toBe(bytes));

  test.each([
    ['60', 60_000],
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['1m 5s', 65_000],
    ['soon', null],
  ])('of a time, %s, is read', (text, ms) => expect(readTime(text)).toBe(ms));

  test.each([
    ['80', '*', 80],
    ['[::]:443', '[::]', 443],
    ['127.0.0.1', '127.0.0.1', 80],
    ['0.0.0.0:8080', '*', 8080],
    ['unix:/run/n.sock', 'unix:/run/n.sock', 0],
  ])('of listen, %s, is read', (text, address, port) => expect(readListen(text)).toEqual({ address, port }));

  test.each([
    ['http://127.0.0.1:3000/api/', '127.0.0.1:3000'],
    ['http://unix:/run/x.sock:/api', 'unix:/run/x.sock'],
    ['https://api.example', 'api.example:443'],
    ['http://localhost:3000', 'localhost:3000'],
    ['unix:/run/php/fpm.sock', 'unix:/run/php/fpm.sock'],
    ['127.0.0.1:9000', '127.0.0.1:9000'],
    ['http://[::1]:3000', '[::1]:3000'],
    ['shop', 'shop'],
  ])('of a target, %s, is read', (text, target) => expect(readTarget(text, (name) => name === 'shop')).toBe(target));
});
