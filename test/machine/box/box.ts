// A small server for one test: real systemd, nginx and the packed Allswell, in namespaces of this machine.
// Looks from outside: commands are run in it, files are read and written through its first process.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { waitFor } from '../../process/wait.ts';
import { removeGroup } from './remove-group.ts';

const HERE = import.meta.dirname;
const BOOT_MS = 30_000;
/** How the first process of a pid namespace ends when it reboots (pid_namespaces(7)); unshare passes it on. */
const REBOOTED = 'SIGHUP';

const store = needed('ALLSWELL_MACHINE_STORE');
/** The packed Allswell over the packages of Debian. */
const layers = `${needed('ALLSWELL_MACHINE_PACKAGE')}:${needed('ALLSWELL_MACHINE_BASE')}`;
const hierarchy = existsSync('/sys/fs/cgroup/cgroup.controllers') ? '/sys/fs/cgroup' : '/sys/fs/cgroup/unified';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export async function bootBox(name: string): Promise<Box> {
  const box = new Box(name);
  box.clear();
  for (const folder of ['root', 'upper', 'work']) mkdirSync(join(box.folder, folder), { recursive: true });
  await box.boot();
  return box;
}

export class Box {
  readonly folder: string;
  private readonly group: string;
  private running: ChildProcess | null = null;
  /** Of its first process, as this machine sees it. */
  pid = 0;

  constructor(name: string) {
    this.folder = join(store, 'boxes', name);
    this.group = join(hierarchy, `allswell-box-${name}`);
  }

  async boot(): Promise<void> {
    const log = openSync(join(this.folder, 'log'), 'a');
    this.running = spawn(join(HERE, 'start.sh'), [this.folder, layers, this.group], { stdio: ['ignore', log, log] });
    closeSync(log);
    const { pid = 0 } = this.running;
    this.pid = await waitFor('the box has a first process', () => {
      if (this.hasEnded())
        throw new Error(`the box ended while it booted:\n${readFileSync(join(this.folder, 'log'), 'utf8')}`);
      return firstProcessBelow(pid);
    });
    await waitFor('systemd listens', () => existsSync(this.path('/run/systemd/private')), BOOT_MS);
    const { stdout } = await this.run('systemctl', 'is-system-running', '--wait');
    if (stdout.trim() !== 'running')
      throw new Error(`the box is ${stdout}\n${(await this.run('systemctl', '--failed')).stdout}`);
  }

  /** Where a file of the box is seen from here. */
  path(inBox: string): string {
    return join('/proc', String(this.pid), 'root', inBox);
  }

  read(inBox: string): string {
    return readFileSync(this.path(inBox), 'utf8');
  }

  write(inBox: string, text: string): void {
    mkdirSync(dirname(this.path(inBox)), { recursive: true });
    writeFileSync(this.path(inBox), text);
  }

  copyIn(from: string, inBox: string): void {
    cpSync(from, this.path(inBox), { recursive: true });
  }

  /** Runs a command as root of the box, outside every unit. */
  run(...command: string[]): Promise<Ran> {
    const child = spawn('nsenter', [...this.entering(), '--', ...command], {
      env: BOX_ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ran: Ran = { code: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.stderr += text));
    const { promise, resolve, reject } = Promise.withResolvers<Ran>();
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ran, code }));
    return promise;
  }

  /** The same for a command that must succeed; gives what it printed. */
  async must(...command: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...command);
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** From `systemctl reboot` until all units are up again. */
  async reboot(): Promise<void> {
    const ended = this.ended();
    await this.run('systemctl', 'reboot');
    const how = await ended;
    if (how !== REBOOTED) throw new Error(`the box ended with ${how} instead of booting again`);
    removeGroup(this.group);
    await this.boot();
  }

  /** As pulling the plug and putting it back would. */
  async cutPower(): Promise<void> {
    const ended = this.ended();
    process.kill(this.pid, 'SIGKILL');
    await ended;
    removeGroup(this.group);
    await this.boot();
  }

  /** Ends at once, and no trace is left. */
  async end(): Promise<void> {
    const ended = this.ended();
    if (!this.hasEnded()) process.kill(this.pid, 'SIGKILL');
    await ended;
    this.clear();
  }

  clear(): void {
    removeGroup(this.group);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private ended(): Promise<number | string | null> {
    const { promise, resolve } = Promise.withResolvers<number | string | null>();
    if (!this.running || this.hasEnded()) resolve(null);
    this.running?.once('exit', (code, signal) => resolve(signal ?? code));
    return promise;
  }

  private hasEnded(): boolean {
    return this.running?.exitCode !== null || this.running.signalCode !== null;
  }

  private entering(): string[] {
    const all = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--time'];
    return ['--target', String(this.pid), ...all, `--root=${this.path('/')}`, `--wd=${this.path('/')}`];
  }
}

const BOX_ENV = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  USER: 'root',
  LANG: 'C.UTF-8',
};

/** The child that is the first of other processes than ours; null while there is none. */
function firstProcessBelow(pid: number): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return (
    children.map(Number).find((child) => namespaceOf(child) !== null && namespaceOf(child) !== namespaceOf('self')) ??
    null
  );
}

function namespaceOf(process: number | 'self'): string | null {
  try {
    return readlinkSync(`/proc/${process}/ns/pid`);
  } catch {
    return null;
  }
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests are started by test/machine/run`);
  return value;
}
