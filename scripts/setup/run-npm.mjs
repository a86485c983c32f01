// Runs npm in a folder. Its output is kept back and shown only when it fails.
import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { pathWithoutTools } from './paths.mjs';
import { explain, SetupProblem } from './problem.mjs';

/** What is wrong may stand at either end of what npm and the programs that it starts print. */
const SHOWN_LINES_EACH_END = 20;

/** npm may go on with what it is unpacking; half an installation has no stamp and is made again. */
const NPM_STOP_MS = 2000;

/**
 * @typedef {object} NpmRun
 * @property {string} what for the message of a failure: "install the tools"
 * @property {string} cwd
 * @property {string[]} args
 * @property {string} [firstOnPath] a folder that goes before all others on PATH
 * @property {(pid: number) => void} onStart
 */

/** @param {NpmRun} run */
export async function runNpm({ what, cwd, args, firstOnPath, onStart }) {
  const child = spawn('npm', args, { cwd, env: npmEnv(firstOnPath), stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) onStart(child.pid);
  // A signal for us is meant for npm too: it must not go on writing after the lock is gone.
  let stoppedBy = '';
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    stoppedBy = signal;
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), NPM_STOP_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = await new Promise((resolve, reject) => {
    child.once('error', () => reject(noNpm(what)));
    child.once('close', (code, signal) => resolve({ code, signal }));
  }).finally(() => SIGNALS.forEach((signal) => process.off(signal, pass)));
  if (stoppedBy !== '')
    throw new SetupProblem(what, `it was stopped by ${stoppedBy}`, 'Run the same command again to go on.');
  if (ended.signal !== null)
    throw new SetupProblem(what, `npm was ended by ${ended.signal}`, 'Run the same command again.');
  if (ended.code !== 0) throw explain(what, output, bothEnds(output));
}

/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @param {string | undefined} firstOnPath */
function npmEnv(firstOnPath) {
  const path = pathWithoutTools();
  // Settings that an outer `npm run` hands down are about the outer package, not about the folder we install in.
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: firstOnPath === undefined ? path : `${firstOnPath}${delimiter}${path}`,
    npm_config_loglevel: 'error',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
}

/** @param {string} what */
function noNpm(what) {
  return new SetupProblem(what, '`npm` is not on PATH', 'Install npm (on Debian and Ubuntu: `apt install npm`).');
}

/** @param {string} text */
function bothEnds(text) {
  const [said = ''] = text.split(/^npm error Usage:/m);
  const lines = said.trimEnd().split('\n');
  if (lines.length <= 2 * SHOWN_LINES_EACH_END) return lines.join('\n');
  return [...lines.slice(0, SHOWN_LINES_EACH_END), '…', ...lines.slice(-SHOWN_LINES_EACH_END)].join('\n');
}
