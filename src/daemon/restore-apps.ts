// Reads back what the daemon before us knew, and compares it with what the keeper and the machine still hold.
import type { AppSource } from '../../protocol/control.ts';
import type { FromKeeper } from '../../protocol/keeper.ts';
import { findMarkedProcesses, type MarkedProcess } from '../host/linux/marked-processes.ts';
import type { App } from '../supervise/model.ts';
import { newKeptApp } from './apply-app.ts';
import { loadGeneration } from './generations.ts';
import { findWorker } from './hear-app.ts';
import { hearExit } from './hear-keeper.ts';
import type { Restored } from './journal.ts';
import type { KeptApp } from './kept-app.ts';
import { fullName, readFullName } from './run-command.ts';
import type { Daemon } from './surroundings.ts';

type Inventory = Extract<FromKeeper, { kind: 'inventory' }>;

export function restoreApps(daemon: Daemon, restored: Restored[], boot: string, inventory: Inventory): void {
  const marked = findMarkedProcesses(daemon.home.state).filter((one) => one.isLeader);
  for (const { app: state, source, boot: itsBoot, frozen, stoppedBefore, lastRoll } of restored) {
    if (state.generation === 0 && !state.roll) continue;
    const app = newKeptApp(state.name, source as AppSource, { path: process.env['PATH'] ?? '', env: {} });
    app.state = itsBoot === boot ? state : afterReboot(state);
    app.frozen = itsBoot === boot ? frozen : null;
    app.stoppedBefore = stoppedBefore;
    app.lastRoll = lastRoll;
    for (const generation of generationsIn(app.state)) {
      const record = loadGeneration(daemon.home.generations, state.name, generation);
      if (record) app.generations.set(generation, record);
    }
    daemon.apps.set(state.name, app);
  }
  for (const app of daemon.apps.values()) resumeApp(daemon, app, inventory, marked);
  for (const process of inventory.processes) {
    if (process.exit) hearExit(daemon, { kind: 'exited', id: process.id, ...process.exit });
  }
}

function resumeApp(daemon: Daemon, app: KeptApp, inventory: Inventory, marked: MarkedProcess[]): void {
  const { name } = app.state;
  const own = inventory.processes.filter(({ id }) => readFullName(id).app === name);
  const survivors = findSurvivors(app, marked, new Set(own.map(({ id }) => id)));
  // Before anything is decided: the decision may be to signal one of them.
  for (const { worker, pid, start } of survivors) daemon.keeper.tell({ kind: 'adopt', id: worker, pid, start });
  const pids = survivors.map((one) => `pid ${one.pid}`).join(', ');
  if (pids !== '') console.error(`allswell: ${name}: taking over what outlived an earlier keeper: ${pids}`);

  const known = [...own.map(({ id }) => id), ...survivors.map((one) => one.worker)];
  const alive = [...own.filter(({ exit }) => !exit).map(({ id }) => id), ...survivors.map((one) => one.worker)];
  daemon.dispatch(name, {
    kind: 'daemon-resumed',
    present: workersOf(app.state).filter((worker) => known.includes(fullName(name, worker))),
    sockets: socketsFor(daemon, app, inventory.sockets),
    standIns: alive.map((id) => readFullName(id).standIn).filter((pool) => pool !== null),
  });
  // The daemon before us may have died before it was told.
  for (const { id, pid, exit } of own) {
    const { worker } = readFullName(id);
    if (!exit && findWorker(app.state, worker)?.worker.pid === null)
      daemon.dispatch(name, { kind: 'worker-spawned', worker, pid });
  }
  for (const { worker, standIn } of survivors.map((one) => readFullName(one.worker))) {
    if (standIn === null) daemon.dispatch(name, { kind: 'worker-adopted', worker });
  }
  if (!inventory.isEndAsked) comeBack(daemon, app);
}

/** It was going down when the daemon before us died (or the machine), and nobody wants it down any more. */
function comeBack(daemon: Daemon, app: KeptApp): void {
  const { stoppedBefore } = app;
  if (stoppedBefore === null) return;
  const { name, pools } = app.state;
  for (const pool of pools.filter((one) => one.isStopped && !stoppedBefore.includes(one.name))) {
    daemon.dispatch(name, { kind: 'start-asked', pool: pool.name, seat: null });
  }
  app.stoppedBefore = null;
  daemon.journal.goingDown(name, null);
}

/** Its own, and those that nobody owns: what an app is told of and does not want, it has closed. */
const socketsFor = (daemon: Daemon, { state }: KeptApp, held: string[]): string[] =>
  held.filter((key) => {
    const isNobodys = [...daemon.apps.values()].every((app) => !app.state.sockets[key]);
    return isNobodys || (state.sockets[key] !== undefined && state.sockets[key].state !== 'refused');
  });

/** What outlived an earlier keeper: watched by its pid and start, and replaced by a child of our own. */
function findSurvivors(app: KeptApp, marked: MarkedProcess[], known: Set<string>): MarkedProcess[] {
  const { name } = app.state;
  const workers = workersOf(app.state);
  const own = marked.filter((one) => {
    const read = readFullName(one.worker);
    return !known.has(one.worker) && read.app === name && (read.standIn !== null || workers.includes(read.worker));
  });
  // A worker's child may lead a session and carry the mark too; the worker itself is the eldest.
  return own.filter((one) => !own.some((other) => other.worker === one.worker && other.start < one.start));
}

const workersOf = (app: App): string[] =>
  app.pools.flatMap((pool) => pool.workers.filter((worker) => worker.state !== 'waiting').map((worker) => worker.id));

/** After a boot nothing runs and every instant of before means nothing: what remains is which generation is wanted. */
function afterReboot(app: App): App {
  const pools = app.pools
    .filter((pool) => pool.policy !== null && !pool.isRetired)
    .map((pool) => ({
      ...pool,
      workers: [],
      deaths: [],
      unservedSince: null,
      everServed: false,
      standIn: 'none' as const,
    }));
  return { ...app, pools, sockets: {}, roll: null, waitingRoll: null };
}

const generationsIn = (app: App): number[] => [
  ...new Set([
    app.generation,
    app.roll?.candidate ?? 0,
    app.roll?.previous ?? 0,
    app.waitingRoll?.candidate ?? 0,
    ...app.pools.flatMap((pool) => pool.workers.map((worker) => worker.generation)),
  ]),
];
