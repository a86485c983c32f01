// Shows what is masked, what is left alone, and that no text makes the masks throw or hang.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashValue, hashValues } from './hash-value.ts';
import { cleanText, isSecretName, maskArguments, maskSecrets, maskText, maskValues, stripControls } from './mask.ts';

describe('what is masked', () => {
  test.each([
    ['at f (/srv/shop/dist/auth/token.guard.js:12:3)', 'at f (/srv/shop/dist/auth/token.guard.js:12:3)'],
    ['postgres://shop:hunter2@127.0.0.1:5432/shop', 'postgres://shop:***@127.0.0.1:5432/shop'],
    ['redis://:hunter2@cache:6379', 'redis://:***@cache:6379'],
    ['amqp://a:p%40ss:w@rd@host/', 'amqp://a:***@rd@host/'],
    ['git clone https://ghp_0123456789abcdefghijABCDEFGHIJ012345@git.example/x', 'git clone https://***@git.example/x'],
    ['password=hunter2 retry', 'password=*** retry'],
    ['{"apiKey":"abc","port":3000}', '{"apiKey":"***","port":3000}'],
    ['password="hunter 2" retry', 'password="***" retry'],
    ['DB_PASSWORD: hunter2', 'DB_PASSWORD: ***'],
    ['Authorization: Bearer abc.def', 'Authorization: ***'],
    ['sent Bearer abcdefgh12345678', 'sent Bearer ***'],
    ['jwt eyJhbGciOi.eyJzdWIiOi.sig-nature', 'jwt ***'],
    ['stripe sk_live_0123456789ab', 'stripe ***'],
    ['mail to jo.doe+x@shop.example failed', 'mail to ***@*** failed'],
    ['Key (email)=(jo@shop.example) already exists.', 'Key (email)=(***) already exists.'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '-----PRIVATE KEY ***-----'],
  ])('%s', (text, masked) => expect(maskSecrets(text)).toBe(masked));

  test.each([
    'DB_PASSWORD',
    'db_pass',
    'JWT_SECRET',
    'STRIPE_API_KEY',
    'GITHUB_TOKEN',
    'SENTRY_DSN',
    'APP_KEY',
    'PGPASSWORD',
  ])('the name %s is a secret’s', (name) => expect(isSecretName(name)).toBe(true));

  test.each(['PORT', 'NODE_ENV', 'PATH', 'PWD', 'OLDPWD', 'DB_HOST', 'PASSENGER_APP_ENV', 'KEYBOARD', 'LANG'])(
    'the name %s is not',
    (name) => expect(isSecretName(name)).toBe(false),
  );

  test('arguments: by name and by form', () => {
    expect(maskArguments(['node', 'main.js', '--db-password', 'hunter2', '--port', '3000', '--token=abc'])).toEqual([
      'node',
      'main.js',
      '--db-password',
      '***',
      '--port',
      '3000',
      '--token=***',
    ]);
  });

  test('values: by name', () => {
    expect(maskValues({ PORT: '3000', API_KEY: 'abc' })).toEqual({ PORT: '3000', API_KEY: '***' });
  });
});

describe('what is left alone', () => {
  test.each([
    'connect() to unix:/run/shop.sock failed (13: Permission denied) while connecting to upstream',
    'Error: listen EADDRINUSE: address already in use :::3000',
    "Cannot find module '@nestjs/core'",
    'Killed process 812 (node) total-vm:606096kB, anon-rss:68308kB',
    'git@1.2.3',
    'Started session-3.scope',
    'postgresql@15-main.service: Failed, user@1000.service too',
    'password authentication failed for user "shop"',
    'commit 3f6f7824d1b2c3d4e5f60718293a4b5c6d7e8f90',
  ])('%s', (text) => expect(maskText(text)).toBe(text));
});

describe('terminal escapes', () => {
  test('are taken out', () => {
    expect(stripControls('\u001b[31mred\u001b[0m \u001b]0;title\u0007bell\r\nnext \u202eevil')).toBe(
      'red bell next evil',
    );
    expect(cleanText(`\u001b[2J${'x'.repeat(500)}`)).toHaveLength(300);
  });

  test('never survive, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        for (const one of [cleanText(text), maskText(text)]) {
          expect(one.length).toBeLessThanOrEqual(300);
          // oxlint-disable-next-line no-control-regex
          expect(one).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        }
      }),
    );
  });

  test('a long hostile text is masked in no time', () => {
    const began = performance.now();
    for (const part of ['a@', 'password', 'a', ':', '\u001b[', 'password=', 'x://', 'a.', '=:', 'eyJ-', '"', '_'])
      maskSecrets(part.repeat(20_000));
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

test('hashes compare without telling', () => {
  expect(hashValue('a')).toBe(hashValue('a'));
  expect(hashValue('a')).not.toBe(hashValue('b'));
  expect(hashValues({ A: '', B: 'x' })).toEqual({ A: 'empty', B: hashValue('x') });
  expect(hashValue('x')).toMatch(/^[0-9a-f]{12}$/);
});
