// Bench "restart": the only worker gets SIGKILL; how long until the next request is answered. Beside PM2, taking turns.
import { request } from 'node:http';
import { dirname } from 'node:path';
import type { Bench } from './model.ts';
import { answers, freePort, sleep, until } from './run-program.ts';
import { KeptBenchApp } from './start-kept.ts';
import { fetchPm2, Pm2 } from './start-pm2.ts';
import { median, showMs } from './sums.ts';
import { type BenchApp, nestExpress, plainHttp, readyApps } from './tools.ts';

/** A request is sent this often, each on a connection of its own, without waiting for the one before. */
const PROBE_EVERY_MS = 5;
const PROBE_TIMEOUT_MS = 5000;
/** PM2 counts a death within the first second as a failed start. */
const LIVES_MS = 1500;

interface Kill {
  nextOkMs: number;
  /** Requests sent after the kill that failed, and that never got an answer. */
  failed: number;
  hung: number;
}

export const benchRestart: Bench = async ({ isQuick }) => {
  const kills = isQuick ? 2 : 10;
  const pm2Folder = await fetchPm2();
  const rows: (string | number)[][] = [];
  const misses: string[] = [];
  for (const app of readyApps().filter((one) => one === plainHttp || (one === nestExpress && !isQuick))) {
    const ours: Kill[] = [];
    const theirs: Kill[] = [];
    const port = await freePort();
    const kept = await KeptBenchApp.start(app, port);
    const pm2 = pm2Folder === null ? null : await startPm2(pm2Folder, app);
    for (let kill = 0; kill < kills; kill += 1) {
      ours.push(await killOnce(port, await kept.workers()));
      // A second death of the same generation within ten minutes rests for about two seconds first, by decision.
      await kept.roll();
      if (pm2) theirs.push(await killOnce(pm2.port, await pm2.program.workers()));
    }
    await kept.end();
    await pm2?.program.end();
    rows.push([app.name, 'Allswell', ...rowOf(ours)]);
    rows.push([app.name, 'PM2 7.0.4, cluster mode', ...(pm2 ? rowOf(theirs) : ['SKIPPED: not to be had'])]);
    const lost = ours.reduce((sum, { failed, hung }) => sum + failed + hung, 0);
    if (lost > 0) misses.push(`${app.name}: ${lost} requests sent after the kill were lost`);
  }
  const columns = [
    'app',
    'kept by',
    'kills',
    'next 200: median ms',
    'least',
    'most',
    'later requests failed',
    'hung over 5 s',
  ];
  const notes = [
    'one worker; a new connection every 5 ms from the kill on, until one is answered',
    'the first death of a generation: a second one within ten minutes rests for about 2 s first',
  ];
  return [{ title: 'Restart: SIGKILL of the only worker → next 200', columns, rows, notes, misses }];
};

async function startPm2(folder: string, app: BenchApp): Promise<{ program: Pm2; port: number }> {
  const port = await freePort();
  const program = new Pm2(folder);
  const cluster = { exec_mode: 'cluster', instances: 1, env: { PORT: String(port) } };
  await program.start({ name: 'bench', script: app.file, cwd: dirname(app.file), ...cluster });
  await until('the app under PM2 answers', () => answers(`http://127.0.0.1:${port}/health`));
  return { program, port };
}

async function killOnce(port: number, pids: number[]): Promise<Kill> {
  await sleep(LIVES_MS);
  const [pid] = pids;
  if (!pid) throw new Error('no worker to kill');
  const kill: Kill = { nextOkMs: 0, failed: 0, hung: 0 };
  process.kill(pid, 'SIGKILL');
  const began = performance.now();
  const sent: Promise<void>[] = [];
  while (kill.nextOkMs === 0) {
    sent.push(
      probe(port).then((outcome) => {
        if (outcome === 'ok') kill.nextOkMs ||= performance.now() - began;
        else kill[outcome] += 1;
      }),
    );
    await sleep(PROBE_EVERY_MS);
  }
  await Promise.all(sent);
  return kill;
}

async function probe(port: number): Promise<'ok' | 'failed' | 'hung'> {
  const { promise, resolve } = Promise.withResolvers<'ok' | 'failed' | 'hung'>();
  const sent = request({ host: '127.0.0.1', port, path: '/health', agent: false, timeout: PROBE_TIMEOUT_MS });
  sent.on('response', (response) => {
    response.resume();
    resolve(response.statusCode === 200 ? 'ok' : 'failed');
  });
  sent.on('timeout', () => {
    resolve('hung');
    sent.destroy();
  });
  sent.on('error', () => resolve('failed'));
  sent.end();
  return promise;
}

function rowOf(kills: Kill[]): (string | number)[] {
  const tooks = kills.map(({ nextOkMs }) => nextOkMs);
  const sum = (key: 'failed' | 'hung'): number => kills.reduce((total, kill) => total + kill[key], 0);
  return [
    kills.length,
    showMs(median(tooks)),
    showMs(Math.min(...tooks)),
    showMs(Math.max(...tooks)),
    sum('failed'),
    sum('hung'),
  ];
}
