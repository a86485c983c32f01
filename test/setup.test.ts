// Shows that one set-up at a time works on a checkout, that a killed one blocks nobody, and when an install is due.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const setup = (name: string) => new URL(`../scripts/setup/${name}`, import.meta.url).href;
const { isInstalled, markInstalled } = await import(setup('installed.mjs'));
const { explain } = await import(setup('problem.mjs'));

let folder = '';
let children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allswell-setup-'));
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  rmSync(folder, { recursive: true, force: true });
});

/** A process that takes the lock and then does what `body` says; `say` writes a line to its stdout. */
function withLock(body: string): ChildProcess {
  const text = `
    import { takeLock } from '${setup('lock.mjs')}';
    import { readFileSync, writeFileSync } from 'node:fs';
    import { spawn } from 'node:child_process';
    const say = (line) => process.stdout.write(line + '\\n');
    const lock = await takeLock('${folder}/lock', (pid) => say('waits for ' + pid));
    ${body}`;
  const options = { stdio: ['pipe', 'pipe', 'inherit'] as ['pipe', 'pipe', 'inherit'] };
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], options);
  children.push(child);
  return child;
}

async function nextLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('has no stdout');
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}

describe('the lock', () => {
  test('lets one in at a time', async () => {
    const counter = join(folder, 'counter');
    writeFileSync(counter, '0');
    const add = `
      const count = Number(readFileSync('${counter}', 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      writeFileSync('${counter}', String(count + 1));
      lock.release();`;
    const all = Array.from({ length: 6 }, () => withLock(add));
    const codes = await Promise.all(all.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect(readFileSync(counter, 'utf8')).toBe('6');
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  test('is taken over from a holder that was killed', async () => {
    const first = withLock(`say('has it'); process.stdin.resume();`);
    expect(await nextLine(first)).toBe('has it');
    const second = withLock(`say('has it'); lock.release();`);
    expect(await nextLine(second)).toBe(`waits for ${first.pid}`);
    first.kill('SIGKILL');
    expect(await nextLine(second)).toBe('has it');
  });

  test('stays held while the killed holder’s own child still works', async () => {
    const first = withLock(`
      const child = spawn('sleep', ['60'], { stdio: 'ignore' });
      lock.holdFor(child.pid);
      say(String(child.pid));
      process.stdin.resume();`);
    const worker = Number(await nextLine(first));
    const second = withLock(`say('has it'); lock.release();`);
    expect(await nextLine(second)).toBe(`waits for ${first.pid}`);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const taken = nextLine(second);
    // Two looks of the one who waits.
    const early = await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, 500, 'still waits'))]);
    process.kill(worker, 'SIGKILL');
    expect(early).toBe('still waits');
    expect(await taken).toBe('has it');
  });
});

describe('an installation', () => {
  const write = (path: string, value: unknown) => writeFileSync(join(folder, path), JSON.stringify(value));
  const dependencies = { a: '1.0.0' };
  const packages = {
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/a-win': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  };

  beforeEach(() => {
    mkdirSync(join(folder, 'node_modules'));
    write('package.json', { dependencies });
    write('package-lock.json', { packages: { '': { dependencies }, ...packages } });
  });

  test('is due where nothing is installed', () => {
    expect(isInstalled(folder)).toBe(false);
  });

  test('is done once it was marked, and due again when a dependency is added', () => {
    markInstalled(folder);
    expect(isInstalled(folder)).toBe(true);
    write('package.json', { dependencies, scripts: { test: 'true' } });
    expect(isInstalled(folder)).toBe(true);
    write('package.json', { dependencies: { ...dependencies, b: '1.0.0' } });
    expect(isInstalled(folder)).toBe(false);
  });

  test('that somebody made with npm counts, without what is for another platform', () => {
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': packages['node_modules/a'] } });
    expect(isInstalled(folder)).toBe(true);
  });

  test('of another version does not count', () => {
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '0.9.0' } } });
    expect(isInstalled(folder)).toBe(false);
  });

  test('is due again when the lockfile changes, whatever its time says', () => {
    markInstalled(folder);
    const changed = { ...packages, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-c' } };
    write('package-lock.json', { packages: { '': { dependencies }, ...changed } });
    utimesSync(join(folder, 'package-lock.json'), new Date(0), new Date(0));
    expect(isInstalled(folder)).toBe(false);
  });
});

test.each([
  ['npm error code ENOTFOUND\nnpm error network request to … failed', 'the npm registry did not answer (ENOTFOUND)'],
  ['npm error code ENOSPC', 'there is no room left on the disk (ENOSPC)'],
  ["EACCES: permission denied, mkdir '.tools'", 'this user may not write there (EACCES)'],
  ['npm error code EUSAGE', 'package.json and package-lock.json disagree (EUSAGE)'],
])('a failed set-up is explained: %s', (output, why) => {
  expect(explain('install the tools', output).message).toContain(`Could not install the tools: ${why}.\n`);
});
