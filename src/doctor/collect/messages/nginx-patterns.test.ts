// Shows which lines of nginx's error log are understood, and what is taken out of them.
import { describe, expect, test } from 'vitest';
import { nginxPatterns, shortPath } from './nginx-patterns.ts';

const TAIL =
  ', client: 10.0.0.7, server: shop.example, request: "GET /api/orders/17?a=b HTTP/1.1", upstream: "http://127.0.0.1:3000/api/orders/17?a=b", host: "shop.example"';
const AROUND = { site: 'shop.example', request: 'GET /api/orders/…', upstream: '127.0.0.1:3000' };

const read = (record: string) =>
  nginxPatterns.flatMap(({ kind, pattern, data }) => {
    const found = pattern.exec(record);
    const told = found && (data ? data(found, record) : { ...found.groups });
    return told ? [{ kind, data: told }] : [];
  });

describe('a line of the error log', () => {
  test.each([
    ['connect() failed (111: Connection refused) while connecting to upstream', 'nginx-connect-refused', {}],
    ['connect() failed (113: Host is unreachable) while connecting to upstream', 'nginx-connect-unreachable', {}],
    [
      'connect() to 127.0.0.1:3000 failed (99: Cannot assign requested address) while connecting to upstream',
      'nginx-no-local-port',
      {},
    ],
    [
      'upstream prematurely closed connection while reading response header from upstream',
      'nginx-upstream-closed',
      { while: 'reading response header from upstream' },
    ],
    [
      'recv() failed (104: Connection reset by peer) while reading response header from upstream',
      'nginx-upstream-reset',
      { while: 'reading response header from upstream' },
    ],
    [
      'upstream timed out (110: Connection timed out) while reading response header from upstream',
      'nginx-upstream-timeout',
      { while: 'reading response header from upstream' },
    ],
    ['no live upstreams while connecting to upstream', 'nginx-no-live-upstreams', {}],
    ['upstream sent too big header while reading response header from upstream', 'nginx-header-too-big', {}],
    ['client intended to send too large body: 1266065 bytes', 'nginx-body-too-big', { bytes: '1300000' }],
    [
      '1024 worker_connections are not enough while connecting to upstream',
      'nginx-connections-exhausted',
      { limit: '1024' },
    ],
    ['socket() failed (24: Too many open files) while connecting to upstream', 'nginx-files-exhausted', {}],
  ])('%s', (says, kind, data) => {
    expect(read(`[error] 45#45: *62 ${says}${TAIL}`)).toEqual([{ kind, data: { ...AROUND, ...data } }]);
  });

  test.each([
    [
      '[crit] 5009#5009: *1 connect() to unix:/run/shop/app.sock failed (2: No such file or directory) while connecting to upstream, client: 1.1.1.1, server: _, request: "GET / HTTP/1.1", upstream: "http://unix:/run/shop/app.sock:/", host: "h"',
      'nginx-connect-absent',
      { upstream: 'unix:/run/shop/app.sock', site: '_', request: 'GET /' },
    ],
    [
      '[crit] 9#9: *1 connect() to unix:/run/php/fpm.sock failed (13: Permission denied) while connecting to upstream, client: 1.1.1.1, server: , request: "GET /admin HTTP/1.1", upstream: "fastcgi://unix:/run/php/fpm.sock:", host: "admin.example"',
      'nginx-connect-denied',
      { upstream: 'unix:/run/php/fpm.sock', site: 'admin.example', request: 'GET /admin', protocol: 'fastcgi' },
    ],
    ['[alert] 4715#0: 768 worker_connections are not enough', 'nginx-connections-exhausted', { limit: '768' }],
    ['[alert] 4715#0: accept4() failed (24: Too many open files)', 'nginx-files-exhausted', {}],
    [
      'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)',
      'nginx-bind-refused',
      { address: '0.0.0.0:80', errno: '98', port: '80' },
    ],
    [
      '[emerg] 1#1: unknown directive "sever" in /etc/nginx/sites-enabled/shop:3',
      'nginx-config-broken',
      { file: '/etc/nginx/sites-enabled/shop', line: '3' },
    ],
    [
      '[error] 1#1: *5 "/home/deploy/shop/index.html" is forbidden (13: Permission denied), client: 1.1.1.1, server: shop.example, request: "GET / HTTP/1.1", host: "shop.example"',
      'nginx-permission-denied',
      { path: '/home/deploy/shop/index.html', site: 'shop.example', request: 'GET /' },
    ],
    [
      '[error] 1#1: *5 open() "/srv/shop/a.css" failed (2: No such file or directory), client: 1.1.1.1, server: shop.example, request: "GET /a.css HTTP/1.1", host: "shop.example"',
      'nginx-file-absent',
      { path: '/srv/shop/a.css', site: 'shop.example', request: 'GET /a.css' },
    ],
  ])('%s', (record, kind, data) => {
    expect(read(record)).toEqual([{ kind, data }]);
  });

  test('about a name that is unknown is also about the broken configuration', () => {
    const found = read('[emerg] 1#1: host not found in upstream "api.internal:3000" in /etc/nginx/conf.d/a.conf:7');
    expect(found.map(({ kind }) => kind)).toEqual(['nginx-host-not-found', 'nginx-config-broken']);
    expect(found[0]?.data).toMatchObject({ host: 'api.internal', file: '/etc/nginx/conf.d/a.conf', line: '7' });
  });
});

test('paths are shortened to their kind and name nobody', () => {
  expect(shortPath('/users/12/files/550e8400-e29b-41d4-a716-446655440000?x=1')).toBe('/users/:id/files/:id');
  expect(shortPath('/mail/anna@shop.example')).toBe('/mail/:id');
});
