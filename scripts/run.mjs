// Makes this checkout ready for one thing (its tests, the demo …) and runs that with the project's own Node.
// Needs only Node 20 and npm: what is run may need Node 24, which comes with the tools.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeReady } from './setup/make-ready.mjs';
import { pathWithTools, projectNode, root } from './setup/paths.mjs';
import { SetupProblem } from './setup/problem.mjs';

/** @type {Record<string, { needs: string[], file: string, args?: string[] }>} */
const THINGS = {
  demo: { needs: ['tools', 'shop'], file: 'scripts/demo.ts' },
  dev: { needs: ['tools', 'shop'], file: 'scripts/dev.ts' },
  test: { needs: ['tools', 'shop', 'frameworks'], file: 'scripts/check.ts' },
  check: { needs: ['tools', 'shop', 'frameworks'], file: 'scripts/check.ts', args: ['--with-machine'] },
  bench: { needs: ['tools', 'shop', 'frameworks', 'nodes'], file: 'test/bench/main.ts' },
  generate: { needs: ['tools'], file: 'scripts/generate.ts' },
  format: { needs: ['tools'], file: 'node_modules/@biomejs/biome/bin/biome', args: ['format', '--write'] },
  build: { needs: ['tools'], file: 'scripts/build.ts' },
  cli: { needs: ['tools'], file: 'bin/allswell' },
};

const [name = '', ...givenArgs] = process.argv.slice(2);
const thing = THINGS[name];
if (thing === undefined) {
  complain(`Usage: node scripts/run.mjs ${Object.keys(THINGS).join('|')} [arguments]`, 2);
} else if (Number(process.versions.node.split('.')[0]) < 20) {
  complain(`Could not run ${name}: this is Node ${process.version}.\nInstall Node 20 or newer and run it again.`, 1);
} else {
  await makeReady(thing.needs).then(() => start(thing), complainOf);
}

/** @param {{ file: string, args?: string[] }} wanted */
function start({ file, args = [] }) {
  const path = join(root, file);
  if (!existsSync(path)) return complain(`Could not run ${name}: there is no ${file} in this checkout.`, 1);
  const allArgs = [...args, ...givenArgs];
  // The command line stays in the caller's folder and environment, as when it is called directly.
  const child =
    name === 'cli'
      ? spawn(path, allArgs, { stdio: 'inherit' })
      : spawn(projectNode() ?? process.execPath, [path, ...allArgs], {
          cwd: root,
          env: { ...process.env, PATH: pathWithTools() },
          stdio: 'inherit',
        });
  passSignals(child);
  child.once('error', (error) => complain(`Could not run ${name}: ${error.message}`, 1));
  child.once('exit', (code, signal) => (signal === null ? process.exit(code ?? 1) : dieOf(signal)));
}

/** @param {import('node:child_process').ChildProcess} child */
function passSignals(child) {
  // Ctrl-C reaches the child from the terminal itself; passed on too it would count as a second, impatient one.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  /** @type {NodeJS.Signals[]} */
  const others = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
  for (const signal of others) process.on(signal, () => child.kill(signal));
}

/** @param {NodeJS.Signals} signal */
function dieOf(signal) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** @param {unknown} error */
function complainOf(error) {
  if (!(error instanceof SetupProblem)) throw error;
  complain([error.output, error.message].filter((text) => text !== '').join('\n\n'), 1);
}

/** @param {string} text @param {number} exitCode */
function complain(text, exitCode) {
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCode;
}
