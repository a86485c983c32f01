// Measures two ways of running the same application against each other, A B B A, anew in each block.
// Both are started again for each block: a process may be fast or slow by luck for as long as it lives.
import { processorMs } from './process-facts.ts';
import { runWrk } from './run-wrk.ts';
import { type Interval, median, ratioInterval } from './sums.ts';

export interface Contender {
  port: number;
  /** All processes whose processor time counts. */
  pids: number[];
  end: () => Promise<void>;
}

interface Costs {
  perSecond: number;
  cpuMsPer1000: number;
  p99Ms: number;
  errors: number;
}

export interface Comparison {
  ours: Costs;
  theirs: Costs;
  /** Ours divided by theirs, with the 95 % interval over the blocks. */
  perSecond: Interval;
  cpu: Interval;
  p99: Interval;
}

export interface PairOptions {
  wrk: string;
  wrkCore?: number;
  blocks: number;
  runMs: number;
  connections: number;
}

type Start = () => Promise<Contender>;

export async function comparePair(ours: Start, theirs: Start, options: PairOptions): Promise<Comparison> {
  const blocks: { ours: Costs; theirs: Costs }[] = [];
  for (let block = 0; block < options.blocks; block += 1) {
    const isOursFirst = block % 2 === 0;
    const [first, second] = isOursFirst ? [await ours(), await theirs()] : [await theirs(), await ours()];
    const order = [first, second, second, first];
    const runs: { contender: Contender; costs: Costs }[] = [];
    for (const contender of [first, second]) await measure(contender, { ...options, runMs: 1000 });
    for (const contender of order) runs.push({ contender, costs: await measure(contender, options) });
    const of = (contender: Contender): Costs =>
      meanOf(runs.filter((run) => run.contender === contender).map(({ costs }) => costs));
    blocks.push(isOursFirst ? { ours: of(first), theirs: of(second) } : { ours: of(second), theirs: of(first) });
    await Promise.all([first.end(), second.end()]);
  }
  const ratio = (key: keyof Costs): Interval =>
    ratioInterval(
      blocks.map((b) => b.ours[key]),
      blocks.map((b) => b.theirs[key]),
    );
  return {
    ours: medianOf(blocks.map((block) => block.ours)),
    theirs: medianOf(blocks.map((block) => block.theirs)),
    perSecond: ratio('perSecond'),
    cpu: ratio('cpuMsPer1000'),
    p99: ratio('p99Ms'),
  };
}

async function measure({ port, pids }: Contender, { wrk, wrkCore, runMs, connections }: PairOptions): Promise<Costs> {
  const before = processorMs(pids);
  const core = wrkCore === undefined ? {} : { core: wrkCore };
  const run = await runWrk(wrk, { url: `http://127.0.0.1:${port}/`, connections, durationMs: runMs, ...core });
  const cpuMs = processorMs(pids) - before;
  return {
    perSecond: run.perSecond,
    cpuMsPer1000: cpuMs / (run.requests / 1000),
    p99Ms: run.p99Ms,
    errors: run.errors,
  };
}

const combine = (costs: Costs[], sum: (values: number[]) => number): Costs => ({
  perSecond: sum(costs.map(({ perSecond }) => perSecond)),
  cpuMsPer1000: sum(costs.map(({ cpuMsPer1000 }) => cpuMsPer1000)),
  p99Ms: sum(costs.map(({ p99Ms }) => p99Ms)),
  errors: costs.reduce((total, { errors }) => total + errors, 0),
});

const meanOf = (costs: Costs[]): Costs =>
  combine(costs, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
const medianOf = (costs: Costs[]): Costs => combine(costs, median);
