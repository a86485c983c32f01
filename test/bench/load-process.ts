// Starts the clients of a bench in their own process and asks it for its counts.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { LoadOptions } from '../load/post-load.ts';

export interface LoadMark {
  sent: number;
  failed: number;
  /** The first failures, with the time of day in Unix milliseconds. */
  failures: { at: number; failure: string; tookMs: number }[];
  slowest: { at: number; tookMs: number }[];
  /** Answers by the pid that gave them, where the application says it. */
  byPid: Record<string, number>;
  /** Milliseconds that each request took. */
  tooks: number[];
}

export const emptyMark = (): LoadMark => ({ sent: 0, failed: 0, failures: [], slowest: [], byPid: {}, tooks: [] });

/** Two stretches of time as one. */
export const addMarks = (a: LoadMark, b: LoadMark): LoadMark => ({
  sent: a.sent + b.sent,
  failed: a.failed + b.failed,
  failures: [...a.failures, ...b.failures],
  slowest: [...a.slowest, ...b.slowest].toSorted((one, other) => other.tookMs - one.tookMs),
  byPid: Object.fromEntries(
    [...Object.keys(a.byPid), ...Object.keys(b.byPid)].map((pid) => [pid, (a.byPid[pid] ?? 0) + (b.byPid[pid] ?? 0)]),
  ),
  tooks: [...a.tooks, ...b.tooks],
});

export class LoadProcess {
  private readonly child: ChildProcess;

  constructor(options: Partial<LoadOptions> & Pick<LoadOptions, 'url'>) {
    const file = join(import.meta.dirname, 'load-child.ts');
    const all = {
      clients: 50,
      body: '{"sku":"teapot"}',
      pauseShare: 0.07,
      pauseMsMax: 1500,
      thinkMs: 15,
      timeoutMs: 30_000,
      ...options,
    };
    this.child = fork(file, [JSON.stringify(all)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  /** The counts since the last mark. */
  mark(): Promise<LoadMark> {
    return this.ask('mark');
  }

  /** Lets every client finish what it has in hand. */
  stop(): Promise<LoadMark> {
    return this.ask('stop');
  }

  private async ask(word: 'mark' | 'stop'): Promise<LoadMark> {
    const { promise, resolve, reject } = Promise.withResolvers<LoadMark>();
    const gone = (): void => reject(new Error('the load ended early'));
    this.child.once('exit', gone);
    this.child.once('message', (message) => {
      this.child.off('exit', gone);
      resolve(message as LoadMark);
    });
    this.child.send(word);
    return promise;
  }
}
