// Runs many seeds on all cores and sums up who was blamed.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

export interface Failed {
  seed: number;
  events: number;
  fault: string;
}

export interface Batch {
  seeds: number;
  events: number;
  virtualMs: number;
  failed: Failed[];
}

/** What a thread is given: every `step`-th seed from `from` on. */
export interface Share {
  supervisor: string;
  checksApp: boolean;
  from: number;
  until: number;
  step: number;
}

export interface Trial {
  /** URL of the folder of the supervisor. */
  supervisor: string;
  from: number;
  seeds: number;
  checksApp: boolean;
  stopsAtFirst?: boolean;
  threads?: number;
}

export interface Summary extends Batch {
  tookMs: number;
}

export async function simulate({ supervisor, from, seeds, checksApp, stopsAtFirst, threads }: Trial): Promise<Summary> {
  const began = performance.now();
  const sum: Batch = { seeds: 0, events: 0, virtualMs: 0, failed: [] };
  const step = Math.min(threads ?? availableParallelism(), Math.max(1, seeds));
  const running = Array.from({ length: step }, (_, index) => {
    const share: Share = { supervisor, checksApp, from: from + index, until: from + seeds, step };
    const thread = new Worker(new URL('seed-thread.ts', import.meta.url), { workerData: share });
    thread.on('message', (batch: Batch) => {
      sum.seeds += batch.seeds;
      sum.events += batch.events;
      sum.virtualMs += batch.virtualMs;
      sum.failed.push(...batch.failed);
      if (stopsAtFirst && sum.failed.length > 0) void thread.terminate();
    });
    return ended(thread);
  });
  await Promise.all(running);
  sum.failed.sort((a, b) => a.events - b.events);
  return { ...sum, tookMs: performance.now() - began };
}

function ended(thread: Worker): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  thread.once('error', reject);
  thread.once('exit', () => resolve());
  return promise;
}
