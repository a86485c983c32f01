// Runs a program to its end, or to its time or output limit; gives what it said. Used to look, never to change.
import { spawn } from 'node:child_process';

const RUN_TIMEOUT_MS = 3000;
const OUTPUT_BYTES_MAX = 8 * 1024 * 1024;

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
  /** Why there is no honest end: not there, not allowed, or cut at its time limit. */
  trouble: 'absent' | 'denied' | 'timed-out' | 'unreadable' | null;
}

export interface RunOptions {
  timeoutMs?: number;
  outputBytesMax?: number;
  env?: Record<string, string>;
  cwd?: string;
}

/** No shell; a fixed language, so that what is parsed is what was written for. */
export function runProgram(
  file: string,
  args: string[],
  { timeoutMs = RUN_TIMEOUT_MS, outputBytesMax = OUTPUT_BYTES_MAX, env = {}, cwd }: RunOptions = {},
): Promise<Ran> {
  const { promise, resolve } = Promise.withResolvers<Ran>();
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', ...env },
    detached: true,
    ...(cwd === undefined ? {} : { cwd }),
  });
  const output = { stdout: '', stderr: '' };
  let trouble: Ran['trouble'] = null;
  const timer = setTimeout(() => {
    trouble = 'timed-out';
    end();
  }, timeoutMs);
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
    finish(null);
  };
  const finish = (status: number | null): void => {
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
    resolve({ status, ...output, trouble });
  };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
      if (output[name].length > outputBytesMax) end();
    });
  }
  child.on('error', (error: NodeJS.ErrnoException) => {
    trouble = error.code === 'ENOENT' ? 'absent' : error.code === 'EACCES' ? 'denied' : 'unreadable';
    finish(null);
  });
  child.on('close', (status) => finish(status));
  return promise;
}
