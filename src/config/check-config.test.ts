// Checks what a configuration comes to, and that everything wrong with one is named at its place.
import { expect, test } from 'vitest';

import { checkConfig, placeProblem } from './check-config.ts';
import { describeProblems, wordsOf } from './describe-problems.ts';
import type { AppConfig } from './model.ts';

const FILE = '/srv/shop/allswell.yaml';

function read(text: string): AppConfig {
  const result = checkConfig(text, { file: FILE });
  if (!result.ok) throw new Error(describeProblems(result.failure, { file: 'allswell.yaml', text }));
  return result.value;
}

function problems(text: string): string[] {
  const result = checkConfig(text, { file: FILE });
  if (result.ok) throw new Error('nothing was found wrong');
  return result.failure.map((problem) => `${problem.line}:${problem.column} ${wordsOf(problem)}`);
}

test('the short form is one web pool with all defaults', () => {
  expect(read('name: shop\nrun: dist/main.js\nlisten: 3000\n')).toEqual({
    name: 'shop',
    cwd: '/srv/shop',
    file: FILE,
    node: null,
    env: {},
    envFiles: [],
    front: null,
    connectionBudget: null,
    pools: [
      {
        name: 'web',
        kind: 'web',
        run: 'dist/main.js',
        workers: 1,
        listen: { host: null, port: 3000 },
        health: null,
        ready: 'listen',
        startTimeoutMs: 60_000,
        drainTimeoutMs: 90_000,
        stopTimeoutMs: 10_000,
        queueForMs: 10_000,
        env: {},
        connections: null,
      },
    ],
  });
});

test('in the short form env belongs to the app', () => {
  const app = read('name: shop\nrun: x.js\nenv: { A: 1 }\n');
  expect([app.env, app.pools[0]?.env]).toEqual([{ A: '1' }, {}]);
});

test('kinds and their defaults come from names, options and number', () => {
  const text = `
name: shop
pools:
  api: { run: a.js }
  shopfront: { run: b.js, health: /health }
  mail: { run: c.js }
  cron: { run: d.js }
  nightly: { run: e.js, kind: scheduler, drain: 2m }
`;
  const seen = read(text).pools.map(({ name, kind, ready, drainTimeoutMs }) => [name, kind, ready, drainTimeoutMs]);
  expect(seen).toEqual([
    ['api', 'web', 'listen', 90_000],
    ['shopfront', 'web', 'listen', 90_000],
    ['mail', 'queue', 'alive', 600_000],
    ['cron', 'scheduler', 'alive', 60_000],
    ['nightly', 'scheduler', 'alive', 120_000],
  ]);
  expect(read('name: a\npools: { mail: { run: x.js } }').pools[0]?.kind).toBe('web');
});

test('nothing but what to run is needed: the name may come from the package', () => {
  expect(checkConfig('run: x.js\n', { file: '/srv/shop/allswell.yaml', name: 'tea' })).toMatchObject({
    ok: true,
    value: { name: 'tea', pools: [{ name: 'web', run: 'x.js' }] },
  });
});

test('paths are relative to the file, versions are kept', () => {
  const app = read('name: shop\nrun: x.js\ncwd: ./current\nenvFile: [.env, /etc/shop.env]\nnode: ./node/bin/node\n');
  expect(app).toMatchObject({
    cwd: '/srv/shop/current',
    envFiles: ['/srv/shop/.env', '/etc/shop.env'],
    node: '/srv/shop/node/bin/node',
  });
  expect(read('name: shop\nrun: x.js\nnode: v20\nenvFile: .env\n')).toMatchObject({
    node: 'v20',
    envFiles: ['/srv/shop/.env'],
  });
});

test('variables and versions stay as they are written, for YAML would make other numbers of them', () => {
  const app = read('name: 42\nrun: x.js\nnode: 20.10\nenv: { A: 1.10, B: 0x1F, C: true, D: yes, E: "", F: 1_000 }\n');
  expect([app.name, app.node]).toEqual(['42', '20.10']);
  expect(app.env).toEqual({ A: '1.10', B: '0x1F', C: 'true', D: 'yes', E: '', F: '1_000' });
});

test('anchors, aliases and merges mean what they mean in YAML', () => {
  const text = `
name: shop
pools:
  web: &base
    run: a.js
    workers: &two 2
    env: { N: *two }
  api:
    <<: *base
    run: b.js
`;
  expect(problems(text.replace('*two', '*three'))).toEqual([
    "7:15 no anchor &three above; a value that starts with '*' needs quotes",
  ]);
  const { pools } = read(text);
  expect(pools.map(({ run, workers, env }) => [run, workers, env])).toEqual([
    ['a.js', 2, { N: '2' }],
    ['b.js', 2, { N: '2' }],
  ]);
});

test('everything wrong is named at once, in file order', () => {
  const text = `name: My Shop
memory: 512M
env:
  B:
pools:
  web:
    run: dist/main.js
    worker: 2
    start: 30
    drain: 5 min
    stop: 9d
    health: health
    workers: 1.5
  my.worker:
    run: x
    kind: task
    max_memory_restart: 300M
  admin:
    run: y
    listen: 3001
    listen: 3001
  api:
    run: z
    listen: "127.0.0.1:3001"
  cron:
    workers: 2
    run: q
    queueFor: 3s
    ready: listen
  empty:
  bare:
    workers: 1
    front: https://a.example
database:
  conections: 10
  reserve: many
front: shop.example.com
workers: 3
instances: 4
`;
  expect(problems(text)).toEqual([
    "1:7 name: 'My Shop' has a space in it; use small letters, digits and '-', at most 40, e.g. my-shop",
    '2:1 memory: not supported yet in this version; remove it for now',
    "4:3 env.B: is empty; give a value or remove it; for an empty one write ''",
    '8:5 pools.web.worker: no such key; did you mean workers?',
    '9:12 pools.web.start: has no unit; add a unit, e.g. 30s',
    "10:12 pools.web.drain: '5 min' is no duration; write e.g. 30s, 10m or 1h30m (units: ms, s, m, h, d)",
    '11:11 pools.web.stop: is too long; the most is 7d',
    "12:13 pools.web.health: must be a path that starts with '/'; e.g. /health",
    '13:14 pools.web.workers: must be a whole number from 0 to 1000; e.g. 2',
    "14:3 pools.my.worker: 'my.worker' has a dot in it; use small letters, digits and '-', at most 40, e.g. my-worker",
    "16:11 pools.my.worker.kind: 'task' is not supported yet in this version; use web, queue or scheduler",
    '17:5 pools.my.worker.max_memory_restart: no such key; it will be called memory, which is not supported yet in this version',
    '21:5 pools.admin.listen: is given twice, first in line 20',
    '24:13 pools.api.listen: port 3001 is already taken by pool admin (:3001); give each web pool its own port',
    '26:14 pools.cron.workers: a scheduler has exactly 1 worker; remove workers; for more at once use kind: queue',
    '28:15 pools.cron.queueFor: only a web pool has it, and this is a scheduler pool; remove it, or use kind: web',
    '29:12 pools.cron.ready: a scheduler pool has no socket to listen on; use message or alive',
    '30:3 pools.empty: is empty; give a value or remove it; e.g. run: dist/main.js',
    '31:3 pools.bare.run: is missing; e.g. dist/main.js',
    '33:5 pools.bare.front: no such key in a pool; it belongs to the app, at the top level',
    '34:1 database.connections: is missing; e.g. 100',
    '35:3 database.conections: no such key; did you mean connections?',
    '36:12 database.reserve: must be a whole number from 0 to 1000000; e.g. 10',
    '37:8 front: must be an http or https URL; e.g. https://shop.example.com',
    '38:1 workers: stands beside pools; move it into a pool, e.g. under pools.web',
    '39:1 instances: no such key; did you mean workers?',
  ]);
});

test.each([
  ['', ['1:1 the file is empty; the least is what to run; e.g. run: dist/main.js']],
  ['# only words\n', ['1:1 the file is empty; the least is what to run; e.g. run: dist/main.js']],
  ['- a\n', ['1:1 must be options; e.g. name: shop']],
  ['name: shop\n', ['1:1 there is nothing to run; give run, or pools']],
  ['name: a\npools: {}\n', ['2:1 pools: has no pool in it; e.g. web: { run: dist/main.js }']],
  ['name: a\npools:\n', ['2:1 pools: is empty; give a value or remove it; e.g. web: { run: dist/main.js }']],
  ['name: a\npools:\n  - run: x\n', ['3:3 pools: must be names with options; e.g. web: { run: dist/main.js }']],
  ['name: a\nrun: x\nenv: [A]\n', ['3:6 env: must be names with values; e.g. LOG_LEVEL: info']],
  ['name: a\nrun: x\nenvFile: [1]\n', ['3:10 envFile: must be a path or a list of paths; e.g. .env']],
  ['name: a\nrun: ""\n', ['2:6 run: is empty; write e.g. dist/main.js']],
  ['name: a\nrun: x\nkind: webb\n', ['3:7 kind: must be web, queue or scheduler']],
  [
    'name: a\nrun: x\ndatabase: { connections: 10 }\n',
    [
      '3:26 database.connections: a reserve of 10 leaves nothing of 10 for the pools; reserve is what is kept free of connections; the default is 10',
    ],
  ],
  ['name: a\nrun: x\nstart: 10ms\n', ['3:8 start: is too short; the least is 1000 ms']],
])('%j', (text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test.each([
  [
    'name: a: b\n',
    "1:7 a second ': ' stands in one line, or the line below is indented too far; put a value that has ': ' in it in quotes",
  ],
  ['name: a\npools:\n\tweb: x\n', '3:1 a tab is used for indentation; use spaces'],
  [
    'name: a\nrun: x\nlisten: [::1]:3000\n',
    '3:14 this does not belong to what stands before it; put the whole value in quotes',
  ],
  ['name: a\nrun: @x\n', '2:6 a value does not start with this character; put the whole value in quotes'],
  ['name: a\n---\nname: b\n', "2:1 a second document starts here with '---'; one file holds one app"],
])('text that is no YAML: %j', (text, expected) => {
  expect(problems(text)).toContain(expected);
});

test('two web pools share a port only at two addresses that are both named', () => {
  const pools = (one: string, other: string) =>
    `name: a\npools:\n  web: {run: x, listen: "${one}"}\n  api: {run: y, listen: "${other}"}\n`;
  expect(read(pools('127.0.0.1:80', '10.0.0.1:80')).pools).toHaveLength(2);
  for (const [one, other] of [
    ['80', '81'],
    ['127.0.0.1:80', '[::1]:80'],
  ] as const)
    expect(read(pools(one, other)).pools).toHaveLength(2);
  for (const [one, other] of [
    ['80', '127.0.0.1:80'],
    ['0.0.0.0:80', '10.0.0.1:80'],
    ['[::]:80', ':80'],
  ] as const) {
    expect(problems(pools(one, other))).toHaveLength(1);
  }
});

test('aliases that multiply are refused and not expanded', () => {
  const lines = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
  ];
  expect(problems(lines.join('\n'))).toEqual([expect.stringContaining('alias')]);
});

test('a problem that is found later gets its place too', () => {
  const text = 'name: a\npools:\n  web:\n    run: x.js\n';
  expect(placeProblem(text, ['pools', 'web', 'run'], 'no such file')).toEqual({
    line: 4,
    column: 10,
    path: 'pools.web.run',
    message: 'no such file',
  });
});

test('a problem is shown with its line and a caret', () => {
  const text = 'name: shop\npools:\n  web:\n    run: x.js\n    worker: 2\n';
  const result = checkConfig(text, { file: FILE });
  expect(result.ok ? '' : describeProblems(result.failure, { file: 'allswell.yaml', text })).toBe(
    [
      'allswell.yaml:5:5  pools.web.worker: no such key; did you mean workers?',
      '  5 |     worker: 2',
      '    |     ^',
    ].join('\n'),
  );
});
