// Decides when the app must be looked at again though nothing happens. The loop keeps one timer for it.
import type { App, Instant, Worker } from './model.ts';
import { standInDueAt } from './stand-in.ts';
import { ALIVE_AFTER_MS, SERVE_AGAIN_MS } from './worker-table.ts';

/** The next instant at which `time-passed` could change something; null when only the world can. */
export function nextWake(app: App): Instant | null {
  const instants: Instant[] = [];
  for (const pool of app.pools) {
    for (const worker of pool.workers) instants.push(...wakesOf(worker));
    const standInDue = pool.standIn === 'none' ? standInDueAt(app, pool) : null;
    if (standInDue !== null) instants.push(standInDue);
  }
  for (const socket of Object.values(app.sockets)) if (socket.state === 'refused') instants.push(socket.retryAt);
  return instants.length > 0 ? Math.min(...instants) : null;
}

function wakesOf(worker: Worker): Instant[] {
  switch (worker.state) {
    case 'starting':
      if (worker.policy.ready !== 'alive' || worker.spawnedAt === null) return [worker.readyBy];
      return [worker.readyBy, worker.spawnedAt + ALIVE_AFTER_MS];
    case 'standby':
      return worker.serveBy === null ? [] : [worker.serveBy, worker.since + SERVE_AGAIN_MS];
    case 'serving':
      return [];
    case 'draining':
    case 'waiting':
      return [worker.until];
  }
}
