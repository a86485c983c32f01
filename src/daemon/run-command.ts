// Carries out what the reducer commands, through the keeper or the workers' own lines. Decides nothing.
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { packageRoot } from '../host/linux/package-root.ts';
import type { AppCommand, SocketAddress } from '../supervise/model.ts';
import { socketKey } from '../supervise/model.ts';
import { loadGeneration } from './generations.ts';
import type { KeptApp } from './kept-app.ts';
import { newObserved } from './kept-app.ts';
import { otherAppOn } from './port-owner.ts';
import { sizeOf } from '../host/linux/read-tail.ts';
import type { Daemon } from './surroundings.ts';
import { workerEnvironment } from './worker-environment.ts';

export function runCommand(daemon: Daemon, app: KeptApp, command: Exclude<AppCommand, { kind: 'tell' }>): void {
  const name = app.state.name;
  const { keeper, channel } = daemon;
  switch (command.kind) {
    case 'open-socket':
      return openSocket(daemon, app, command.address);
    case 'close-socket':
      return keeper.tell({ kind: 'close-socket', key: socketKey(command.address) });
    case 'spawn-worker':
      return spawnWorker(daemon, app, command);
    case 'serve-worker':
      return channel.tell(fullName(name, command.worker), { kind: 'serve' });
    case 'drain-worker':
      return drainWorker(daemon, name, command);
    case 'signal-worker':
      // The group is ended with the kill: a wrapper's children must not outlive it.
      return keeper.tell({
        kind: 'signal',
        id: fullName(name, command.worker),
        signal: command.signal,
        wholeGroup: command.signal === 'SIGKILL' || isWrapper(app, command.worker),
      });
    case 'open-stand-in':
      return keeper.tell({
        kind: 'spawn',
        id: standInName(name, command.pool),
        argv: [process.execPath, ...process.execArgv, join(packageRoot(), 'preload', 'stand-in.cjs')],
        cwd: '/',
        env: { ALLSWELL_KEPT_BY: daemon.home.state, ALLSWELL_WORKER: standInName(name, command.pool) },
        stdout: '/dev/null',
        stderr: daemon.home.daemonLog,
        sockets: [socketKey(command.address)],
      });
    case 'close-stand-in':
      return keeper.tell({ kind: 'signal', id: standInName(name, command.pool), signal: 'SIGTERM', wholeGroup: false });
  }
}

function openSocket(daemon: Daemon, app: KeptApp, address: SocketAddress): void {
  const owner = otherAppOn(daemon, app, address);
  if (owner === null) return daemon.keeper.tell({ kind: 'open-socket', key: socketKey(address), ...address });
  const reason = `port ${address.port} is taken by the app ${owner}`;
  daemon.dispatch(app.state.name, { kind: 'socket-refused', address, reason });
}

export const fullName = (app: string, worker: string): string => `${app}/${worker}`;
const STAND_IN = 'stand-in:';
export const standInName = (app: string, pool: string): string => `${app}/${STAND_IN}${pool}`;

/** Splits a full name; `standIn` holds the pool when it is one of ours rather than the app's. */
export function readFullName(full: string): { app: string; worker: string; standIn: string | null } {
  const slash = full.indexOf('/');
  const worker = full.slice(slash + 1);
  return {
    app: full.slice(0, slash),
    worker,
    standIn: worker.startsWith(STAND_IN) ? worker.slice(STAND_IN.length) : null,
  };
}

export const logFile = (daemon: Daemon, app: string, worker: string, stream: 'out' | 'err'): string =>
  join(daemon.home.logs, app, `${worker.slice(0, worker.indexOf('#'))}.${stream}.log`);

function spawnWorker(daemon: Daemon, app: KeptApp, command: Extract<AppCommand, { kind: 'spawn-worker' }>): void {
  const name = app.state.name;
  const neverRan = (reason: string): void =>
    daemon.dispatch(name, {
      kind: 'worker-exited',
      worker: command.worker,
      code: null,
      signal: null,
      lastWords: [],
      reason,
    });
  const record =
    app.generations.get(command.generation) ?? loadGeneration(daemon.home.generations, name, command.generation);
  const pool = record?.config.pools.find((one) => one.name === command.pool);
  const launch = record?.launches[command.pool];
  if (!record || !pool || !launch) {
    return neverRan(`what generation ${command.generation} was started from can no longer be read`);
  }
  app.generations.set(command.generation, record);
  app.observed.set(command.worker, newObserved());
  const stderr = logFile(daemon, name, command.worker, 'err');
  try {
    mkdirSync(join(daemon.home.logs, name), { recursive: true, mode: 0o750 });
  } catch (error) {
    return neverRan((error as Error).message);
  }
  app.stderrFrom.set(command.worker, sizeOf(stderr));
  const { sockets, seat, generation, worker } = command;
  daemon.keeper.tell({
    kind: 'spawn',
    id: fullName(name, worker),
    argv: launch.argv,
    cwd: launch.cwd,
    env: workerEnvironment(daemon.home, { app: name, pool, worker, seat, generation, sockets }, launch),
    stdout: logFile(daemon, name, worker, 'out'),
    stderr,
    sockets: sockets.map(socketKey),
  });
}

function drainWorker(daemon: Daemon, name: string, command: Extract<AppCommand, { kind: 'drain-worker' }>): void {
  const { worker, mode, deadlineMs } = command;
  // Without a line to it nobody can tell the worker; it is told again when its line is back, or ended at its deadline.
  if (daemon.channel.isConnected(fullName(name, worker))) {
    daemon.channel.tell(fullName(name, worker), { kind: 'drain', mode, deadlineMs });
  }
}

function isWrapper(app: KeptApp, worker: string): boolean {
  const pool = worker.slice(0, worker.lastIndexOf('.'));
  const found = app.state.pools.flatMap((one) => one.workers).find((one) => one.id === worker);
  return found ? app.generations.get(found.generation)?.launches[pool]?.isNode === false : false;
}
