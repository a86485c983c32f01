// Bench "memory": what keeper and daemon weigh and what they cost at rest, empty and with many workers; beside PM2.
import { join } from 'node:path';
import { buildCopy, type BuiltCopy } from './build-copy.ts';
import type { Bench } from './model.ts';
import { memoryOf, processorMs } from './process-facts.ts';
import { freePort, sleep, until } from './run-program.ts';
import { KeptBenchApp } from './start-kept.ts';
import { fetchPm2, Pm2 } from './start-pm2.ts';

/** Per worker; what a worker itself takes is 40 MB and more. */
const GROWS_AT_MOST_MB = 0.2;
const SETTLE_MS = 2000;
const sleeper = join(import.meta.dirname, 'sleeper.cjs');

interface Weight {
  pssMb: number;
  rssMb: number;
  ownMb: number;
  /** Milliseconds of processor time a minute. */
  idleCpuMs: number;
}

export const benchMemory: Bench = async ({ isQuick }) => {
  const many = isQuick ? 10 : 50;
  const restMs = isQuick ? 2000 : 15_000;
  const copy = await buildCopy();
  const ours = await weighOurs(copy, many, restMs);
  const folder = await fetchPm2();
  const theirs = folder === null ? null : await weighPm2(folder, copy, many, restMs);
  copy.remove();
  const misses: string[] = [];
  const grownMb = ours.many.ownMb - ours.empty.ownMb;
  if (grownMb > GROWS_AT_MOST_MB * many)
    misses.push(`keeper and daemon grew by ${grownMb.toFixed(1)} MB with ${many} workers`);
  return [
    {
      title: 'Memory and idle cost of the supervisor itself, MB',
      columns: ['what', 'workers', 'PSS', 'own (anonymous)', 'RSS (sum)', 'idle CPU, ms a minute'],
      rows: [
        ['Allswell: keeper + daemon', 0, ...rowOf(ours.empty)],
        ['Allswell: keeper + daemon', many, ...rowOf(ours.many)],
        ...(theirs
          ? [
              ['PM2 7.0.4: daemon', 0, ...rowOf(theirs.empty)],
              ['PM2 7.0.4: daemon, fork mode', many, ...rowOf(theirs.many)],
            ]
          : [['PM2', 'SKIPPED: not to be had']]),
      ],
      notes: [
        'the package as it is published, with a Node file of its own, so that no other process shares its pages',
        'with workers of the same Node, shared pages are split among more processes: PSS falls though nothing got lighter; "own" stays comparable',
        'workers are queue workers that do nothing',
      ],
      misses,
    },
  ];
};

async function weighOurs({ program, node }: BuiltCopy, many: number, restMs: number) {
  const before = process.env['ALLSWELL_NODE'];
  process.env['ALLSWELL_NODE'] = node;
  const kept = new KeptBenchApp(await freePort(), program);
  const config = (workers: number) => ({
    name: 'bench',
    node,
    pools: { sleepers: { kind: 'queue', run: sleeper, workers } },
  });
  try {
    await kept.up(config(0));
    const pids = await kept.keeperAndDaemon();
    const empty = await weigh(pids, restMs);
    await kept.up(config(many));
    await until(`${many} workers run`, async () => (await kept.workers()).length === many);
    return { empty, many: await weigh(pids, restMs) };
  } finally {
    await kept.end();
    if (before === undefined) delete process.env['ALLSWELL_NODE'];
    else process.env['ALLSWELL_NODE'] = before;
  }
}

async function weighPm2(folder: string, { node }: BuiltCopy, many: number, restMs: number) {
  const pm2 = new Pm2(folder, node);
  try {
    await pm2.ping();
    const empty = await weigh([pm2.daemonPid()], restMs);
    await pm2.start({ name: 'sleepers', script: sleeper, interpreter: node, exec_mode: 'fork', instances: many });
    return { empty, many: await weigh([pm2.daemonPid()], restMs) };
  } finally {
    await pm2.end();
  }
}

async function weigh(pids: number[], restMs: number): Promise<Weight> {
  await sleep(SETTLE_MS);
  const before = processorMs(pids);
  await sleep(restMs);
  const idleCpuMs = ((processorMs(pids) - before) / restMs) * 60_000;
  return { ...memoryOf(pids), idleCpuMs };
}

const rowOf = ({ pssMb, ownMb, rssMb, idleCpuMs }: Weight): (string | number)[] => [
  ...[pssMb, ownMb, rssMb].map((value) => value.toFixed(1)),
  Math.round(idleCpuMs),
];
