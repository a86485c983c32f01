// Starts an application under Allswell in a home of its own, and takes all of it down again.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Receipt, Status } from '../../protocol/control.ts';
import { runProgram } from './run-program.ts';
import { hasEnded, nowRuns } from './still-running.ts';
import { type BenchApp, root } from './tools.ts';

export interface KeptOptions {
  node?: string;
  workers?: number;
  /** Where the roll sends its own requests: the proxy's address. */
  front?: string;
  /** The `allswell` to use; this checkout's when left out. */
  program?: string;
}

export interface Rolled {
  ok: boolean;
  tookMs: number;
  receipt: Receipt | null;
  text?: string;
}

export class KeptBenchApp {
  private readonly folder = mkdtempSync(join(tmpdir(), 'aw-bench-'));
  private readonly program: string;
  readonly port: number;

  constructor(port: number, program: string) {
    this.port = port;
    this.program = program;
    nowRuns(this);
  }

  static async start(app: BenchApp, port: number, options: KeptOptions = {}): Promise<KeptBenchApp> {
    const { node = process.execPath, workers = 1, front, program = join(root, 'bin', 'allswell') } = options;
    const kept = new KeptBenchApp(port, program);
    await kept.up({
      name: 'bench',
      node,
      cwd: dirname(app.file),
      run: app.file,
      listen: `127.0.0.1:${port}`,
      health: '/health',
      workers,
      ...(front ? { front } : {}),
    });
    return kept;
  }

  /** Makes what runs here be what this configuration says. */
  async up(config: Record<string, unknown>): Promise<void> {
    const file = join(this.folder, 'allswell.yaml');
    writeFileSync(file, stringify(config));
    const { code, out, err } = await this.call('up', '--detach', file);
    if (code !== 0) throw new Error(`allswell up failed:\n${out}${err}`);
  }

  async roll(): Promise<Rolled> {
    const { out, err } = await this.call('roll', '--json');
    if (!out.startsWith('{')) throw new Error(`allswell roll said: ${out}${err}`);
    return JSON.parse(out) as Rolled;
  }

  async status(): Promise<Status> {
    return JSON.parse((await this.call('status', '--json')).out) as Status;
  }

  async workers(): Promise<number[]> {
    const { apps } = await this.status();
    return apps.flatMap(({ pools }) => pools.flatMap((pool) => pool.workers.flatMap(({ pid }) => pid ?? [])));
  }

  async keeperAndDaemon(): Promise<number[]> {
    const { keeper, daemon } = await this.status();
    return [keeper.pid, daemon.pid];
  }

  async end(): Promise<void> {
    hasEnded(this);
    await this.call('down', '--now');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  call(...args: string[]) {
    const env = { ...process.env, ALLSWELL_HOME: join(this.folder, 'home') };
    return runProgram(this.program, args, { cwd: this.folder, env });
  }
}
