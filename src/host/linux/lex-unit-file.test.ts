// Shows how unit files and what stands in them are read.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lexUnitFile, valuesInForce } from './lex-unit-file.ts';
import { assignmentsIn, parseEnvironmentFile, splitWords } from './systemd-words.ts';

const UNIT = `# the shop
[Unit]
Description=Shop
[Service]
ExecStart=/usr/bin/node \\
  # with a note
  --max-old-space-size=400 \\
  dist/main.js
Environment=PORT=3000
Environment=
; gone above
Environment="GREETING=good morning" NODE_ENV=production
  WorkingDirectory = /srv/shop
nonsense
`;

test('a unit file is its assignments with their lines', () => {
  const all = lexUnitFile(UNIT);
  expect(all.map(({ section, key, line }) => `${section}.${key}:${line}`)).toEqual([
    'Unit.Description:3',
    'Service.ExecStart:5',
    'Service.Environment:9',
    'Service.Environment:10',
    'Service.Environment:12',
    'Service.WorkingDirectory:13',
  ]);
  expect(all[1]?.value.replace(/\s+/g, ' ')).toBe('/usr/bin/node --max-old-space-size=400 dist/main.js');
  expect(valuesInForce(all, 'Service', 'Environment').map(({ value }) => value)).toEqual([
    '"GREETING=good morning" NODE_ENV=production',
  ]);
});

test.each([
  ['a b', ['a', 'b']],
  ['"a b" c', ['a b', 'c']],
  ["'a\\n' b", ['a\\n', 'b']],
  ['a\\x20b \\s', ['a b', ' ']],
  ['""', ['']],
  ['"open', ['open']],
])('the words of %j', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

test('assignments keep what stands after the first sign of equality', () => {
  expect(assignmentsIn('"A=1=2" B= nothing')).toEqual({ A: '1=2', B: '' });
});

test('an environment file is read without expansion', () => {
  expect(parseEnvironmentFile('# no\nPORT=3000\nNAME="a b"\nexport X=1\nY=$PORT # kept\nZ=\'q\'\n')).toEqual({
    PORT: '3000',
    NAME: 'a b',
    Y: '$PORT # kept',
    Z: 'q',
  });
});

test('no text breaks them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      lexUnitFile(text);
      splitWords(text);
      parseEnvironmentFile(text);
    }),
  );
});
