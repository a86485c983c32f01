// Checks what is recognised in the folders people have, and that what is written of it is right.
import { expect, test } from 'vitest';

import { checkConfig } from './check-config.ts';
import { describeDetected } from './describe-detected.ts';
import { detectApp } from './detect-app.ts';
import { detectedTroubles } from './detected-troubles.ts';
import { diskFiles } from './disk-files.ts';
import { tempFolder, type Tree } from './temp-folder.ts';
import { writeConfig } from './write-config.ts';

function detect(tree: Tree) {
  using made = tempFolder(tree);
  const detected = detectApp(made.folder, diskFiles);
  if (!detected.ok) throw new Error(detected.failure);
  const text = writeConfig(detected.value);
  const checked = checkConfig(text, { file: `${made.folder}/allswell.yaml` });
  if (!checked.ok) throw new Error(JSON.stringify(checked.failure));
  const pools = checked.value.pools.map(({ name, kind, run, listen }) => [name, kind, run, listen?.port ?? null]);
  const troubles = detectedTroubles(detected.value, { folder: made.folder, path: '', files: diskFiles });
  return { detected: detected.value, text, app: checked.value, pools, troubles };
}

const NEST = {
  'nest-cli.json': { sourceRoot: 'src' },
  'tsconfig.json': { compilerOptions: { outDir: './dist' } },
  'package.json': {
    name: '@acme/shop-api',
    dependencies: {
      '@nestjs/core': '11',
      '@nestjs/config': '4',
      '@nestjs/terminus': '11',
      '@nestjs/schedule': '6',
      bullmq: '5',
    },
  },
  'src/main.ts': 'await app.listen(process.env.PORT ?? 3000);',
  'dist/main.js': '',
};

test('a Nest app', () => {
  const { detected, text, pools, troubles } = detect({ ...NEST, '.env': 'PORT=4000\n', '.nvmrc': 'lts/iron\n' });
  expect(pools).toEqual([['web', 'web', 'dist/main.js', 4000]]);
  expect(troubles).toEqual([]);
  expect(text).toBe(`# How allswell runs shop-api (NestJS).
# After a change: allswell check

name: shop-api

# As .nvmrc: lts/iron asks for.
node: "20"

# The app reads .env itself (package.json: @nestjs/config); only if it shall not:
# envFile: .env

# What the database allows in all. With \`connections\` in each pool, check says when they get too many.
# database:
#   connections: 100

pools:
  web:
    # From nest-cli.json.
    # bullmq is installed: jobs that are taken here run in every web worker. A queue pool of its own finishes them in peace.
    # @nestjs/schedule is installed: with two workers, and during a roll, its jobs run twice. A scheduler pool of its own runs them once.
    kind: web
    run: dist/main.js
    # As in .env: PORT=4000.
    listen: 4000
    # A path that answers below 400 when the app is well. Without it only listening is checked.
    # health: /health   # package.json: @nestjs/terminus: is it this path?
    # More than one only when the app keeps nothing in memory that all its requests share (sessions, sockets, timers).
    workers: 1
    # The most database connections one worker opens, e.g. the size of its connection pool.
    # connections: 10
`);
  expect(describeDetected(detected)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^ {2}port +4000 +\.env: PORT=4000$/)]),
  );
});

test('workers and schedulers by their source files', () => {
  const { pools, text, troubles } = detect({
    ...NEST,
    'src/worker.ts': '',
    'src/worker-mail.ts': '',
    'src/worker.module.ts': '',
    'src/worker-hash.ts': "import { parentPort } from 'node:worker_threads'; parentPort.on('message', go)",
    'src/scheduler.ts': '',
    'dist/worker.js': '',
    'dist/src/scheduler.js': '',
  });
  expect(pools).toEqual([
    ['web', 'web', 'dist/main.js', 3000],
    ['scheduler', 'scheduler', 'dist/src/scheduler.js', null],
    ['worker-mail', 'queue', 'dist/worker-mail.js', null],
    ['worker', 'queue', 'dist/worker.js', null],
  ]);
  expect(text).not.toContain('is installed: ');
  expect(troubles).toEqual([expect.stringMatching(/^worker-mail: no such file: .*; did you build\?$/)]);
});

test('a Nest monorepo has a pool for each application', () => {
  const project = (name: string) => ({
    type: 'application',
    sourceRoot: `apps/${name}/src`,
    compilerOptions: { tsConfigPath: `apps/${name}/tsconfig.app.json` },
  });
  const out = (name: string) => ({ compilerOptions: { outDir: `../../dist/apps/${name}` } });
  const { pools } = detect({
    'package.json': { name: 'shop', dependencies: { '@nestjs/core': '11' } },
    'nest-cli.json': {
      ...project('api'),
      monorepo: true,
      projects: { api: project('api'), mail_worker: project('mail_worker'), lib: { type: 'library' } },
    },
    'apps/api/tsconfig.app.json': out('api'),
    'apps/mail_worker/tsconfig.app.json': out('mail_worker'),
    'apps/api/src/main.ts': 'app.listen(3000)',
    'dist/apps/api/main.js': '',
  });
  expect(pools).toEqual([
    ['api', 'web', 'dist/apps/api/main.js', 3000],
    ['mail-worker', 'queue', 'dist/apps/mail_worker/main.js', null],
  ]);
});

test('a standalone Next server', () => {
  const { pools, text } = detect({
    'package.json': { name: 'site', scripts: { start: 'next start' }, dependencies: { next: '16' } },
    '.next/standalone/server.js': 'const currentPort = parseInt(process.env.PORT, 10) || 3000',
  });
  expect(pools).toEqual([['web', 'web', '.next/standalone/server.js', 3000]]);
  expect(text).toContain('# public and .next/static have to be copied');
});

test('a Procfile', () => {
  const { pools, detected } = detect({
    Procfile:
      'web: node server.js\nmail_worker: node mail.js\nclock: node clock.js\nrelease: npm run migrate\n\n# said\n',
    'package.json': { name: 'shop', dependencies: { express: '5' } },
    'server.js': 'app.listen(process.env.PORT || 5000)',
  });
  expect(pools).toEqual([
    ['web', 'web', 'node server.js', 5000],
    ['mail-worker', 'queue', 'node mail.js', null],
    ['clock', 'scheduler', 'node clock.js', null],
  ]);
  expect(detected.framework.value).toBe('Express');
  expect(detected.leftOut).toEqual([
    'Procfile: release (npm run migrate) runs once, in a deploy; a pool would run it again and again',
  ]);
});

test.each<[string, Tree, string]>([
  [
    'its start script, by its package manager',
    { 'package.json': { scripts: { start: 'node app.js' } }, 'pnpm-lock.yaml': '', 'app.js': '' },
    'pnpm start',
  ],
  [
    'start:prod before start',
    { 'package.json': { scripts: { start: 'nodemon app.js', 'start:prod': 'node app.js' } }, 'app.js': '' },
    'npm run start:prod',
  ],
  ['what is not built yet too', { 'package.json': { scripts: { start: 'node dist/app.js' } } }, 'npm start'],
  [
    'main, when the start script is for development',
    { 'package.json': { main: 'lib/x.js', scripts: { start: 'nodemon x' } }, 'lib/x.js': '' },
    'lib/x.js',
  ],
  ['server.js', { 'package.json': {}, 'server.js': '', 'index.js': '' }, 'server.js'],
  ['index.js without a package', { 'index.js': '' }, 'index.js'],
])('a plain app is started by %s', (_, tree, run) => {
  expect(detect(tree).app.pools[0]?.run).toBe(run);
});

test('an env file is given to the workers when the app has nothing that reads it', () => {
  const { app, text } = detect({ 'server.js': '', '.env': 'A=1\n', '.node-version': '22.3.0\n' });
  expect(app.envFiles).toHaveLength(1);
  expect(app.node).toBe('22.3.0');
  expect(text).toContain('node: 22.3.0');
});

test('a folder without an app is none', () => {
  using made = tempFolder({ 'readme.txt': '' });
  const detected = detectApp(made.folder, diskFiles);
  expect(detected.ok ? '' : detected.failure).toMatch(/^no app was recognised in .*: no Procfile/);
});
