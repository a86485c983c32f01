// Checks what the kernel is told to start, from a configuration on disk.
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { checkConfig } from './check-config.ts';
import { configFromScript } from './config-from-script.ts';
import { makeLaunches } from './make-launches.ts';
import { tempFolder } from './temp-folder.ts';

const NODE = { program: '#!/bin/sh\necho v24.0.0; echo /opt/node\n' };

function app(text: string, folder: string) {
  const checked = checkConfig(text, { file: join(folder, 'allswell.yaml') });
  if (!checked.ok) throw new Error(JSON.stringify(checked.failure));
  return checked.value;
}

test('each pool gets its command, folder and whole environment', async () => {
  using tree = tempFolder({
    'releases/1/dist/main.js': '',
    'releases/1/dist/worker.js': '',
    'releases/2/dist/main.js': '',
    current: { link: 'releases/1' },
    '.env': 'DB=postgres://x\nLOG=info\n',
    'bin/node': NODE,
  });
  const { folder } = tree;
  const config = app(
    'name: shop\ncwd: current\nenvFile: .env\nenv: { APP: "1" }\npools:\n  web: { run: dist/main.js }\n  worker: { run: node dist/worker.js --a, env: { LOG: warn } }\n',
    folder,
  );
  const around = { path: `${folder}/bin`, env: { HOME: '/home/shop', SECRET: 'x', PATH: '/ignored' } };
  const base = { PATH: `${folder}/bin`, HOME: '/home/shop', NODE_ENV: 'production', DB: 'postgres://x', APP: '1' };
  expect(await makeLaunches(config, around)).toEqual({
    ok: true,
    value: {
      web: {
        argv: ['/opt/node', `${folder}/releases/1/dist/main.js`],
        cwd: `${folder}/releases/1`,
        env: { ...base, LOG: 'info' },
        isNode: true,
      },
      worker: {
        argv: ['/opt/node', `${folder}/releases/1/dist/worker.js`, '--a'],
        cwd: `${folder}/releases/1`,
        env: { ...base, LOG: 'warn' },
        isNode: true,
      },
    },
  });

  symlinkSync('releases/2', join(folder, 'next'));
  renameSync(join(folder, 'next'), join(folder, 'current'));
  const second = await makeLaunches(config, around);
  expect(second).toEqual({
    ok: false,
    failure: [
      { pool: 'worker', key: 'run', message: `no such file: ${folder}/releases/2/dist/worker.js; did you build?` },
    ],
  });
});

test('all that is missing is named at once', async () => {
  using tree = tempFolder({ x: '' });
  const { folder } = tree;
  const config = app(
    'name: a\nnode: /none/node\nenvFile: [a.env, b.env]\npools:\n  web: { run: m.js }\n  worker: { run: npm start }\n',
    folder,
  );
  const made = await makeLaunches(config, { path: '', env: {} });
  expect(made.ok ? [] : made.failure.map(({ pool, key, message }) => `${pool} ${key}: ${message}`)).toEqual([
    'null node: there is no Node at /none/node',
    `null envFile: ${folder}/a.env: there is no such file`,
    `null envFile: ${folder}/b.env: there is no such file`,
    `web run: no such file: ${folder}/m.js; did you build?`,
    `worker run: there is no package.json in ${folder}; set cwd to the folder of the package`,
  ]);
});

test('a folder that is not there', async () => {
  const made = await makeLaunches(app('name: a\nrun: m.js\ncwd: /none/here\n', '/x'), { path: '', env: {} });
  expect(made).toEqual({ ok: false, failure: [{ pool: null, key: 'cwd', message: 'there is no folder /none/here' }] });
});

test('a script alone is an app of one web pool, named after its package', async () => {
  using tree = tempFolder({ 'package.json': { name: '@acme/Shop' }, "a b/it's.js": '', 'bin/node': NODE });
  const { folder } = tree;
  const config = configFromScript("a b/it's.js", folder);
  expect(config).toMatchObject({
    name: 'shop',
    cwd: folder,
    file: null,
    pools: [{ name: 'web', kind: 'web', ready: 'listen' }],
  });
  const made = await makeLaunches(config, { path: `${folder}/bin`, env: {} });
  expect(made.ok && made.value['web']?.argv).toEqual(['/opt/node', `${folder}/a b/it's.js`]);
});
