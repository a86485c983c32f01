// Turns what a preload says into events, and observes readiness: listening, then the health probe.
import type { FromApp, Listening } from '../../protocol/app.ts';
import type { PoolConfig } from '../config/model.ts';
import type { App, Pool, SocketAddress, Worker } from '../supervise/model.ts';
import { policyOf } from '../supervise/reduce-app.ts';
import { addressesOf } from '../supervise/sockets.ts';
import type { KeptApp, Observed } from './kept-app.ts';
import { newObserved } from './kept-app.ts';
import { tellAll } from './loop.ts';
import { isOtherPools } from './port-owner.ts';
import { probeWorker } from './probe-worker.ts';
import { fullName, readFullName } from './run-command.ts';
import { spreadLoad } from './spread-load.ts';
import type { Daemon } from './surroundings.ts';
import { probePath } from './worker-environment.ts';

const PROBE_EVERY_MS = 250;
const TROUBLES_KEPT = 5;

export function hearApp(daemon: Daemon, full: string, message: FromApp): void {
  const { app: name, worker } = readFullName(full);
  const app = daemon.apps.get(name);
  if (!app) return;
  const seen = app.observed.get(worker) ?? newObserved();
  app.observed.set(worker, seen);
  switch (message.kind) {
    case 'hello':
      Object.assign(seen, {
        pid: message.pid,
        node: message.node,
        listening: message.listening,
        saidReady: message.saidReady,
      });
      daemon.channel.tell(full, { kind: 'tag-probes', on: app.receipt !== null });
      seen.jobs = message.jobs;
      for (const where of message.alsoOn) noteListener(daemon, app, worker, seen, where);
      for (const address of message.asks) hearAsk(daemon, app, worker, address);
      for (const address of message.listening) noteListens(daemon, app, worker, address);
      repeatReadiness(daemon, app, worker);
      if (message.phase === 'serving') daemon.dispatch(name, { kind: 'worker-serving', worker });
      if (message.phase === 'drained') daemon.dispatch(name, { kind: 'worker-drained', worker });
      return judgeReadiness(daemon, app, worker, seen);
    case 'listening': {
      const { kind: _, ...listening } = message;
      seen.listening.push(listening);
      noteListens(daemon, app, worker, listening);
      return judgeReadiness(daemon, app, worker, seen);
    }
    case 'ready-said':
      seen.saidReady = true;
      return judgeReadiness(daemon, app, worker, seen);
    case 'listen-asked':
      return hearAsk(daemon, app, worker, { host: message.host, port: message.port });
    case 'serving':
      return daemon.dispatch(name, { kind: 'worker-serving', worker });
    case 'draining':
      seen.drain = message;
      return;
    case 'drained':
      tellCut(daemon, name, worker, message);
      return daemon.dispatch(name, { kind: 'worker-drained', worker });
    case 'vitals':
      seen.vitals = message;
      return spreadLoad(daemon, app, worker);
    case 'jobs':
      seen.jobs = message.ids;
      return;
    case 'listens-also':
      return noteListener(daemon, app, worker, seen, message.where);
    case 'trouble':
      seen.troubles = [...seen.troubles, message.text].slice(-TROUBLES_KEPT);
  }
}

function tellCut(daemon: Daemon, app: string, worker: string, cut: Extract<FromApp, { kind: 'drained' }>): void {
  const { cutUpgraded: webSockets, cutStreams: streams, cutIdle: idle } = cut;
  if (webSockets + streams + idle > 0)
    tellAll(daemon, app, { kind: 'connections-cut', worker, webSockets, streams, idle });
}

function noteListener(daemon: Daemon, app: KeptApp, worker: string, seen: Observed, where: string): void {
  if (!seen.listensAlso.includes(where)) seen.listensAlso.push(where);
  noteProbe(daemon, app, worker, `it listens on ${where}, which cannot be handed from one worker to the next`);
}

/** An address that was learned once and is asked for no more can be forgotten. */
function noteListens(daemon: Daemon, app: KeptApp, worker: string, { host, port }: SocketAddress): void {
  daemon.dispatch(app.state.name, { kind: 'worker-listens', worker, address: { host, port } });
}

/** A word to serve may have been lost with its line: a proved worker that comes back is told again. */
function repeatReadiness(daemon: Daemon, app: KeptApp, worker: string): void {
  const known = findWorker(app.state, worker)?.worker;
  if (known?.state === 'standby') daemon.dispatch(app.state.name, { kind: 'worker-ready', worker, proof: known.proof });
}

function hearAsk(daemon: Daemon, app: KeptApp, worker: string, address: SocketAddress): void {
  const found = findWorker(app.state, worker);
  if (found && isOtherPools(app, found, address)) {
    daemon.channel.tell(fullName(app.state.name, worker), { kind: 'listen-refused', ...address });
  } else daemon.dispatch(app.state.name, { kind: 'listen-asked', worker, address });
}

/** Ready is said only when what the pool asks for has been seen. */
function judgeReadiness(daemon: Daemon, app: KeptApp, worker: string, seen: Observed): void {
  const found = findWorker(app.state, worker);
  if (!found || found.worker.state !== 'starting') return;
  const config = poolConfig(app, found.pool, found.worker);
  if (!config) return;
  const ready = (proof: 'health' | 'listening' | 'message') =>
    daemon.dispatch(app.state.name, { kind: 'worker-ready', worker, proof });
  if (config.kind !== 'web') {
    if (seen.saidReady) ready('message');
    return;
  }
  const main = mainListener(app.state, found.pool, found.worker, seen.listening);
  if (!main || (config.ready === 'message' && !seen.saidReady)) return;
  const canBeAsked = main.protocol === 'http' || main.protocol === 'https';
  if (config.health === null || !canBeAsked) return ready(config.ready === 'message' ? 'message' : 'listening');
  probeUntilReady(daemon, app, worker, config.health, main.protocol === 'https');
}

function mainListener(app: App, pool: Pool, worker: Worker, listening: Listening[]): Listening | undefined {
  const [address] = addressesOf(pool, policyOf(app, pool, worker));
  return listening.find((one) => one.port === address?.port);
}

function probeUntilReady(daemon: Daemon, app: KeptApp, worker: string, path: string, isTls: boolean): void {
  if (app.probing.has(worker)) return;
  app.probing.add(worker);
  const probe = async (): Promise<void> => {
    const result = await probeWorker(probePath(daemon.home, app.state.name, worker), path, isTls);
    if (findWorker(app.state, worker)?.worker.state !== 'starting') {
      app.probing.delete(worker);
    } else if (result.isHealthy) {
      app.probing.delete(worker);
      daemon.dispatch(app.state.name, { kind: 'worker-ready', worker, proof: 'health' });
    } else {
      noteProbe(daemon, app, worker, result.detail);
      setTimeout(() => void probe(), PROBE_EVERY_MS);
    }
  };
  void probe();
}

/** The same answer again is no news, and the journal is spared it. */
function noteProbe(daemon: Daemon, app: KeptApp, worker: string, detail: string): void {
  const known = findWorker(app.state, worker)?.worker;
  if (known?.state === 'starting' && known.lastProbe !== detail) {
    daemon.dispatch(app.state.name, { kind: 'probe-failed', worker, detail });
  }
}

export function findWorker(app: App, id: string): { pool: Pool; worker: Worker } | null {
  for (const pool of app.pools) {
    const worker = pool.workers.find((one) => one.id === id);
    if (worker) return { pool, worker };
  }
  return null;
}

export const poolConfig = (app: KeptApp, pool: Pool, worker: Worker): PoolConfig | undefined =>
  app.generations.get(worker.generation)?.config.pools.find((one) => one.name === pool.name);

export const lineOf = (app: KeptApp, worker: string): string => fullName(app.state.name, worker);
