// Bench "evenness": how two and four workers share connections and requests: direct, and behind nginx that keeps its own alive.
import { LoadProcess } from './load-process.ts';
import type { Bench } from './model.ts';
import { connectionsByPid, processorMs } from './process-facts.ts';
import { freePort, sleep } from './run-program.ts';
import { runWrk } from './run-wrk.ts';
import { KeptBenchApp } from './start-kept.ts';
import { Nginx } from './start-nginx.ts';
import { findProgram, plainHttp } from './tools.ts';

/** A worker with less than this part of its fair share starves. */
const STARVES_BELOW = 0.25;
const CLIENTS = 64;
/** A worker that got too much lets go within some seconds; what it is after that counts. */
const SETTLES_MS = 4000;
const MEASURED_MS = 2000;

interface Shares {
  connections: number[];
  /** Of processor time under wrk, of answers under the bursty load. */
  work: number[];
}

interface Found {
  workers: number;
  load: string;
  isSaturating: boolean;
  shares: Shares;
}

export const benchEvenness: Bench = async ({ isQuick }) => {
  const found: Found[] = [];
  for (const workers of isQuick ? [2] : [2, 4]) {
    for (let time = 0; time < (isQuick ? 1 : 3); time += 1) found.push(...(await loadWorkers(workers)));
  }
  return [
    {
      title: 'Evenness: how workers share',
      columns: ['workers', 'load', 'connections held by each', 'work done by each'],
      rows: found.toSorted(byLoad).map(rowOf),
      notes: [
        'work: processor time under wrk, which saturates; answers under the bursty load, which does not: there a free worker takes all there is',
        ...(findProgram('nginx') === null ? ['SKIPPED nginx: there is none on this machine'] : []),
        ...(findProgram('wrk') === null ? ['SKIPPED saturation: there is no wrk on this machine'] : []),
      ],
      misses: found.flatMap(starvation),
    },
  ];
};

async function loadWorkers(workers: number): Promise<Found[]> {
  const [wrk, nginx] = [findProgram('wrk'), findProgram('nginx')];
  const port = await freePort();
  const kept = await KeptBenchApp.start(plainHttp, port, { workers });
  const pids = await kept.workers();
  const found: Found[] = [];
  const load = async (where: string, url: string): Promise<void> => {
    if (wrk !== null) {
      const shares = await underWrk(wrk, `${url}/`, pids, port);
      found.push({ workers, load: `wrk, ${CLIENTS} connections${where}`, isSaturating: true, shares });
    }
    const shares = await underBursts(url, pids, port);
    found.push({ workers, load: `bursty POSTs${where}`, isSaturating: false, shares });
  };
  await load('', `http://127.0.0.1:${port}`);
  if (nginx !== null) {
    const front = await Nginx.start(nginx, port, 60);
    await load(' through nginx', front.url);
    await front.end();
  }
  await kept.end();
  return found;
}

const byLoad = (a: Found, b: Found): number => a.workers - b.workers || a.load.localeCompare(b.load);

const rowOf = ({ workers, load, shares }: Found): (string | number)[] => [
  workers,
  load,
  shares.connections.join(' '),
  shares.work.map((share) => `${Math.round(share * 100)} %`).join(' '),
];

function starvation({ workers, load, isSaturating, shares }: Found): string[] {
  const least = Math.min(...shares.work) * workers;
  if (!isSaturating || least >= STARVES_BELOW) return [];
  return [`${workers} workers, ${load}: one got ${Math.round(least * 100)} % of its fair share`];
}

async function underWrk(wrk: string, url: string, pids: number[], port: number): Promise<Shares> {
  const run = runWrk(wrk, { url, connections: CLIENTS, durationMs: SETTLES_MS + MEASURED_MS });
  await sleep(SETTLES_MS);
  const before = pids.map((pid) => processorMs([pid]));
  await sleep(MEASURED_MS - 200);
  const connections = connectionsByPid(pids, port);
  await run;
  return { connections, work: sharesOf(pids.map((pid, index) => processorMs([pid]) - (before[index] ?? 0))) };
}

async function underBursts(url: string, pids: number[], port: number): Promise<Shares> {
  const load = new LoadProcess({ url, clients: 50, lull: { everyMs: 2000, restMs: 300 } });
  await sleep(3500);
  const connections = connectionsByPid(pids, port);
  const { byPid } = await load.stop();
  return { connections, work: sharesOf(pids.map((pid) => byPid[pid] ?? 0)) };
}

function sharesOf(values: number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
