// Checks which variables a worker starts with.
import { expect, test } from 'vitest';

import { baseEnv } from './base-env.ts';
import { diskFiles } from './disk-files.ts';
import { readEnv } from './read-env.ts';
import { tempFolder } from './temp-folder.ts';
import { workerEnv } from './worker-env.ts';

test('later files win, quotes and comments are understood, a byte order mark is not', () => {
  using tree = tempFolder({ a: '\uFEFFA=1\nB="two words" # said\n', b: "# c\nexport B='x'\nC=$A\n" });
  expect(readEnv([`${tree.folder}/a`, `${tree.folder}/b`], diskFiles)).toEqual({
    ok: true,
    value: { A: '1', B: 'x', C: '$A' },
  });
});

test('all files that cannot be read are named', () => {
  using tree = tempFolder({ 'folder/x': '' });
  expect(readEnv([`${tree.folder}/none`, `${tree.folder}/folder`], diskFiles)).toEqual({
    ok: false,
    failure: [`${tree.folder}/none: there is no such file`, `${tree.folder}/folder: it is not a file`],
  });
});

test('of the caller only what says where and who it is', () => {
  const callers = {
    PATH: '/bin',
    HOME: '/root',
    LC_ALL: 'C',
    TZ: 'UTC',
    AWS_SECRET: 'x',
    NODE_OPTIONS: '-r x',
    LANG: undefined,
  };
  expect(baseEnv(callers)).toEqual({ PATH: '/bin', HOME: '/root', LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' });
});

test('each layer wins over those before it', () => {
  const env = workerEnv({
    base: { PATH: '/usr/bin:/bin', NODE_ENV: 'production', HOME: '/root' },
    files: { A: 'files', B: 'files', C: 'files', D: 'files', NODE_ENV: 'staging' },
    app: { B: 'app', C: 'app', D: 'app' },
    pool: { C: 'pool', D: 'pool' },
    run: { env: { D: 'run' }, pathFirst: ['/app/node_modules/.bin'] },
    node: '/opt/node/bin/node',
  });
  expect(env).toEqual({
    PATH: '/app/node_modules/.bin:/opt/node/bin:/usr/bin:/bin',
    HOME: '/root',
    NODE_ENV: 'staging',
    A: 'files',
    B: 'app',
    C: 'pool',
    D: 'run',
  });
});

test('a PATH that is declared is taken as it is', () => {
  const run = { env: {}, pathFirst: ['/x'] };
  expect(
    workerEnv({ base: { PATH: '/bin' }, files: {}, app: { PATH: '/mine' }, pool: {}, run, node: null })['PATH'],
  ).toBe('/mine');
});
