// Runs a program to its end and gives its output; waits, sleeps and free ports for the benches.
import { spawn } from 'node:child_process';
import net from 'node:net';

export interface Ended {
  code: number;
  out: string;
  err: string;
}

export async function runProgram(
  file: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (err += String(chunk)));
  child.once('error', reject);
  // Not 'close': a daemon that a program leaves behind may hold its pipes.
  child.once('exit', (code) => setImmediate(() => resolve({ code: code ?? 1, out, err })));
  return promise;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(
  what: string,
  isReached: () => Promise<boolean> | boolean,
  { timeoutMs = 30_000, everyMs = 20 } = {},
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await isReached())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await sleep(everyMs);
  }
}

export async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}

export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { headers: { connection: 'close' } });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}
