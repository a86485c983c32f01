// Fetches PM2 into a temporary folder for comparison, and drives it. It is no dependency of ours.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runProgram } from './run-program.ts';
import { hasEnded, nowRuns } from './still-running.ts';

const VERSION = '7.0.4';
let fetched: Promise<string | null> | null = null;

/** The folder PM2 was installed into, or null where the registry can't be reached. */
export function fetchPm2(): Promise<string | null> {
  fetched ??= install();
  return fetched;
}

async function install(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'aw-bench-pm2-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', `pm2@${VERSION}`];
  await runProgram('npm', args, { cwd: folder }).catch(() => null);
  return existsSync(join(folder, 'node_modules', 'pm2')) ? folder : null;
}

export class Pm2 {
  private readonly folder: string;
  private readonly node: string;
  private readonly home = mkdtempSync(join(tmpdir(), 'aw-bench-pm2-home-'));

  constructor(folder: string, node: string = process.execPath) {
    this.folder = folder;
    this.node = node;
    nowRuns(this);
  }

  /** Starts the daemon, with nothing in it. */
  async ping(): Promise<void> {
    await this.call('ping');
  }

  async start(app: Record<string, unknown>): Promise<void> {
    const file = join(this.home, 'ecosystem.config.json');
    writeFileSync(file, JSON.stringify({ apps: [app] }));
    const { code, out, err } = await this.call('start', file);
    if (code !== 0) throw new Error(`pm2 start failed: ${out}${err}`);
  }

  daemonPid(): number {
    return Number(readFileSync(join(this.home, 'pm2.pid'), 'utf8'));
  }

  async workers(): Promise<number[]> {
    const { out } = await this.call('jlist');
    const found = JSON.parse(out.slice(out.indexOf('['))) as { pid: number }[];
    return found.map(({ pid }) => pid).filter((pid) => pid > 0);
  }

  async end(): Promise<void> {
    hasEnded(this);
    await this.call('kill');
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  private call(...args: string[]) {
    const env = { ...process.env, PM2_HOME: this.home, PATH: `${dirname(this.node)}:${process.env['PATH']}` };
    return runProgram(this.node, [join(this.folder, 'node_modules', 'pm2', 'bin', 'pm2'), ...args], { env });
  }
}
