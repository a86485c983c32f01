// Decides the words for an app's state: what the CLI, the panel and `--json` all show. Pure: what was observed is given.
import type { Status, StatusApp, StatusPool, StatusWorker } from '../../protocol/control.ts';
import { formatDuration } from '../std/duration.ts';
import { explainDeath, explainLeave } from './explain-death.ts';
import type { App, Instant, Pool, PoolPolicy, Worker } from './model.ts';
import { wantedSeats } from './reduce-pool.ts';
import { addressesOf } from './sockets.ts';

export interface WorkerFacts {
  release: string;
  memoryBytes: number | null;
  loopBusy: number | null;
  requestsInHand: number | null;
  jobs: string[];
  /** Connections that a draining worker still waits for. */
  openConnections: number | null;
  /** Milliseconds the app's own server keeps idle connections; null when nothing is known. */
  keepAliveTimeoutMs: number | null;
  listensAlso: string[];
  troubles: string[];
  /** The listener can't be proved apart (https, http2, cluster): replaced, but not promised lossless. */
  protocol: string | null;
}

export interface AppFacts {
  now: Instant;
  /** Wall clock for an instant, ISO 8601. */
  wall: (at: Instant) => string;
  workers: Map<string, WorkerFacts>;
  frozen: string | null;
  lastRoll: StatusApp['lastRoll'];
  health: Record<string, string | null>;
}

/** Below this, nginx's default upstream keep-alive (60 s) outlives the app's: random 502s (see docs/guide/keep-alive). */
const PROXY_KEEP_ALIVE_MS = 60_000;
const CANNOT_PROVE = new Set(['https', 'http2', 'http2-clear', 'cluster', 'tcp']);

export function describeApp(app: App, facts: AppFacts): StatusApp {
  return {
    name: app.name,
    generation: app.generation,
    frozen: facts.frozen,
    roll: app.roll
      ? { candidate: app.roll.candidate, phase: app.roll.phase, since: facts.wall(app.roll.startedAt) }
      : null,
    pools: app.pools.map((pool) => describePool(app, pool, facts)),
    concerns: findConcerns(app, facts),
    notChecked: findUnchecked(app, facts),
    lastRoll: facts.lastRoll,
  };
}

function describePool(app: App, pool: Pool, facts: AppFacts): StatusPool {
  const policy = pool.policy ?? app.roll?.policies[pool.name];
  return {
    name: pool.name,
    kind: policy?.kind ?? 'queue',
    wanted: policy ? wantedSeats(pool, policy).length : 0,
    isStopped: pool.isStopped,
    listen: policy
      ? addressesOf(pool, policy).map(({ host, port }) =>
          host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
        )
      : [],
    proof: policy ? proofWords(policy, facts.health[pool.name] ?? null) : 'nothing',
    workers: pool.workers
      .toSorted((a, b) => a.seat - b.seat || b.generation - a.generation)
      .map((worker) => describeWorker(pool, worker, facts)),
  };
}

function proofWords(policy: PoolPolicy, health: string | null): string {
  if (policy.ready === 'message') return 'said ready';
  if (policy.kind === 'web') return health === null ? 'listens' : `GET ${health}`;
  return 'stayed up';
}

function describeWorker(pool: Pool, worker: Worker, facts: AppFacts): StatusWorker {
  const seen = facts.workers.get(worker.id);
  return {
    id: worker.id,
    pool: pool.name,
    seat: worker.seat,
    state: worker.state,
    pid: worker.pid,
    generation: worker.generation,
    release: seen?.release ?? '',
    since: facts.wall(worker.since),
    startedAt: facts.wall(worker.startedAt),
    note: noteOn(worker, facts),
    memoryBytes: seen?.memoryBytes ?? null,
    loopBusy: seen?.loopBusy ?? null,
    requestsInHand: seen?.requestsInHand ?? null,
    jobs: seen?.jobs ?? [],
  };
}

function noteOn(worker: Worker, facts: AppFacts): string | null {
  switch (worker.state) {
    case 'starting':
      return worker.lastProbe;
    case 'waiting':
      return `${explainDeath(worker.death)}; starts again in ${formatDuration(Math.max(0, worker.until - facts.now))}`;
    case 'draining': {
      const open = facts.workers.get(worker.id)?.openConnections;
      const left = formatDuration(Math.max(0, worker.until - facts.now));
      const step = {
        quiescing: `${open ?? '?'} connections open, at most ${left} more`,
        terminating: `SIGTERM given, SIGKILL in ${left}`,
        killing: 'SIGKILL given',
      };
      return `${explainLeave(worker.because)}; ${step[worker.step]}`;
    }
    case 'standby':
    case 'serving':
      return worker.isUnfit ? 'to be replaced by a twin' : null;
  }
}

/** What keeps us from saying that all is well, worst first. */
function findConcerns(app: App, facts: AppFacts): string[] {
  const concerns: string[] = [];
  if (facts.frozen) concerns.push(`decisions are frozen by a bug of ours, workers serve on: ${facts.frozen}`);
  if (app.generation === 0 && !app.roll) concerns.push('it has never started');
  for (const pool of app.pools) {
    const { policy } = pool;
    if (!policy || pool.isRetired) continue;
    if (pool.isStopped) concerns.push(`${pool.name} is stopped, because somebody asked`);
    for (const seat of pool.stoppedSeats) concerns.push(`${pool.name}.${seat} is stopped, because somebody asked`);
    for (const address of addressesOf(pool, policy)) {
      const socket = app.sockets[`${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`];
      if (socket?.state === 'refused') concerns.push(`${pool.name} cannot listen: ${socket.reason}`);
    }
    const seats = wantedSeats(pool, policy);
    const missing = seats.filter(
      (seat) => !pool.workers.some((worker) => worker.seat === seat && worker.state === 'serving'),
    );
    if (missing.length > 0)
      concerns.push(
        `${pool.name}: ${seats.length - missing.length} of ${seats.length} workers ${policy.kind === 'web' ? 'serve' : 'work'}${restNote(pool, facts)}`,
      );
    if (pool.standIn === 'asked') concerns.push(`${pool.name}: requests are answered with 503 until a worker is ready`);
    concerns.push(...keepAliveConcern(pool, facts), ...troubles(pool, facts));
  }
  return concerns;
}

function restNote(pool: Pool, facts: AppFacts): string {
  const resting = pool.workers.find((worker) => worker.state === 'waiting');
  return resting ? ` (${resting.id.split('#')[0]} ${noteOn(resting, facts)})` : '';
}

function keepAliveConcern(pool: Pool, facts: AppFacts): string[] {
  const low = pool.workers
    .map((worker) => facts.workers.get(worker.id)?.keepAliveTimeoutMs ?? null)
    .find((ms) => ms !== null && ms < PROXY_KEEP_ALIVE_MS);
  if (low === undefined || low === null) return [];
  return [
    `${pool.name}: the app sets keepAliveTimeout to ${formatDuration(low)}, below nginx's 60 s; requests may meet a closing connection, so "drops nothing" is not promised`,
  ];
}

const troubles = (pool: Pool, facts: AppFacts): string[] =>
  pool.workers.flatMap((worker) =>
    (facts.workers.get(worker.id)?.troubles ?? []).slice(-1).map((text) => `${worker.id.split('#')[0]}: ${text}`),
  );

/** Promise: what could not be checked is listed, with the reason. */
function findUnchecked(app: App, facts: AppFacts): string[] {
  return app.pools.flatMap((pool) => {
    const { policy } = pool;
    if (!policy || pool.isRetired) return [];
    const unchecked: string[] = [];
    const proved = pool.workers.find((worker) => worker.state === 'serving');
    const seen = proved ? facts.workers.get(proved.id) : undefined;
    if (policy.kind === 'web' && !facts.health[pool.name])
      unchecked.push(`${pool.name}: its health; no health: path is configured, only that it listens was seen`);
    if (policy.kind !== 'web' && proved?.state === 'serving' && proved.proof === 'alive')
      unchecked.push(
        `${pool.name}: whether it works; it only stayed up (say ready() from allswell/app, or process.send('ready'))`,
      );
    if (seen?.protocol && CANNOT_PROVE.has(seen.protocol))
      unchecked.push(
        `${pool.name}: rolls of a ${seen.protocol} server; it is replaced, but no promise is made for requests in hand`,
      );
    for (const where of seen?.listensAlso ?? [])
      unchecked.push(`${pool.name}: it also listens on ${where}, which cannot be handed from one worker to the next`);
    return unchecked;
  });
}

export const isWell = (apps: Status['apps']): boolean =>
  apps.every(
    (app) =>
      app.concerns.length === 0 &&
      app.roll === null &&
      app.pools.every((pool) =>
        pool.workers.every((worker) => worker.state === 'serving' || worker.state === 'draining'),
      ),
  );
