// One cell of the roll bench: one application, one Node, one kind of front door, some rolls.
// For every failed request it finds the line of nginx's error log and the phase of the roll it fell into.
import type { LoadMark } from './load-process.ts';
import { LoadProcess } from './load-process.ts';
import { freePort, sleep } from './run-program.ts';
import { KeptBenchApp } from './start-kept.ts';
import { Nginx } from './start-nginx.ts';
import type { BenchApp } from './tools.ts';

export interface RollCell {
  app: BenchApp;
  /** Major version of the application's Node. */
  node: number;
  front: 'nginx 5 s' | 'nginx 60 s' | 'none';
  /** At least so many rolls, for at least so long. */
  rolls: number;
  leastMs: number;
  baselineMs: number;
}

export interface RollOutcome {
  cell: RollCell;
  rolls: number;
  label: string;
  before: LoadMark;
  during: LoadMark;
  servesMs: number[];
  quietMs: number[];
  causes: string[];
  /** When in its roll the slowest request was answered. */
  slowestWhen: string;
}

interface RollSpan {
  from: number;
  servesAt: number;
  to: number;
}

const WARM_UP_MS = 2000;
const REST_BETWEEN_MS = 500;
/** All 50 fall silent and then send at one instant: nginx opens as many connections, most of which are idle afterwards. */
const LULL = { everyMs: 7000, restMs: 1300 };

export async function runRollCell(cell: RollCell, node: string, nginx: string | null): Promise<RollOutcome> {
  const port = await freePort();
  const front =
    cell.front === 'none' || nginx === null
      ? null
      : await Nginx.start(nginx, port, cell.front === 'nginx 5 s' ? 5 : 60);
  const kept = await KeptBenchApp.start(cell.app, port, { node, ...(front ? { front: front.url } : {}) });
  const url = `${front?.url ?? `http://127.0.0.1:${port}`}${cell.app.post}`;
  const load = new LoadProcess({ url, lull: LULL });
  await sleep(WARM_UP_MS);
  await load.mark();
  await sleep(cell.baselineMs);
  const before = await load.mark();
  const spans: RollSpan[] = [];
  const began = performance.now();
  while (spans.length < cell.rolls || performance.now() - began < cell.leastMs) {
    spans.push(await rollOnce(kept));
    await sleep(Math.random() * 2 * REST_BETWEEN_MS);
  }
  const during = await load.stop();
  const label = `${cell.app.name} on Node ${cell.node}, ${cell.front}`;
  const causes = during.failures.map((failure) => explain(failure, spans, front?.errors() ?? []));
  await kept.end();
  await front?.end();
  process.stderr.write(`  ${label}: ${during.failed} of ${during.sent} failed in ${spans.length} rolls\n`);
  const servesMs = spans.map(({ from, servesAt }) => servesAt - from);
  const quietMs = spans.map(({ from, to }) => to - from);
  const slowestWhen = phaseOf(during.slowest[0]?.at ?? 0, spans);
  return { cell, slowestWhen, rolls: spans.length, label, before, during, servesMs, quietMs, causes };
}

async function rollOnce(kept: KeptBenchApp): Promise<RollSpan> {
  const from = Date.now();
  const rolled = await kept.roll();
  if (!rolled.ok) throw new Error(`a roll failed: ${rolled.text}`);
  return { from, servesAt: from + rolled.tookMs, to: Date.now() };
}

function explain({ at, failure, tookMs }: LoadMark['failures'][number], spans: RollSpan[], errors: string[]): string {
  const second = new Date(at).toTimeString().slice(0, 8);
  const line = errors.find((error) => error.includes(second)) ?? 'nothing in nginx’s error log';
  return `${failure} after ${tookMs} ms, ${phaseOf(at, spans)}: ${line}`;
}

function phaseOf(at: number, spans: RollSpan[]): string {
  const span = spans.findLast(({ from }) => at >= from);
  if (!span) return 'before the first roll';
  if (at < span.servesAt) return `${at - span.from} ms into a roll, the new one not serving yet`;
  if (at <= span.to) return `${at - span.servesAt} ms after the new one served, the old draining`;
  return `${at - span.to} ms after a roll was over`;
}
