// Decides which commands are refused because they start the app as a child of theirs, where the socket can't reach it.
import { basename } from 'node:path';

import type { Refusal } from './resolved-run.ts';

const RESTARTS = 'watches files and restarts the app as its own child';
const KEEPS = 'keeps processes itself, so two would restart the same app';
const SEVERAL = 'starts several programs at once';
const TASKS = 'runs the app as a child of a build tool';
const SETS_ENV = 'starts the app as its child only to set variables';
const SWITCHES_USER = 'switches the user in between, where signals and sockets can get lost';

const BUILT = 'run the built file, e.g. node dist/main.js';
const POOLS = 'make each of them a pool';
const ENV_FILE = 'use envFile, and run only the command behind it';

const WRAPPERS: Record<string, { why: string; instead: string }> = {
  nodemon: { why: RESTARTS, instead: BUILT },
  'ts-node-dev': { why: RESTARTS, instead: BUILT },
  tsnd: { why: RESTARTS, instead: BUILT },
  'node-dev': { why: RESTARTS, instead: BUILT },
  'tsc-watch': { why: RESTARTS, instead: BUILT },
  pm2: { why: KEEPS, instead: 'run the script that its ecosystem file names' },
  'pm2-runtime': { why: KEEPS, instead: 'run the script that its ecosystem file names' },
  forever: { why: KEEPS, instead: BUILT },
  supervisor: { why: KEEPS, instead: BUILT },
  concurrently: { why: SEVERAL, instead: POOLS },
  'npm-run-all': { why: SEVERAL, instead: POOLS },
  'run-p': { why: SEVERAL, instead: POOLS },
  'run-s': { why: SEVERAL, instead: POOLS },
  foreman: { why: SEVERAL, instead: POOLS },
  nf: { why: SEVERAL, instead: POOLS },
  nx: { why: TASKS, instead: BUILT },
  turbo: { why: TASKS, instead: BUILT },
  lerna: { why: TASKS, instead: BUILT },
  dotenv: { why: SETS_ENV, instead: ENV_FILE },
  dotenvx: { why: SETS_ENV, instead: ENV_FILE },
  'env-cmd': { why: SETS_ENV, instead: ENV_FILE },
  'cross-env-shell': { why: 'starts a shell', instead: 'use env, and run only the command behind it' },
  sudo: { why: SWITCHES_USER, instead: 'run the command itself' },
  su: { why: SWITCHES_USER, instead: 'run the command itself' },
  gosu: { why: SWITCHES_USER, instead: 'run the command itself' },
};

export function refuseWrapper(command: string): Refusal | null {
  const name = basename(command);
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  return wrapper === undefined ? null : { reason: `${name} ${wrapper.why}`, instead: wrapper.instead };
}
