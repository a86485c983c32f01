// A box for tests with real processes: an Allswell of its own in a temporary folder, driven by its command line.
// Taken down at the end of the test; whatever it leaves running is killed and fails the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Request, Status, StatusApp, StatusWorker } from '../../protocol/control.ts';
import { callDaemon } from '../../src/control/call-daemon.ts';
import { explainFailure } from '../../src/failure/explain-failure.ts';
import { findHome, makeHome } from '../../src/host/linux/home.ts';
import { keeperFile } from '../../src/host/linux/start-keeper.ts';
import { processesOf } from './processes.ts';
import { waitFor } from './wait.ts';

export { freePort, waitFor } from './wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const apps = join(root, 'test', 'apps');

/** Some hundred starts of the command line and the daemon: compiled once, they take a third of the time. */
const compileCache = join(root, 'node_modules', '.cache', 'allswell-test');

/** Longer than `down --now` takes with children that are deaf to SIGTERM. */
const DOWN_MS = 10_000;
const LEFT_MS = 5000;

/** Short enough for a test; a boot may take its time. */
export const quick = { start: '15s', drain: '2s', stop: '1s', queueFor: '300ms' };

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export async function startBox(env: NodeJS.ProcessEnv = {}): Promise<Box> {
  const box = new Box(realpathSync(mkdtempSync(join(tmpdir(), 'aw-test-'))), env);
  // A test that runs out of time never comes to the end of its block.
  onTestFinished(() => box[Symbol.asyncDispose]());
  return box;
}

export class Box {
  readonly folder: string;
  readonly home: string;
  readonly config: string;
  private readonly env: NodeJS.ProcessEnv;
  private isEnded = false;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.home = env['ALLSWELL_HOME'] ?? join(folder, 'home');
    this.config = join(folder, 'allswell.yaml');
    const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`;
    const { HOME, USER } = process.env;
    const ours = { ALLSWELL_NODE: process.execPath, NODE_COMPILE_CACHE: compileCache };
    this.env = { HOME, USER, PATH: path, ...ours, ...env, ALLSWELL_HOME: this.home };
  }

  /** Starts a command and gives the process: for those that don't end by themselves. */
  start(...args: string[]): ChildProcess & { output: () => string } {
    const child = spawn(join(root, 'bin', 'allswell'), args, {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
    return Object.assign(child, { output: () => output });
  }

  async allswell(...args: string[]): Promise<Ran> {
    const child = this.start(...args);
    const ran: Ran = { code: -1, stdout: '', stderr: '' };
    child.stdout?.on('data', (chunk: Buffer) => (ran.stdout += String(chunk)));
    child.stderr?.on('data', (chunk: Buffer) => (ran.stderr += String(chunk)));
    const { promise, resolve } = Promise.withResolvers<Ran>();
    child.on('close', (code) => resolve({ ...ran, code: code ?? -1 }));
    return promise;
  }

  /** What `--json` prints; `code` and what went wrong are for the caller to look at. */
  async json(...args: string[]): Promise<Record<string, never> & { code: number }> {
    const { code, stdout, stderr } = await this.allswell(...args, '--json');
    if (stdout === '') throw new Error(`allswell ${args.join(' ')} printed no JSON:\n${stderr}`);
    return { code, ...JSON.parse(stdout) };
  }

  /** An object becomes a file named by the app; what it doesn't say is the app `app` in the folder of the fixtures. */
  writeConfig(config: string | { name?: string; [option: string]: unknown }): string {
    if (typeof config === 'string') writeFileSync(this.config, config);
    else {
      const { name = 'allswell' } = config;
      writeFileSync(join(this.folder, `${name}.yaml`), JSON.stringify({ name: 'app', cwd: apps, ...config }, null, 2));
      return join(this.folder, `${name}.yaml`);
    }
    return this.config;
  }

  /** Writes the configuration and starts it, or brings what runs to it; fails the test when that fails. */
  async up(config: Exclude<Parameters<Box['writeConfig']>[0], string>): Promise<Ran> {
    const ran = await this.allswell('up', '--detach', this.writeConfig(config));
    if (ran.code !== 0) throw new Error(`up failed with ${ran.code}:\n${ran.stdout}${ran.stderr}`);
    return ran;
  }

  /** The same by the daemon's own door: how most tests begin, without waiting for a command line to load. */
  async serve(config: Exclude<Parameters<Box['writeConfig']>[0], string>): Promise<void> {
    const path = this.writeConfig(config);
    if (!(await this.askStatus())) this.startKeeper();
    await this.status();
    const caller = {
      path: this.env['PATH'] ?? '',
      env: { PATH: this.env['PATH'] ?? '', HOME: this.env['HOME'] ?? '/' },
    };
    const reply = await this.call({ kind: 'apply', source: { kind: 'file', path }, caller, isPlan: false });
    if (!reply.ok) throw new Error(`could not serve ${path}:\n${explainFailure(reply.failure)}`);
  }

  async roll(): Promise<Ran> {
    const ran = await this.allswell('roll');
    if (ran.code !== 0) throw new Error(`roll failed with ${ran.code}:\n${ran.stdout}${ran.stderr}`);
    return ran;
  }

  async status(): Promise<Status> {
    return waitFor('the daemon told its status', () => this.askStatus());
  }

  /** Waits until the status is as expected; a daemon that is away at the moment is waited for. */
  async until(
    what: string,
    isReached: (app: StatusApp, status: Status) => boolean | Promise<boolean>,
    boundMs?: number,
  ): Promise<Status> {
    let last: Status | null = null;
    const look = async (): Promise<Status | null> => {
      last = await this.askStatus();
      const [app] = last?.apps ?? [];
      return last && app && (await isReached(app, last)) ? last : null;
    };
    return waitFor(what, look, boundMs).catch((error: Error) => {
      throw new Error(`${error.message}\n${JSON.stringify(last?.apps, null, 1)}\n${this.daemonLog()}`);
    });
  }

  daemonLog(): string {
    try {
      return readFileSync(join(this.home, 'daemon.log'), 'utf8');
    } catch {
      return '';
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    const noneLeft = (): boolean => processesOf(this.home).length === 0;
    const down = this.call({ kind: 'down', now: true });
    await waitFor('it is down', () => Promise.race([down, Promise.resolve(null)]), DOWN_MS).catch(() => {});
    await waitFor('no process is left', noneLeft, LEFT_MS).catch(() => {});
    const left = processesOf(this.home);
    // Again and again: a keeper may have started another daemon meanwhile.
    await waitFor('they have gone', () => processesOf(this.home).every(({ pid }) => kill(pid)) && noneLeft());
    rmSync(this.folder, { recursive: true, force: true });
    if (left.length === 0) return;
    throw new Error(`left running after down:\n${left.map(({ pid, command }) => `${pid} ${command}`).join('\n')}`);
  }

  private startKeeper(): void {
    const home = findHome(this.env);
    makeHome(home);
    const log = openSync(home.daemonLog, 'a', 0o600);
    spawn(process.execPath, [keeperFile()], {
      env: this.env,
      stdio: ['ignore', log, log],
      detached: true,
      cwd: '/',
    }).unref();
    closeSync(log);
  }

  private call(request: Request): ReturnType<typeof callDaemon>['reply'] {
    return callDaemon(findHome(this.env), request).reply;
  }

  private async askStatus(): Promise<Status | null> {
    const reply = await this.call({ kind: 'status' });
    return reply.ok && reply.value.kind === 'status' ? reply.value.status : null;
  }
}

/** The workers of the only app, or of one of its pools. */
export const workersOf = ({ apps: [app] }: Status, pool?: string): StatusWorker[] =>
  (app?.pools ?? []).flatMap((one) => (pool === undefined || one.name === pool ? one.workers : []));

export const pidsOf = (status: Status, pool?: string): number[] =>
  workersOf(status, pool)
    .flatMap(({ pid, state }) => (pid !== null && state === 'serving' ? [pid] : []))
    .toSorted((a, b) => a - b);

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
    return true;
  }
}
