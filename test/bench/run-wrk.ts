// Runs wrk for a while against a URL and reads what it says.
import { runProgram } from './run-program.ts';

export interface WrkRun {
  requests: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  errors: number;
}

export interface WrkOptions {
  url: string;
  connections: number;
  durationMs: number;
  /** The core it is bound to. */
  core?: number;
}

const UNIT_MS: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

export async function runWrk(wrk: string, { url, connections, durationMs, core }: WrkOptions): Promise<WrkRun> {
  const args = ['-t', '1', '-c', String(connections), '-d', `${Math.ceil(durationMs / 1000)}s`, '--latency', url];
  const { code, out, err } =
    core === undefined ? await runProgram(wrk, args) : await runProgram('taskset', ['-c', String(core), wrk, ...args]);
  if (code !== 0) throw new Error(`wrk failed: ${out}${err}`);
  const socketErrors = /Socket errors: (.*)/.exec(out)?.[1]?.match(/\d+/g) ?? [];
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1] ?? 0);
  return {
    requests: Number(/(\d+) requests in/.exec(out)?.[1] ?? 0),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1] ?? 0),
    p50Ms: latency(out, '50%'),
    p99Ms: latency(out, '99%'),
    errors: refused + socketErrors.reduce((sum, count) => sum + Number(count), 0),
  };
}

function latency(out: string, share: string): number {
  const found = new RegExp(`${share}\\s+([\\d.]+)(us|ms|s|m)\\b`).exec(out);
  return Number(found?.[1] ?? 0) * (UNIT_MS[found?.[2] ?? 'ms'] ?? 1);
}
