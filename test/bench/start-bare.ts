// Starts an application with Node alone, as it would run without anybody looking after it.
import { type ChildProcess, spawn } from 'node:child_process';
import { answers, until } from './run-program.ts';
import { hasEnded, nowRuns } from './still-running.ts';
import type { BenchApp } from './tools.ts';

export class BareApp {
  private readonly child: ChildProcess;
  readonly port: number;

  constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
    nowRuns(this);
  }

  static async start(app: Pick<BenchApp, 'file'>, port: number, env: NodeJS.ProcessEnv = {}): Promise<BareApp> {
    const child = spawn(process.execPath, [app.file], {
      env: { ...process.env, PORT: String(port), ...env },
      stdio: 'ignore',
      // A session of its own, as any service has: the kernel shares out processor time by session (sched(7), autogroup).
      detached: true,
    });
    const bare = new BareApp(child, port);
    await until(`${app.file} listens`, () => answers(`http://127.0.0.1:${port}/health`));
    return bare;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async end(): Promise<void> {
    hasEnded(this);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.child.once('exit', () => resolve());
    process.kill(-this.pid, 'SIGKILL');
    await promise;
  }
}
