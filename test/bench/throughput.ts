// Bench "throughput": one worker under us beside bare Node, two beside node:cluster.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Comparison, comparePair, type Contender, type PairOptions } from './compare-pair.ts';
import type { Bench, Section } from './model.ts';
import { childrenOf } from './process-facts.ts';
import { freePort, until } from './run-program.ts';
import { BareApp } from './start-bare.ts';
import { KeptBenchApp } from './start-kept.ts';
import { type Interval, showInterval, showMs } from './sums.ts';
import { findProgram, plainHttp } from './tools.ts';

const CONNECTIONS = 50;
const isTwoCored = cpus().length > 1;

export const benchThroughput: Bench = async ({ isQuick }) => {
  const wrk = findProgram('wrk');
  if (wrk === null) return [skipped()];
  const options = { wrk, blocks: isQuick ? 2 : 8, runMs: isQuick ? 1000 : 2000, connections: CONNECTIONS };
  // With a core of its own for the worker and one for wrk, neither is moved about.
  const pinned: PairOptions = isTwoCored ? { ...options, wrkCore: 1 } : options;
  const one = await comparePair(() => startKept(1, isTwoCored), startBare, pinned);
  const two = await comparePair(() => startKept(2, false), startCluster, { ...options, blocks: isQuick ? 2 : 5 });
  return [tableOf(one, two)];
};

async function startKept(workers: number, isPinned: boolean): Promise<Contender> {
  const port = await freePort();
  const kept = await KeptBenchApp.start(plainHttp, port, { workers });
  const pids = await kept.workers();
  if (isPinned) pids.forEach(pin);
  return { port, pids: [...pids, ...(await kept.keeperAndDaemon())], end: () => kept.end() };
}

async function startBare(): Promise<Contender> {
  const bare = await BareApp.start(plainHttp, await freePort());
  if (isTwoCored) pin(bare.pid);
  return { port: bare.port, pids: [bare.pid], end: () => bare.end() };
}

async function startCluster(): Promise<Contender> {
  const env = { APP_FILE: plainHttp.file, WORKERS: '2' };
  const app = await BareApp.start({ file: join(import.meta.dirname, 'cluster-app.cjs') }, await freePort(), env);
  await until('two workers run', () => childrenOf(app.pid).length === 2);
  return { port: app.port, pids: [app.pid, ...childrenOf(app.pid)], end: () => app.end() };
}

function pin(pid: number): void {
  spawnSync('taskset', ['-a', '-c', '-p', '0', String(pid)]);
}

function tableOf(one: Comparison, two: Comparison): Section {
  const misses: string[] = [];
  const worse = (what: string, { low, high }: Interval, isMoreBetter: boolean): void => {
    if (isMoreBetter ? high < 1 : low > 1)
      misses.push(`${what}: the interval of the ratio, ${low.toFixed(3)}–${high.toFixed(3)}, leaves 1.0 out`);
  };
  for (const [what, found] of [
    ['one worker', one],
    ['two workers', two],
  ] as const) {
    worse(`${what}, requests/s`, found.perSecond, true);
    worse(`${what}, processor time`, found.cpu, false);
    worse(`${what}, p99`, found.p99, false);
    if (found.ours.errors > 0) misses.push(`${what}: ${found.ours.errors} errors`);
  }
  const rows = (
    [
      ['one worker : bare node', one],
      ['two workers : cluster ×2', two],
    ] as const
  ).flatMap(([name, found]) => [
    [
      `${name}, requests/s`,
      ...[found.ours.perSecond, found.theirs.perSecond].map(Math.round),
      showInterval(found.perSecond),
    ],
    [
      `${name}, CPU ms per 1,000`,
      ...[found.ours.cpuMsPer1000, found.theirs.cpuMsPer1000].map((value) => value.toFixed(2)),
      showInterval(found.cpu),
    ],
    [`${name}, p99 ms`, ...[found.ours.p99Ms, found.theirs.p99Ms].map(showMs), showInterval(found.p99)],
    [`${name}, errors`, found.ours.errors, found.theirs.errors, ''],
  ]);
  return {
    title: `Throughput: plain http, wrk with ${CONNECTIONS} connections`,
    columns: ['what', 'Allswell', 'other', 'ratio (95 %)'],
    rows,
    notes: [
      'medians over blocks; in each block both sides are started anew and measured A B B A; the ratio is of pairs within blocks',
      'processor time is of all processes: ours with keeper and daemon, cluster with its primary',
    ],
    misses,
  };
}

const skipped = (): Section => ({
  title: 'Throughput',
  columns: ['skipped'],
  rows: [['there is no wrk on this machine']],
  notes: [],
  misses: [],
});
