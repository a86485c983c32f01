// Checks what `run:` texts come to: with real files, for that is what they are about.
import { expect, test } from 'vitest';

import { diskFiles } from './disk-files.ts';
import { resolveRun } from './resolve-run.ts';
import { wordsOfRefusal } from './resolved-run.ts';
import { tempFolder, type Tree } from './temp-folder.ts';

const NODE = '/opt/node/bin/node';
const JS = 'console.log(1)';

function attempt(run: string, tree: Tree, cwd = '.') {
  using made = tempFolder({ x: '', ...tree });
  const inside = `${made.folder}/${cwd}`.replace(/\/\.$/, '');
  const result = resolveRun(run, {
    cwd: inside,
    node: NODE,
    path: `${made.folder}/on-path:/nowhere`,
    files: diskFiles,
  });
  const short = (text: string) => text.replaceAll(made.folder, '<app>').replaceAll(NODE, 'node');
  if (!result.ok) return { refused: short(wordsOfRefusal(result.failure)) };
  const { argv, isNode, env, notes, pathFirst, via } = result.value;
  return { argv: argv.map(short).join(' '), isNode, env, notes, pathFirst: pathFirst.map(short), via };
}

const MONOREPO = {
  projects: {
    admin: {
      type: 'application',
      sourceRoot: 'apps/admin/src',
      compilerOptions: { tsConfigPath: 'apps/admin/tsconfig.app.json' },
    },
    common: { type: 'library', sourceRoot: 'libs/common/src' },
  },
};

const started = (argv: string, isNode = true) => expect.objectContaining({ argv, isNode });
const refused = (words: string) => ({ refused: words });

test.each<[string, Tree, string]>([
  ['dist/main.js', { 'dist/main.js': JS }, 'node <app>/dist/main.js'],
  ['dist/main', { 'dist/main.js': JS }, 'node <app>/dist/main.js'],
  ['./server.mjs --port 1', { 'server.mjs': JS }, 'node <app>/server.mjs --port 1'],
  ['src/main.ts', { 'src/main.ts': JS }, 'node <app>/src/main.ts'],
  ['node dist/main', { 'dist/main.js': JS }, 'node <app>/dist/main.js'],
  ['node .', { 'package.json': { main: 'lib' }, 'lib/index.js': JS }, 'node <app>/lib/index.js'],
  [
    'node -r ./a.js --import tsx --max-old-space-size=5 m.js -r x',
    { 'm.js': JS },
    'node -r ./a.js --import tsx --max-old-space-size=5 <app>/m.js -r x',
  ],
  ['node --enable-source-maps -- m.js', { 'm.js': JS }, 'node --enable-source-maps <app>/m.js'],
  ["node -e 'go()' a", {}, 'node -e go() a'],
  ['exec node m.js', { 'm.js': JS }, 'node <app>/m.js'],
  ["'my app/m.js'", { 'my app/m.js': JS }, 'node <app>/my app/m.js'],
])('%s is Node itself', (run, tree, argv) => {
  expect(attempt(run, tree)).toEqual(started(argv));
});

test('a Node that is named is the one that runs', () => {
  expect(attempt('./node18/node m.js', { 'node18/node': { program: '#!/bin/sh' }, 'm.js': JS })).toEqual(
    started('<app>/node18/node <app>/m.js'),
  );
});

test('a package script is its command, with what npm would set', () => {
  const tree = {
    'package.json': {
      name: '@acme/shop',
      version: '1.2.3',
      scripts: {
        start: 'npm run start:prod --',
        'start:prod': 'LOG=a cross-env NODE_ENV=test node dist/main --x',
        prestart: 'echo',
      },
    },
    'dist/main.js': JS,
    'node_modules/.bin/x': '',
  };
  expect(attempt('npm start -- --port 3', tree)).toEqual({
    argv: 'node <app>/dist/main.js --x --port 3',
    isNode: true,
    env: {
      npm_package_name: '@acme/shop',
      npm_package_version: '1.2.3',
      npm_lifecycle_event: 'start:prod',
      LOG: 'a',
      NODE_ENV: 'test',
    },
    notes: ['the package script prestart is not run; what it does belongs in your deploy'],
    pathFirst: ['<app>/node_modules/.bin'],
    via: [
      'npm start -- --port 3',
      'npm run start:prod -- --port 3',
      'LOG=a cross-env NODE_ENV=test node dist/main --x --port 3',
    ],
  });
});

test.each<[string, string]>([
  ['yarn start', 'node <app>/dist/main.js'],
  ['yarn run start --port 3', 'node <app>/dist/main.js --port 3'],
  ['pnpm start', 'node <app>/dist/main.js'],
  ['pnpm -s run start -- --port 3', 'node <app>/dist/main.js --port 3'],
  ['npm run --silent start', 'node <app>/dist/main.js'],
  ['npm start -s', 'node <app>/dist/main.js'],
  ['npx serve -p 3', 'node <app>/node_modules/serve/bin.js -p 3'],
  ['npm exec serve -- -p 3', 'node <app>/node_modules/serve/bin.js -p 3'],
  ['pnpm exec serve', 'node <app>/node_modules/serve/bin.js'],
  ['yarn serve', 'node <app>/node_modules/serve/bin.js'],
  ['serve', 'node <app>/node_modules/serve/bin.js'],
  ['pnpm run quoted', "node <app>/dist/main.js it's $5"],
])('%s', (run, argv) => {
  const tree = {
    'package.json': { scripts: { start: 'node dist/main', quoted: `node dist/main "it's" '$5'` } },
    'dist/main.js': JS,
    'node_modules/serve/bin.js': { program: '#!/usr/bin/env node\n' },
    'node_modules/.bin/serve': { link: '../serve/bin.js' },
  };
  expect(attempt(run, tree)).toEqual(started(argv));
});

test('npm start without a script is server.js, as npm has it', () => {
  expect(attempt('npm start', { 'package.json': {}, 'server.js': JS })).toEqual(started('node <app>/server.js'));
});

test.each<[string, string, Tree]>([
  [
    'a link to a script',
    'node --no-warnings <app>/tool.js',
    {
      'tool.js': { program: '#!/usr/bin/env -S node --no-warnings\n' },
      'node_modules/.bin/t': { link: '../../tool.js' },
    },
  ],
  [
    'a script of pnpm up to 8',
    'node <app>/tool.js',
    {
      'tool.js': '#!/usr/bin/env node\n',
      'node_modules/.bin/t': { program: '#!/bin/sh\nexec "$basedir/node"  "$basedir/../../tool.js" "$@"\n' },
    },
  ],
  [
    'a script of pnpm 9 and later',
    'node <app>/tool.js',
    {
      'tool.js': '#!/usr/bin/env node\n',
      'node_modules/.bin/t': { program: '#!/bin/sh\nx\n# cmd-shim-target=../../tool.js\n' },
    },
  ],
  [
    'a workspace folder above',
    'node <app>/tool.js',
    { 'apps/a/x': '', 'tool.js': { program: '#!/usr/bin/node\n' }, 'node_modules/.bin/t': { link: '../../tool.js' } },
  ],
])('an installed command is run by Node: %s', (_, argv, tree) => {
  expect(attempt('t', tree, 'apps/a/x' in tree ? 'apps/a' : '.')).toEqual(started(argv));
});

test.each<[string, Tree, string]>([
  ['./start.sh a', { 'start.sh': { program: '#!/bin/sh\n' } }, '<app>/start.sh a'],
  ['python3 -m x', { 'on-path/python3': { program: '#!/bin/sh\n' } }, '<app>/on-path/python3 -m x'],
])('%s is run as it is', (run, tree, argv) => {
  expect(attempt(run, tree)).toEqual(started(argv, false));
});

test('tsx is loaded into the one Node instead of starting a second', () => {
  const tree = { 'node_modules/tsx/package.json': {}, 'src/a.ts': JS };
  expect(attempt('tsx --tsconfig t.json --env-file=.env src/a.ts b', tree)).toMatchObject({
    argv: 'node --import tsx --env-file=.env <app>/src/a.ts b',
    env: { TSX_TSCONFIG_PATH: 't.json' },
  });
  expect(attempt('tsx watch src/a.ts', tree)).toEqual(refused('tsx watch is for development; run tsx without watch'));
});

test.each<[string, Tree, string]>([
  ['nest start', { 'dist/main.js': JS }, 'node <app>/dist/main.js'],
  ['nest start --prod', { 'dist/src/main.js': JS, 'dist/main.js': JS }, 'node <app>/dist/src/main.js'],
  ['nest start -b swc -- --port 3', { 'dist/main.js': JS }, 'node <app>/dist/main.js --port 3'],
  ['nest start --entryFile worker', { 'dist/worker.js': JS }, 'node <app>/dist/worker.js'],
  [
    'nest start',
    {
      'nest-cli.json': { entryFile: 'app' },
      'tsconfig.json': '{ // built\n "compilerOptions": { "outDir": "./out", }, }',
      'out/app.js': JS,
    },
    'node <app>/out/app.js',
  ],
  [
    'nest start',
    {
      'tsconfig.build.json': { extends: './tsconfig' },
      'tsconfig.json': { compilerOptions: { outDir: 'lib' } },
      'lib/main.js': JS,
    },
    'node <app>/lib/main.js',
  ],
  [
    'nest start admin',
    {
      'nest-cli.json': MONOREPO,
      'apps/admin/tsconfig.app.json': { compilerOptions: { outDir: '../../dist/apps/admin' } },
      'dist/apps/admin/main.js': JS,
    },
    'node <app>/dist/apps/admin/main.js',
  ],
  ['nest start', { 'nest-cli.json': MONOREPO, 'dist/main.js': JS }, 'node <app>/dist/main.js'],
])('%s is the file Nest would run (%j)', (run, tree, argv) => {
  expect(attempt(run, tree)).toEqual(started(argv));
});

test.each<[string, string]>([
  [
    'npm run deploy',
    "npm run deploy means 'prisma migrate deploy && node dist/main': '&&' needs a shell, and there is none between allswell and the app: signals and the socket would end at it; write run: node dist/main and do this once, in your deploy: prisma migrate deploy",
  ],
  [
    'npm run cd',
    "npm run cd means 'cd dist && node main.js': '&&' needs a shell, and there is none between allswell and the app: signals and the socket would end at it; write cwd: dist and run: node main.js",
  ],
  [
    'node m.js > out.log',
    "'>' needs a shell, and there is none between allswell and the app: signals and the socket would end at it; write run: node m.js; what it prints is kept as its log",
  ],
  [
    'node m.js | pino-pretty',
    "'|' needs a shell, and there is none between allswell and the app: signals and the socket would end at it; write run: node m.js; what it prints is kept as its log",
  ],
  [
    'node m.js &',
    "'&' needs a shell, and there is none between allswell and the app: signals and the socket would end at it; write run: node m.js; a worker stays in the foreground",
  ],
  [
    'node m.js --port $PORT',
    'only a shell replaces $PORT, and there is none between allswell and the app: signals and the socket would end at it; write the value, or let the app read process.env (PORT is set for it)',
  ],
  ['npm run loop', "npm run loop means 'npm run loop': package scripts that call each other in a circle"],
  ['npm run strt', "package.json has no script 'strt'; did you mean start?"],
  [
    'npm run dev',
    "npm run dev means 'nodemon src/main.ts': nodemon watches files and restarts the app as its own child; run the built file, e.g. node dist/main.js",
  ],
  ['npm run strat:dev', "package.json has no script 'strat:dev'; it has start, deploy, cd, loop, dev"],
  ['npm start --port 3', 'npm takes --port for itself; put what the app is to get behind --'],
  ['npm -w api start', 'npm -w runs in another folder; set cwd to that folder'],
  ['npm start --workspace=api', 'npm --workspace=api runs in another folder; set cwd to that folder'],
  ['npm ci', 'npm ci starts no app; is it npm run ci?'],
  ['npm', 'npm alone runs nothing; e.g. npm start'],
  ['npx nothing-here', 'nothing-here is not installed; add it to the dependencies'],
  ['nothing-here', 'no such command: nothing-here; is it installed, and in node_modules/.bin or on the PATH?'],
  ['dist/nope.js', 'no such file: <app>/dist/nope.js; did you build?'],
  ['node dist/main', 'no such file: dist/main; did you mean dist/src/main.js?'],
  ['nest start', 'no such file: <app>/dist/main.js; did you build?'],
  ['nest start --watch', 'nest start --watch is for development; e.g. node dist/main.js'],
  [
    'node --watch m.js',
    'node --watch is for development: it restarts the app as its own child; e.g. node dist/main.js',
  ],
  ['node', 'node is given no script; e.g. node dist/main.js'],
  ['node dist', 'no main file in <app>/dist; name the script in it'],
  ['./start.sh', 'no such file: <app>/start.sh'],
  ['./plain.sh', '<app>/plain.sh may not be executed; allow it with: chmod +x <app>/plain.sh'],
  [
    'pm2-runtime m.js',
    'pm2-runtime keeps processes itself, so two would restart the same app; run the script that its ecosystem file names',
  ],
  [
    'sudo node m.js',
    'sudo switches the user in between, where signals and sockets can get lost; run the command itself',
  ],
  ['env -i node m.js', 'env is given no plain command; use env in allswell.yaml'],
  ['node "m.js', 'a " is opened and never closed'],
])('%s is refused with the reason', (run, words) => {
  const tree = {
    'package.json': {
      scripts: {
        start: 'node m.js',
        deploy: 'prisma migrate deploy && node dist/main',
        cd: 'cd dist && node main.js',
        loop: 'npm run loop',
        dev: 'nodemon src/main.ts',
      },
    },
    'm.js': JS,
    'plain.sh': '#!/bin/sh\n',
    'dist/src/main.js': JS,
    'nest-cli.json': { sourceRoot: 'source' },
  };
  expect(attempt(run, tree)).toEqual(refused(words));
});

test('a package script needs its package.json', () => {
  expect(attempt('npm start', {})).toEqual(
    refused('there is no package.json in <app>; set cwd to the folder of the package'),
  );
  expect(attempt('npm start', { 'package.json': '{' })).toEqual(
    refused('<app>/package.json is no JSON that can be read; set cwd to the folder of the package'),
  );
});
