// Shows that the package works where it is installed: packed as npm would publish it, looked at, and run from elsewhere.
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'allswell-package-')));
const home = join(folder, 'home');
const tarball = join(folder, `allswell-${version}.tgz`);
const INSTALL_MS = 120_000;

/** PATH without this checkout's tools: the machine's own Node and npm, as the user has them. */
const path = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((entry) => !entry.includes('node_modules'))
  .join(delimiter);

function npm(cwd: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd,
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/** Runs a tool of this checkout on the packed file. */
function lookAt(tool: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', tool), args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** Runs the installed program from a folder that has nothing to do with it. */
function allswell(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const bin = join(home, 'node_modules', '.bin', 'allswell');
  const { status, stdout, stderr } = spawnSync(bin, args, {
    cwd: folder,
    env: { ...process.env, PATH: path, ALLSWELL_HOME: join(folder, 'state') },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Runs a few lines in the folder where the package is installed, on the machine's own Node, as an application would. */
function runInApplication(file: string, text: string): string {
  writeFileSync(join(home, file), text);
  return execFileSync('node', [file], { cwd: home, env: { ...process.env, PATH: path }, encoding: 'utf8' });
}

beforeAll(() => {
  npm(root, 'pack', '--pack-destination', folder, '--loglevel=error');
}, INSTALL_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A port that nobody had a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('the packed file', () => {
  test('has the programs, the preload and the licence in it, and nothing that only we need', () => {
    const list = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    const paths = list.map((line) => line.replace(/^package\//, ''));
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/allswell',
        'dist/src/cli/main.js',
        'preload/app.cjs',
        'preload/app.d.cts',
        'LICENSE',
      ]),
    );
    const known =
      /^(bin\/allswell|(dist\/.*\.js|preload\/[\w-]+(\.d)?\.[cm][jt]s|docs\/.*)|package\.json|LICENSE|[A-Z]+\.md)$/;
    expect(paths.filter((name) => !known.test(name) || name.includes('.test.'))).toEqual([]);
  });

  test('leaves publint nothing to say', () => {
    expect(lookAt('publint', 'run', tarball, '--strict')).toEqual({
      status: 0,
      output: expect.stringContaining('All good'),
    });
  });

  test('has types that are right for every kind of import', () => {
    const { status, output } = lookAt('attw', tarball, '--profile', 'node16', '--no-emoji', '--no-color');
    expect(status, output).toBe(0);
  });
});

describe('the installed package', () => {
  beforeAll(() => {
    mkdirSync(home);
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
    npm(home, 'install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', tarball);
  }, INSTALL_MS);

  test('says its version, and nothing else', () => {
    expect(allswell('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('prints its help', () => {
    const { status, stdout, stderr } = allswell('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Usage: allswell');
  });

  test('runs on the Node that it brought along', () => {
    const own = join(home, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
    expect(existsSync(own)).toBe(true);
  });

  test('keeps an application, with all of its own processes and files found where they were installed', async () => {
    const port = await freePort();
    writeFileSync(
      join(home, 'server.cjs'),
      "require('node:http').createServer((_, response) => response.end('hello')).listen(process.env.PORT);",
    );
    writeFileSync(join(home, 'allswell.yaml'), `name: installed\nrun: server.cjs\nlisten: 127.0.0.1:${port}\n`);
    const up = allswell('up', '--detach', join(home, 'allswell.yaml'));
    try {
      expect(up).toMatchObject({ status: 0 });
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
    } finally {
      expect(allswell('down')).toMatchObject({ status: 0 });
    }
  });

  test('can be required and imported by an application, name by name', () => {
    const required = runInApplication('a.cjs', "console.log(Object.keys(require('allswell/app')).sort().join());");
    const names = required.trim();
    expect(names).not.toBe('');
    const imported = runInApplication(
      'a.mjs',
      `import { ${names} } from 'allswell/app'; console.log(typeof (${names}));`,
    );
    expect(imported).toBe('function\n');
  });
});
