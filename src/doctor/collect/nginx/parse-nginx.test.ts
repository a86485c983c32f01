// Shows how nginx configuration is read: words, blocks, lines, and what is said of a broken one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNginx } from './parse-nginx.ts';

const plain = (text: string): unknown[] => parseNginx(text, 'f').directives.map(strip);
const strip = ({ name, args, block }: ReturnType<typeof parseNginx>['directives'][number]): unknown =>
  block === null ? [name, ...args] : [name, ...args, block.map(strip)];

describe('a configuration', () => {
  test.each([
    ['user www-data;', [['user', 'www-data']]],
    ['a "b c" \'d;e\' f\\;g;', [['a', 'b c', 'd;e', 'f\\;g']]],
    [
      'if ($host = x) { return 301 https://$host$request_uri; }',
      [['if', '($host', '=', 'x)', [['return', '301', 'https://$host$request_uri']]]],
    ],
    ['set $a "${b}{c}";', [['set', '$a', '${b}{c}']]],
    ['set $a ${b}_c;', [['set', '$a', '${b}_c']]],
    ['a b; # c; d }\ne;', [['a', 'b'], ['e']]],
    ["log_format main '$a \"$b\"'\n   ' $c';", [['log_format', 'main', '$a "$b"', ' $c']]],
    ['location ~ \\.php$ { }', [['location', '~', '\\.php$', []]]],
    ['a"b;', [['a"b']]],
    ['\ufeffuser x;', [['user', 'x']]],
    // What it says may be printed: it must not steer a terminal.
    ['server_name "a\u001b[2Jb\u0007";', [['server_name', 'ab ']]],
    [
      'content_by_lua_block { local s = "}" -- }\n if x then y = {1} end } a;',
      [['content_by_lua_block', ' local s = "}" -- }  if x then y = {1} end }'], ['a']],
    ],
  ])('%j is understood', (text, directives) => {
    expect(plain(text)).toEqual(directives);
    expect(parseNginx(text, 'f').problem).toBeNull();
  });

  test('knows the line of everything', () => {
    const { directives } = parseNginx('a;\n\nhttp {\n # x\n server {\n  listen "8\n0";\n  b;\n }\n}', 'f');
    const http = directives[1];
    expect(http?.place.line).toBe(3);
    expect(http?.block?.[0]?.block?.map(({ name, place }) => [name, place.line])).toEqual([
      ['listen', 6],
      ['b', 8],
    ]);
  });

  test.each([
    ['a;\nhttp {\n a;\n', 'unexpected end of file, expecting "}"', 2],
    ['a;\n}\n', 'unexpected "}"', 2],
    ['a;\nlisten 80\n', 'directive "listen" is not terminated by ";"', 2],
    ['http {\n listen 80\n}\n', 'directive "listen" is not terminated by ";"', 2],
    ['a "b;\n', 'text that begins with " is not closed', 1],
    ['a;;', 'unexpected ";"', 1],
    ['a {{', 'unexpected "{"', 1],
  ])('%j is broken: %s', (text, says, line) => {
    expect(parseNginx(text, 'f').problem).toEqual({ text: says, place: { file: 'f', line } });
  });

  test('that is garbage breaks nothing and hangs nothing', () => {
    const piece = fc.oneof(
      fc.constantFrom('{', '}', ';', '"', "'", '\\', '#', '\n', '$', '${', ' ', 'a_by_lua_block', 'include', '--'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        parseNginx(pieces.join(''), 'f');
      }),
      { numRuns: 500 },
    );
  });

  test('of a hundred thousand braces is read in little time', () => {
    const began = performance.now();
    parseNginx('a {'.repeat(100_000), 'f');
    parseNginx('"'.repeat(100_001), 'f');
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
