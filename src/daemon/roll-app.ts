// Brings an app to a new generation: freezes it, chooses the overlap, asks for the roll, waits for its verdict, measures it.
import type { Receipt, ReplyValue } from '../../protocol/control.ts';
import type { Failure } from '../failure/failure.ts';
import { readAvailableBytes } from '../host/linux/memory.ts';
import { failed, ok, type Result } from '../std/result.ts';
import { chooseOverlap, type OverlapChoice } from '../supervise/choose-overlap.ts';
import type { Notice, SocketAddress } from '../supervise/model.ts';
import { addressesOf } from '../supervise/sockets.ts';
import { nextGeneration, policiesOf, pruneGenerations, saveGeneration } from './generations.ts';
import type { KeptApp } from './kept-app.ts';
import type { Prepared } from '../config/read-source.ts';
import { ReceiptRun } from './receipt.ts';
import { lineOf } from './hear-app.ts';
import type { Daemon } from './surroundings.ts';

const LOOK_EVERY_MS = 50;

export async function rollApp(
  daemon: Daemon,
  app: KeptApp,
  prepared: Prepared,
  asked: { changes: string[]; evenIfTight: boolean; progress: (text: string) => void },
): Promise<Result<ReplyValue, Failure>> {
  const name = app.state.name;
  if (app.frozen) return failed({ code: 'app-frozen', app: name, reason: app.frozen });
  const choice = overlapFor(app, prepared);
  if (choice.kind === 'refused' && !asked.evenIfTight)
    return failed({ code: 'overlap-refused', app: name, reason: choice.why });
  if (choice.kind === 'one-by-one') asked.progress(`one by one: ${choice.why}`);

  const generation = Math.max(nextGeneration(daemon.home.generations, name), app.state.generation + 1);
  const record = { app: name, generation, createdAt: new Date().toISOString(), ...prepared };
  try {
    saveGeneration(daemon.home.generations, record);
  } catch (error) {
    return failed({ code: 'home-unwritable', home: daemon.home.state, reason: (error as Error).message });
  }
  app.generations.set(generation, record);
  const began = performance.now();
  const verdict = waitForVerdict(daemon, name, generation, (started) =>
    startReceipt(daemon, app, started, asked.progress),
  );
  daemon.dispatch(name, {
    kind: 'roll-asked',
    candidate: generation,
    policies: policiesOf(prepared.config),
    overlap: choice.overlap,
  });
  const end = await verdict;
  const tookMs = Math.round(performance.now() - began);
  const receipt = await endReceipt(daemon, app);
  if (end.kind === 'settled') app.lastRoll = { generation: end.generation, outcome: 'settled', failure: null, receipt };
  else app.lastRoll = { generation, outcome: end.kind, failure: end.failure, receipt };
  const inUse = [
    app.state.generation,
    ...app.state.pools.flatMap((pool) => pool.workers.map((worker) => worker.generation)),
  ];
  pruneGenerations(daemon.home.generations, name, inUse);
  if (end.kind === 'settled')
    return ok({ kind: 'rolled', app: name, generation: end.generation, tookMs, receipt, changes: asked.changes });
  return failed({
    code: 'roll-failed',
    app: name,
    generation,
    keeps: end.keeps,
    failure: end.failure,
    wasCommitted: end.kind === 'undone',
  });
}

type Verdict =
  | { kind: 'settled'; generation: number }
  | { kind: 'abandoned' | 'undone'; keeps: number; failure: Extract<Notice, { kind: 'roll-abandoned' }>['failure'] };

/** A roll that was replaced by a newer one while it waited shares the newer one's verdict. */
function waitForVerdict(
  daemon: Daemon,
  app: string,
  generation: number,
  started: (generation: number) => void,
): Promise<Verdict> {
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  let awaited = generation;
  const hear = (name: string, notice: Notice): void => {
    if (name !== app || !('generation' in notice) || notice.generation !== awaited) return;
    if (notice.kind === 'roll-started') started(awaited);
    else if (notice.kind === 'roll-superseded') awaited = notice.by;
    else if (notice.kind === 'roll-settled') end({ kind: 'settled', generation: awaited });
    else if (notice.kind === 'roll-abandoned') end({ kind: 'abandoned', keeps: notice.keeps, failure: notice.failure });
    else if (notice.kind === 'roll-undone') end({ kind: 'undone', keeps: notice.keeps, failure: notice.failure });
  };
  const end = (verdict: Verdict): void => {
    daemon.notified.delete(hear);
    resolve(verdict);
  };
  daemon.notified.add(hear);
  return promise;
}

function overlapFor(app: KeptApp, prepared: Prepared): OverlapChoice {
  const pools = prepared.config.pools.map(({ name, kind, workers, connections }) => {
    const pool = app.state.pools.find((one) => one.name === name);
    const sizes = (pool?.workers ?? []).flatMap((worker) => app.observed.get(worker.id)?.vitals?.rssBytes ?? []);
    return {
      name,
      kind,
      workers: pool?.scaledTo ?? workers,
      connections,
      workerBytes: sizes.length > 0 ? Math.max(...sizes) : null,
    };
  });
  // A first generation stands beside nobody.
  const isFirst = app.state.generation === 0;
  return chooseOverlap({
    memoryAvailableBytes: isFirst ? null : readAvailableBytes(),
    pools,
    connectionBudget: isFirst ? null : prepared.config.connectionBudget,
  });
}

function startReceipt(daemon: Daemon, app: KeptApp, generation: number, progress: (text: string) => void): void {
  const previous = app.state.generation;
  const url = previous === 0 ? null : frontDoor(app);
  if (url === null || app.receipt) return;
  app.receipt = new ReceiptRun(app.state.name, generation, previous, url);
  tagProbes(daemon, app, true);
  progress(`measuring through ${url}`);
}

/** The old generation's last connections belong to the roll: the count ends when it has gone. */
async function endReceipt(daemon: Daemon, app: KeptApp): Promise<Receipt | null> {
  if (!app.receipt) return null;
  while (app.state.roll === null && hasLeavingWebWorkers(app))
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  const run = app.receipt;
  app.receipt = null;
  tagProbes(daemon, app, false);
  return run.finish();
}

const hasLeavingWebWorkers = (app: KeptApp): boolean =>
  app.state.pools.some(
    (pool) =>
      pool.policy?.kind === 'web' && pool.workers.some((worker) => worker.state === 'draining' && worker.hadServed),
  );

function tagProbes(daemon: Daemon, app: KeptApp, on: boolean): void {
  for (const worker of app.observed.keys()) daemon.channel.tell(lineOf(app, worker), { kind: 'tag-probes', on });
}

function frontDoor(app: KeptApp): string | null {
  const config = app.generations.get(app.state.generation)?.config;
  if (!config) return null;
  for (const pool of app.state.pools) {
    const own = config.pools.find((one) => one.name === pool.name);
    if (pool.policy?.kind !== 'web' || !own || pool.isStopped) continue;
    const [address] = addressesOf(pool, pool.policy);
    if (config.front) return new URL(own.health ?? '/', config.front).href;
    if (address) return `http://${reachable(address)}${own.health ?? '/'}`;
  }
  return null;
}

/** An address that stands for "every one" is reached on loopback. */
function reachable({ host, port }: SocketAddress): string {
  if (host === '0.0.0.0' || host === '::') return `127.0.0.1:${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
