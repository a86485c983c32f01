// Bench "preload": what loading us into an application adds to its boot. What it costs a request, "throughput" tells.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './model.ts';
import { processorMs } from './process-facts.ts';
import { freePort } from './run-program.ts';
import { differenceInterval, median, quantile } from './sums.ts';
import { type BenchApp, findNode, nestExpress, plainHttp, readyApps, root } from './tools.ts';

const ADDED_MS_MAX = 15;
const NODES = [20, 22, 24, 26];

interface Boot {
  ms: number;
  cpuMs: number;
}

export const benchPreload: Bench = async ({ isQuick }) => {
  const folder = mkdtempSync(join(tmpdir(), 'aw-bench-preload-'));
  const channel = net.createServer((socket) => socket.resume()).listen(join(folder, 'app.sock'));
  const ours = new net.BoundSocket({ host: '127.0.0.1', port: 0 });
  const theirs = await freePort();
  const rows: (string | number)[][] = [];
  const misses: string[] = [];
  const apps = readyApps().filter((app) => app === plainHttp || (app === nestExpress && !isQuick));
  const cells = NODES.flatMap((major) => apps.map((app) => ({ major, app, node: findNode(major) })));
  for (const { major, app, node } of cells) {
    if (node === null || (isQuick && major !== 24)) continue;
    const runs = isQuick ? 25 : app === plainHttp ? 40 : 20;
    const withUs: Boot[] = [];
    const without: Boot[] = [];
    for (let run = 0; run < runs + 2; run += 1) {
      const pair = [
        () => boot(node, app, environment(folder, ours)),
        () => boot(node, app, { env: { PORT: String(theirs) }, fd: null }),
      ] as const;
      // Whoever comes second finds warmer caches: take turns.
      const first = await pair[run % 2 === 0 ? 0 : 1]();
      const second = await pair[run % 2 === 0 ? 1 : 0]();
      if (run < 2) continue;
      (run % 2 === 0 ? withUs : without).push(first);
      (run % 2 === 0 ? without : withUs).push(second);
    }
    const [a, b] = [withUs, without].map((boots) => boots.map(({ ms }) => ms)) as [number[], number[]];
    const added = median(a) - median(b);
    const { low, high } = differenceInterval(a, b);
    const cpu = median(withUs.map(({ cpuMs }) => cpuMs)) - median(without.map(({ cpuMs }) => cpuMs));
    if (added > ADDED_MS_MAX)
      misses.push(`${app.name} on Node ${major}: ${added.toFixed(1)} ms more, ${ADDED_MS_MAX} allowed`);
    rows.push([
      app.name,
      major,
      runs,
      median(b).toFixed(0),
      median(a).toFixed(0),
      `${added.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`,
      `${quantile(b, 0.95).toFixed(0)} / ${quantile(a, 0.95).toFixed(0)}`,
      cpu.toFixed(1),
    ]);
  }
  ours.close();
  channel.close();
  rmSync(folder, { recursive: true, force: true });
  const title = 'Preload: from spawn to the application’s own "listening"';
  const columns = [
    'app',
    'node',
    'runs',
    'bare, ms',
    'with us, ms',
    'added, ms (95 %)',
    'p95 bare / us',
    'added CPU, ms',
  ];
  return [
    { title, columns, rows, notes: ['medians of runs taken in turns; the interval is of the mean difference'], misses },
  ];
};

interface Surroundings {
  env: NodeJS.ProcessEnv;
  fd: number | null;
}

function environment(folder: string, bound: net.BoundSocket): Surroundings {
  const fd = bound.fd();
  const { port } = bound.address();
  const env = {
    PORT: String(port),
    NODE_OPTIONS: `--require "${join(root, 'preload', 'preload.cjs')}"`,
    ALLSWELL_CHANNEL: join(folder, 'app.sock'),
    ALLSWELL_PROBE_PATH: join(folder, 'probe.sock'),
    ALLSWELL_WORKER: 'bench/web.1#1',
    ALLSWELL_KIND: 'web',
    ALLSWELL_SOCKETS: JSON.stringify([{ host: '127.0.0.1', port, fds: [3, 4] }]),
  };
  return { env, fd };
}

async function boot(node: string, app: BenchApp, { env, fd }: Surroundings): Promise<Boot> {
  const { promise, resolve, reject } = Promise.withResolvers<Boot>();
  const { PATH } = process.env;
  const began = performance.now();
  const child = spawn(node, [app.file], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'ignore', ...(fd === null ? [] : [fd, fd])],
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    if (!String(chunk).includes('listening on')) return;
    resolve({ ms: performance.now() - began, cpuMs: processorMs([child.pid ?? 0]) });
    child.kill('SIGKILL');
  });
  const ended = new Promise((done) => child.once('exit', done));
  child.once('exit', () => reject(new Error(`${app.name} ended before it listened`)));
  const measured = await promise;
  await ended;
  return measured;
}
