// Shows how package.json, lockfiles, start commands and environment files are read, and what is made of garbage.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tarFiles } from './compare-tarballs.ts';
import { entryOf } from './entry-of.ts';
import { readEnvText } from './env-values.ts';
import { findNear } from './find-near.ts';
import { readLockfile } from './lockfile.ts';
import { entryOfScript, readPackageJson } from './read-package.ts';

describe('a start command', () => {
  test.each([
    [['node', 'dist/main.js'], { kind: 'script', path: '/srv/shop/dist/main.js' }],
    [
      ['/usr/bin/node --enable-source-maps -r dotenv/config dist/main'],
      { kind: 'script', path: '/srv/shop/dist/main' },
    ],
    [
      ['/usr/bin/node', '--env-file=.env', '/opt/x/main.mjs', '--port', '3000'],
      { kind: 'script', path: '/opt/x/main.mjs' },
    ],
    [['npm', 'run', 'start:prod'], { kind: 'package-script', name: 'start:prod' }],
    [['npm start'], { kind: 'package-script', name: 'start' }],
    [['node', '/usr/lib/node_modules/npm/bin/npm-cli.js', 'run', 'start'], { kind: 'package-script', name: 'start' }],
    [['/bin/sh', '-c', 'cd /srv/shop && exec node dist/main.js'], { kind: 'script', path: '/srv/shop/dist/main.js' }],
    [['/usr/bin/env PORT=3000 node "dist/my main.js"'], { kind: 'script', path: '/srv/shop/dist/my main.js' }],
    [['nest', 'start'], { kind: 'package-program', name: 'nest' }],
    [['node', '-e', '1'], null],
    [['/usr/sbin/nginx', '-g', 'daemon on;'], null],
    [[''], null],
  ])('%j', (argv, entry) => {
    expect(entryOf(argv, '/srv/shop')).toEqual(entry);
  });

  test('that goes over scripts of package.json', () => {
    const own = readPackageJson(
      '{"scripts":{"start":"npm run start:prod","start:prod":"NODE_ENV=production node dist/main"}}',
    );
    expect(own && entryOfScript('start', own, '/srv/shop')).toEqual({ kind: 'script', path: '/srv/shop/dist/main' });
    const loop = readPackageJson('{"scripts":{"start":"npm run start"}}');
    expect(loop && entryOfScript('start', loop, '/srv/shop')).toEqual({ kind: 'package-script', name: 'start' });
  });
});

describe('a lockfile', () => {
  const brief = (kind: Parameters<typeof readLockfile>[0], text: string, wanted = {}) =>
    readLockfile(kind, text, wanted)?.map(
      ({ name, version, place, isDev, isOptional }) =>
        `${name}@${version} ${place}${isDev ? ' dev' : ''}${isOptional ? ' optional' : ''}`,
    );

  test('of npm 7 and later', () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { name: 'shop' },
        'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' },
        'node_modules/a/node_modules/@s/b': { version: '2.0.0', dev: true },
        'node_modules/c': { version: '3.0.0', optional: true },
        'packages/w': { version: '1.0.0' },
        'node_modules/w': { link: true },
      },
    };
    expect(brief('npm', JSON.stringify(lock))).toEqual([
      'a@1.0.0 node_modules/a',
      '@s/b@2.0.0 node_modules/a/node_modules/@s/b dev',
      'c@3.0.0 node_modules/c optional',
    ]);
  });

  test('of npm 6', () => {
    const lock = {
      lockfileVersion: 1,
      dependencies: { a: { version: '1.0.0', dependencies: { b: { version: '2.0.0', dev: true } } } },
    };
    expect(brief('npm', JSON.stringify(lock))).toEqual([
      'a@1.0.0 node_modules/a',
      'b@2.0.0 node_modules/a/node_modules/b dev',
    ]);
  });

  test('of pnpm, with and without importers', () => {
    const nine = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@nestjs/core':
        specifier: ^11.0.0
        version: 11.2.10(@nestjs/common@11.2.10)
      nanoid:
        specifier: ^3.3.0
        version: 3.3.12
    devDependencies:
      typescript:
        specifier: ^5.0.0
        version: 5.9.3

  packages/other:
    dependencies:
      left-pad:
        specifier: 1.0.0
        version: 1.0.0

packages:

  nanoid@3.3.12:
    resolution: {integrity: sha512-x}
`;
    expect(brief('pnpm', nine)).toEqual([
      '@nestjs/core@11.2.10 node_modules/@nestjs/core',
      'nanoid@3.3.12 node_modules/nanoid',
      'typescript@5.9.3 node_modules/typescript dev',
    ]);
    const five = `lockfileVersion: 5.4

specifiers:
  nanoid: ^3.3.0

dependencies:
  nanoid: 3.3.12
  '@nestjs/core': 9.0.0_abc

packages:

  /nanoid/3.3.12:
    dev: false
`;
    expect(brief('pnpm', five)).toEqual([
      'nanoid@3.3.12 node_modules/nanoid',
      '@nestjs/core@9.0.0 node_modules/@nestjs/core',
    ]);
  });

  test('of yarn 1 and later', () => {
    const one = `# yarn lockfile v1\n\n"@nestjs/core@^11.0.0":\n  version "11.2.10"\n\nnanoid@^3.3.0, nanoid@^3.1.0:\n  version "3.3.12"\n`;
    const wanted = { '@nestjs/core': '^11.0.0', nanoid: '^3.3.0' };
    expect(brief('yarn', one, wanted)).toEqual([
      '@nestjs/core@11.2.10 node_modules/@nestjs/core',
      'nanoid@3.3.12 node_modules/nanoid',
    ]);
    const four = `__metadata:\n  version: 8\n\n"nanoid@npm:^3.3.0":\n  version: 3.3.12\n  resolution: "nanoid@npm:3.3.12"\n`;
    expect(brief('yarn', four, wanted)).toEqual(['nanoid@3.3.12 node_modules/nanoid']);
  });

  test('of Bun', () => {
    expect(
      brief('bun', '{ "packages": { "nanoid": ["nanoid@3.3.12", "", {}, "sha512-x"], } }', { nanoid: '^3' }),
    ).toEqual(['nanoid@3.3.12 node_modules/nanoid']);
    expect(readLockfile('bun', '\u0000binary', {})).toBeNull();
  });

  test('that is none, or half written', () => {
    expect(readLockfile('npm', '{"packages":', {})).toBeNull();
    fc.assert(
      fc.property(
        fc.constantFrom('npm' as const, 'pnpm' as const, 'yarn' as const, 'bun' as const),
        fc.string({ maxLength: 300 }),
        (kind, text) => void readLockfile(kind, text, { a: '^1' }),
      ),
    );
  });
});

describe('an environment file', () => {
  const disputes = (text: string) => readEnvText(text).disputes.map(({ name, line, why }) => `${line} ${name}: ${why}`);

  test('that everybody reads alike', () => {
    expect(disputes('# shop\nA=b\nB="c d"\n\nC=\'e#f\'\nURL=postgres://shop:x@127.0.0.1/shop\n')).toEqual([]);
  });

  test.each([
    ['PASSWORD=abc#def', '1 PASSWORD: dotenv and Node cut an unquoted value at #; systemd and a shell keep it'],
    ['A=b # why', '1 A: systemd takes the comment after the value for a part of it'],
    ['export A=b', '1 A: systemd ignores lines that begin with export'],
    ['A=pa$$word', '1 A: a shell replaces what begins with $'],
    ['A = b', '1 A: a shell does not allow blanks around ='],
    [
      'A="b\\nc"',
      '1 A: dotenv and Node keep backslashes (and turn \\n in double quotes into a line end); systemd and a shell do not',
    ],
    ['A=b&c', '1 A: a shell ends the value at ; & | < > ( )'],
    ['A=b c', '1 A: a shell ends an unquoted value at a blank'],
    ['A: b', '1 A: only dotenv reads `NAME: value`'],
  ])('%s', (text, dispute) => {
    expect(disputes(text)).toEqual([dispute]);
  });

  test('in which a name comes twice', () => {
    expect(readEnvText('A=1\nB=2\nA=3').duplicates).toEqual(['A']);
  });

  test('whatever is in it, nothing throws and nothing hangs', () => {
    const part = fc.constantFrom('A', '=', ' ', '"', "'", '`', '\\', '#', '\n', '\r', '$', 'export ', 'b', ':', ';');
    fc.assert(fc.property(fc.array(part, { maxLength: 120 }), (parts) => void readEnvText(parts.join(''))));
    const began = performance.now();
    for (const one of ['A="', "A='", 'A=\\', 'A=b\n', '=', '\\\n', 'A=`\n']) readEnvText(one.repeat(20_000));
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

test('a name is near when one or two letters are off', () => {
  expect(findNear('nestjs-queue', ['nestjs-queues', 'express'])).toBe('nestjs-queues');
  expect(findNear('lodahs', ['lodash', 'express'])).toBeNull();
  expect(findNear('expres', ['lodash', 'express'])).toBe('express');
  expect(findNear('pg', ['qs'])).toBeNull();
});

test('a tarball that is none has no files', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => void tarFiles(Buffer.from(bytes))));
});
