// Shows how Supervisor's files and answers are read, and what is made of both.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describePrograms } from './describe-programs.ts';
import { expandValue, parseIni, parsePairs } from './parse-ini.ts';
import { readAnswer } from './xml-rpc.ts';

const FILE = `; the shop
[program:shop]
command = /usr/bin/node dist/main.js ; no npm here
directory=/srv/shop
memory_limit=512M
environment=PORT="3000",DB_PASSWORD='hunter2, really',
    NODE_ENV=production
stdout_logfile=/var/log/shop.log
[program:worker]
command=/usr/bin/node dist/worker.js
numprocs=2
process_name=%(program_name)s_%(process_num)02d
`;

const disk = { exists: () => true, findExecutable: () => null, hasUser: () => true };
const sections = parseIni(FILE).map((one) => ({ ...one, file: '/etc/supervisor/conf.d/shop.conf', modifiedAt: null }));

test('a section is its options with their lines', () => {
  expect(sections[0]?.options.map(({ name, line }) => `${name}:${line}`)).toEqual([
    'command:3',
    'directory:4',
    'memory_limit:5',
    'environment:6',
    'stdout_logfile:8',
  ]);
  expect(sections[0]?.options[0]?.value).toBe('/usr/bin/node dist/main.js');
});

test('programs come from the files and from the daemon, and no secret stays', () => {
  const processes = [
    {
      name: 'shop',
      group: 'shop',
      statename: 'RUNNING',
      pid: 77,
      start: 1_700_000_000,
      stop: 0,
      exitstatus: 0,
      spawnerr: '',
    },
  ];
  const programs = describePrograms(sections, processes, null, disk);
  expect(programs.map(({ name, group, state }) => `${group}:${name} ${state}`)).toEqual([
    'shop:shop RUNNING',
    'worker:worker_00 NOT-LOADED',
    'worker:worker_01 NOT-LOADED',
  ]);
  const [shop] = programs;
  expect(shop).toMatchObject({
    pid: 77,
    port: '3000',
    folder: '/srv/shop',
    startedAt: '2023-11-14T22:13:20.000Z',
    stdoutLog: '/var/log/shop.log',
  });
  expect(shop?.unknownOptions).toEqual([{ name: 'memory_limit', line: 5, value: '512M' }]);
  expect(Object.keys(shop?.environment ?? {})).toEqual(['PORT', 'DB_PASSWORD', 'NODE_ENV']);
  expect(JSON.stringify(programs)).not.toContain('hunter2');
});

test.each([
  ['A="1",B=2', { A: '1', B: '2' }],
  ['A=\'x,y\' , B="a=b"', { A: 'x,y', B: 'a=b' }],
  ['', {}],
  ['A=1,\nB=2', { A: '1', B: '2' }],
])('the pairs of %j', (text, pairs) => {
  expect(parsePairs(text)).toEqual(pairs);
});

test('names are expanded, and what is not known stays', () => {
  expect(expandValue('%(here)s/%(ENV_HOME)s/%%', { here: '/etc' })).toBe('/etc/%(ENV_HOME)s/%');
});

test('answers are values or faults', () => {
  const xml = `<?xml version='1.0'?><methodResponse><params><param><value><array><data><value><struct>
<member><name>name</name><value><string>a &amp; b</string></value></member>
<member><name>pid</name><value><int>7</int></value></member>
<member><name>log</name><value><string></string></value></member>
<member><name>on</name><value><boolean>1</boolean></value></member>
</struct></value></data></array></value></param></params></methodResponse>`;
  expect(readAnswer(xml)).toEqual({ kind: 'value', value: [{ name: 'a & b', pid: 7, log: '', on: true }] });
  const fault =
    '<methodResponse><fault><value><struct><member><name>faultString</name><value><string>UNKNOWN_METHOD</string></value></member></struct></value></fault></methodResponse>';
  expect(readAnswer(fault)).toEqual({ kind: 'fault', text: 'UNKNOWN_METHOD' });
  expect(readAnswer('<html>no</html>')).toEqual({ kind: 'unreadable' });
});

test('no text breaks them', () => {
  const tags = fc.constantFrom(
    '<value>',
    '</value>',
    '<struct>',
    '<array>',
    '<name>',
    '<member>',
    '</struct>',
    'x',
    '<data>',
    '<methodResponse>',
    '[a]',
    'k=v',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(tags, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      readAnswer(`<methodResponse>${text}`);
      parsePairs(text);
      describePrograms(
        parseIni(text).map((one) => ({ ...one, name: `program:${one.name}`, file: '/x', modifiedAt: null })),
        [],
        null,
        disk,
      );
    }),
  );
});
