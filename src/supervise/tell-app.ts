// Says what must be told to workers and sockets so that the world follows the state, and marks it as told.
// Every command may be given twice: after a daemon's death all of them are.
import type { App, AppCommand, Instant, Pool, SocketAddress, Step, Worker } from './model.ts';
import { addressesOf, parseSocketKey } from './sockets.ts';
import { socketKey } from './model.ts';
import { tellStandIn } from './stand-in.ts';
import { GOODBYE_MS } from './worker-table.ts';

export function tellApp(app: App, closed: SocketAddress[], at: Instant): Step {
  const commands: AppCommand[] = closed.map((address) => ({ kind: 'close-socket', address }));
  const sockets = Object.fromEntries(
    Object.entries(app.sockets).map(([key, socket]): [string, App['sockets'][string]] => {
      if (socket.state !== 'opening' || socket.told) return [key, socket];
      commands.push({ kind: 'open-socket', address: parseSocketKey(key) });
      return [key, { ...socket, told: true }];
    }),
  );
  const pools = app.pools.map((pool) => {
    const standIn = tellStandIn(app, pool, at);
    commands.push(...standIn.commands);
    if (pool.workers.every((worker) => worker.told)) return standIn.pool;
    const workers = pool.workers.map((worker) => {
      if (worker.told) return worker;
      const told = tellWorker(pool, worker, at);
      if (!told) return worker;
      commands.push(told.command);
      return told.worker;
    });
    return { ...standIn.pool, workers };
  });
  return { app: { ...app, sockets, pools }, commands };
}

function tellWorker(pool: Pool, worker: Worker, at: Instant): { worker: Worker; command: AppCommand } | null {
  const { id, seat, generation, policy } = worker;
  const told = { ...worker, told: true };
  switch (worker.state) {
    case 'starting': {
      const sockets = addressesOf(pool, policy);
      const command = { kind: 'spawn-worker' as const, worker: id, pool: pool.name, seat, generation, sockets };
      return { worker: { ...told, sockets: sockets.map(socketKey) }, command };
    }
    case 'standby':
      return worker.serveBy === null ? null : { worker: told, command: { kind: 'serve-worker', worker: id } };
    case 'draining':
      return { worker: told, command: leaveCommand(worker, at) };
    case 'serving':
    case 'waiting':
      return null;
  }
}

function leaveCommand(worker: Extract<Worker, { state: 'draining' }>, at: Instant): AppCommand {
  const { id, because, until } = worker;
  switch (worker.step) {
    case 'quiescing': {
      const mode = because === 'stopped' ? 'close-idle' : 'wait-for-peers';
      return { kind: 'drain-worker', worker: id, mode, deadlineMs: Math.max(0, until - at - GOODBYE_MS) };
    }
    case 'terminating':
      return { kind: 'signal-worker', worker: id, signal: 'SIGTERM', because };
    case 'killing':
      return { kind: 'signal-worker', worker: id, signal: 'SIGKILL', because: 'deadline' };
  }
}
