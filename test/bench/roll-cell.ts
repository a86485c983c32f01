// One cell of the roll bench: one application, one Node, one kind of front door, some rolls.
// For every failed request it finds the line of nginx's error log and the phase of the roll it fell into.
import { addMarks, emptyMark, type LoadMark, LoadProcess } from './load-process.ts';
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
}

export interface RollOutcome {
  cell: RollCell;
  rolls: number;
  label: string;
  /** The stretches of time without a roll, and those with one after the other. */
  without: LoadMark;
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
/** Time with rolls and time without take turns: what else the machine does falls on both. Longer than a lull. */
const STRETCH_MS = 8000;
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
  let [without, during] = [emptyMark(), emptyMark()];
  const spans: RollSpan[] = [];
  const began = performance.now();
  while (spans.length < cell.rolls || performance.now() - began < cell.leastMs) {
    await sleep(STRETCH_MS);
    without = addMarks(without, await load.mark());
    spans.push(...(await rollFor(STRETCH_MS, kept)));
    during = addMarks(during, await load.mark());
  }
  without = addMarks(without, await load.stop());
  const label = `${cell.app.name} on Node ${cell.node}, ${cell.front}`;
  const causes = [...without.failures, ...during.failures].map((failure) =>
    explain(failure, spans, front?.errors() ?? []),
  );
  await kept.end();
  await front?.end();
  process.stderr.write(
    `  ${label}: ${during.failed + without.failed} of ${during.sent + without.sent} failed in ${spans.length} rolls\n`,
  );
  const servesMs = spans.map(({ from, servesAt }) => servesAt - from);
  const quietMs = spans.map(({ from, to }) => to - from);
  const slowestWhen = phaseOf(during.slowest[0]?.at ?? 0, spans);
  return { cell, slowestWhen, rolls: spans.length, label, without, during, servesMs, quietMs, causes };
}

/** Rolls one after the other until the time is over, and waits for the end of the last. */
async function rollFor(stretchMs: number, kept: KeptBenchApp): Promise<RollSpan[]> {
  const spans: RollSpan[] = [];
  const began = performance.now();
  while (performance.now() - began < stretchMs) {
    spans.push(await rollOnce(kept));
    await sleep(Math.random() * 2 * REST_BETWEEN_MS);
  }
  return spans;
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
