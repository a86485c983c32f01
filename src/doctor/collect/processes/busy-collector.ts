// Collects how busy Node processes are: what their threads used of the CPU between two looks.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { BusyFact, ProcessFact } from '../../facts/process-facts.ts';
import { type Collector, known, none } from '../collector.ts';
import { parseStat } from './parse-stat.ts';
import { TICKS_PER_SECOND } from './read-process.ts';

/** Long enough for a tick to be a small part of it, short enough for somebody who waits. */
const OVER_MS = 600;
const PROCESSES_MAX = 200;

export const busyCollector: Collector = {
  name: 'busy processes',
  ids: ['processes.busy'],
  stage: 2,
  budgetMs: 3000,
  collect: async (look) => {
    const nodes = (look.find('processes') ?? [])
      .filter(({ isNode, pid }) => isNode && pid !== process.pid)
      .slice(0, PROCESSES_MAX);
    if (nodes.length === 0) return { 'processes.busy': none };
    const before = nodes.map(sample);
    await setTimeout(OVER_MS);
    const busy = nodes.flatMap((node, index) => compare(node, before[index] ?? null, sample(node)) ?? []);
    return { 'processes.busy': known(busy) };
  },
};

interface Sample {
  atMs: number;
  mainThreadMs: number;
  inLineMs: number | null;
  allMs: number;
  state: string;
}

function sample({ pid, start }: ProcessFact): Sample | null {
  const whole = parseStat(read(`/proc/${pid}/stat`));
  const thread = parseStat(read(`/proc/${pid}/task/${pid}/stat`));
  if (!whole || !thread || whole.start !== start) return null;
  // Nanoseconds on the CPU and in line for it (kernel: scheduler/sched-stats); ticks where the kernel was built without it.
  const exact = /^(\d+) (\d+) /.exec(read(`/proc/${pid}/task/${pid}/schedstat`));
  return {
    atMs: performance.now(),
    mainThreadMs: exact === null ? msOfTicks(thread.cpuTicks) : Number(exact[1]) / 1e6,
    inLineMs: exact === null ? null : Number(exact[2]) / 1e6,
    allMs: msOfTicks(whole.cpuTicks),
    state: thread.state,
  };
}

function compare({ pid, start }: ProcessFact, before: Sample | null, after: Sample | null): BusyFact | null {
  if (!before || !after) return null;
  const overMs = after.atMs - before.atMs;
  const share = (usedMs: number): number => Math.round((usedMs / overMs) * 100) / 100;
  const ranMs = after.mainThreadMs - before.mainThreadMs;
  const waitsIn = read(`/proc/${pid}/wchan`).trim();
  return {
    holder: `${pid}@${start}`,
    overMs: Math.round(overMs),
    mainThread: share(ranMs),
    mainThreadWanted:
      after.inLineMs === null || before.inLineMs === null
        ? null
        : Math.min(1, share(ranMs + after.inLineMs - before.inLineMs)),
    all: share(after.allMs - before.allMs),
    states: [before.state, after.state],
    waitsIn: /^[a-z_]\w*$/i.test(waitsIn) ? waitsIn : null,
  };
}

const msOfTicks = (ticks: number): number => (ticks * 1000) / TICKS_PER_SECOND;

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
