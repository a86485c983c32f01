// How evenly two and four workers share connections and requests: direct, and behind nginx that keeps its own alive.
import { LoadProcess } from './load-process.ts';
import type { Section } from './model.ts';
import { connectionsByPid, processorMs } from './process-facts.ts';
import { freePort, sleep } from './run-program.ts';
import { runWrk } from './run-wrk.ts';
import { KeptBenchApp } from './start-kept.ts';
import { Nginx } from './start-nginx.ts';
import { findProgram, plainHttp } from './tools.ts';

/** A worker with less than this part of its fair share starves. */
const STARVES_BELOW = 0.25;
const CLIENTS = 64;

interface Shares {
  connections: number[];
  /** Of processor time under wrk, of answers under the bursty load. */
  work: number[];
}

export async function shareEvenly(wrk: string, isQuick: boolean): Promise<Section> {
  const nginx = findProgram('nginx');
  const rows: string[][] = [];
  const misses: string[] = [];
  const times = isQuick ? 1 : 3;
  for (const workers of isQuick ? [2] : [2, 4]) {
    for (let time = 0; time < times; time += 1) {
      const port = await freePort();
      const kept = await KeptBenchApp.start(plainHttp, port, { workers });
      const pids = await kept.workers();
      const note = (how: string, isSaturated: boolean, shares: Shares): void => {
        rows.push([String(workers), how, shares.connections.join(' '), shares.work.map((share) => `${Math.round(share * 100)} %`).join(' ')]);
        const least = Math.min(...shares.work) * workers;
        if (isSaturated && least < STARVES_BELOW) misses.push(`${workers} workers, ${how}: one got ${Math.round(least * 100)} % of its fair share`);
      };
      note(`wrk, ${CLIENTS} connections`, true, await underWrk(wrk, `http://127.0.0.1:${port}/`, pids, port));
      note('bursty POSTs', false, await underBursts(`http://127.0.0.1:${port}`, pids, port));
      if (nginx !== null) {
        const front = await Nginx.start(nginx, port, 60);
        note(`wrk, ${CLIENTS} connections, through nginx`, true, await underWrk(wrk, `${front.url}/`, pids, port));
        note('bursty POSTs through nginx', false, await underBursts(front.url, pids, port));
        await front.end();
      }
      await kept.end();
    }
  }
  return {
    title: 'Evenness: how workers share',
    columns: ['workers', 'load', 'connections held by each', 'work done by each'],
    rows: rows.toSorted((a, b) => `${a[0]}${a[1]}`.localeCompare(`${b[0]}${b[1]}`)),
    notes: [
      'work: processor time under wrk (which saturates), answers under the bursty load (which does not: an idle worker takes all there is)',
      ...(nginx === null ? ['SKIPPED nginx: there is none on this machine'] : []),
    ],
    misses,
  };
}

async function underWrk(wrk: string, url: string, pids: number[], port: number): Promise<Shares> {
  const before = pids.map((pid) => processorMs([pid]));
  const run = runWrk(wrk, { url, connections: CLIENTS, durationMs: 3000 });
  await sleep(2000);
  const connections = connectionsByPid(pids, port);
  await run;
  return { connections, work: sharesOf(pids.map((pid, index) => processorMs([pid]) - (before[index] ?? 0))) };
}

async function underBursts(url: string, pids: number[], port: number): Promise<Shares> {
  const load = new LoadProcess({ url, clients: 50, lull: { everyMs: 2000, restMs: 300 } });
  await sleep(5000);
  const connections = connectionsByPid(pids, port);
  const { byPid } = await load.stop();
  return { connections, work: sharesOf(pids.map((pid) => byPid[pid] ?? 0)) };
}

function sharesOf(values: number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
