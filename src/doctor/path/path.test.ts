// Shows how a target is read, which site and location it falls into, and how its path is told.
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NginxServer } from '../facts/nginx-facts.ts';
import { locationFor } from '../join/log-places.ts';
import type { FactSheet } from '../model.ts';
import { findSite } from './find-site.ts';
import { followPath } from './follow-path.ts';
import { readTarget } from './read-target.ts';
import { renderPath } from './render-path.ts';

const plain = (_style: string, text: string): string => text;
const caseOf = (path: string): FactSheet =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'rules', path), 'utf8')) as FactSheet;

describe('a target', () => {
  test.each([
    [
      'https://shop.example/orders?x=1',
      { kind: 'url', isTls: true, host: 'shop.example', port: null, path: '/orders' },
    ],
    ['shop.example', { kind: 'url', isTls: null, host: 'shop.example', port: null, path: '/' }],
    ['localhost:3000/health', { kind: 'url', isTls: null, host: 'localhost', port: 3000, path: '/health' }],
    ['3000', { kind: 'port', port: 3000 }],
    [':3000', { kind: 'port', port: 3000 }],
    ['shop.service', { kind: 'name', name: 'shop.service' }],
    ['shop', { kind: 'name', name: 'shop' }],
    ['/srv/shop', { kind: 'name', name: '/srv/shop' }],
    ['70000', null],
    ['http://', null],
    ['two words', null],
  ])('%s is read', (text, target) => expect(readTarget(text)).toEqual(target));

  test('of any kind breaks nothing', () => {
    fc.assert(fc.property(fc.string(), (text) => void readTarget(text)));
  });
});

const site = (
  names: string[],
  locations: string[] = [],
  listen: Partial<NginxServer['listens'][number]> = {},
): NginxServer => ({
  names,
  listens: [{ address: '*', port: 80, isTls: false, isDefault: false, place: { file: 'f', line: 1 }, ...listen }],
  certificate: null,
  certificateKey: null,
  root: null,
  returns: null,
  largeHeaderBuffers: null,
  locations: locations.map((match) => ({ match }) as NginxServer['locations'][number]),
  place: { file: 'f', line: 1 },
});

describe('a site', () => {
  const servers = [
    site(['_'], [], { isDefault: true }),
    site(['*.shop.example']),
    site(['admin.shop.example']),
    site(['.mail.example']),
    site([String.raw`~^api\d+\.example$`]),
  ];
  test.each([
    ['admin.shop.example', 'admin.shop.example', true],
    ['www.shop.example', '*.shop.example', true],
    ['mail.example', '.mail.example', true],
    ['api7.example', String.raw`~^api\d+\.example$`, true],
    ['nobody.example', '_', false],
  ])('of %s is found', (host, name, isNamed) => {
    expect(findSite({ servers }, host, null, null)).toMatchObject({ server: { names: [name] }, isNamed });
  });
});

describe('a location', () => {
  const server = site(['a'], ['/', '/api/', '= /health', String.raw`~ \.php$`, '^~ /static/', '/api/v2/']);
  test.each([
    ['/', '/'],
    ['/api/orders', '/api/'],
    ['/api/v2/x', '/api/v2/'],
    ['/health', '= /health'],
    ['/index.php', String.raw`~ \.php$`],
    ['/static/a.php', '^~ /static/'],
  ])('for %s is %s', (path, match) => expect(locationFor(server, path)?.match).toBe(match));
});

describe('a path', () => {
  test('breaks at the port where nobody listens, and says where the application is', () => {
    const path = followPath(
      caseOf('nginx-points-where-nothing-listens/fires/proxy-pass-to-unused-port.json'),
      'http://shop.example/orders',
    );
    expect(path?.hops.map(({ what, isOk }) => [what, isOk])).toEqual([
      ['name', null],
      ['nginx', true],
      ['site', true],
      ['location', true],
      ['upstream', false],
      ['socket', false],
      ['process', true],
      ['keeper', true],
      ['application', null],
    ]);
    const text = renderPath(path ?? { target: '', hops: [], keys: [] }, plain);
    expect(text).toContain('✗ upstream    127.0.0.1:3001: nobody listens there  ← breaks here');
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test('of a unit leads through its site to its port', () => {
    const path = followPath(caseOf('nginx-upstream-not-listening/fires/app-stopped.json'), 'shop');
    expect(path?.hops.map(({ what }) => what)).toContain('keeper');
    expect(path?.keys).toContain('unit:shop.service');
  });

  test('of something that is not here is none', () => {
    expect(followPath(caseOf('nginx-upstream-not-listening/fires/app-stopped.json'), 'mailer')).toBeNull();
  });

  test('through an empty sheet says that nothing is known', () => {
    const sheet: FactSheet = {
      schema: 1,
      takenAt: '2026-11-20T16:00:00.000Z',
      since: '2026-11-20T15:00:00.000Z',
      facts: {},
    };
    const path = followPath(sheet, 'https://shop.example/');
    expect(path?.hops.every(({ isOk }) => isOk === null)).toBe(true);
  });
});
