// Reads back what the daemon before us knew, and compares it with what the keeper and the machine still hold.
import type { AppSource } from '../../protocol/control.ts';
import type { FromKeeper } from '../../protocol/keeper.ts';
import { findMarkedProcesses } from '../host/linux/marked-processes.ts';
import type { App } from '../supervise/model.ts';
import { newKeptApp } from './apply-app.ts';
import { loadGeneration } from './generations.ts';
import { hearExit } from './hear-keeper.ts';
import type { Restored } from './journal.ts';
import { fullName } from './run-command.ts';
import type { Daemon } from './surroundings.ts';

type Inventory = Extract<FromKeeper, { kind: 'inventory' }>;

export function restoreApps(daemon: Daemon, restored: Restored[], boot: string, inventory: Inventory): void {
  const marked = findMarkedProcesses(daemon.home.state).filter((one) => one.isLeader);
  for (const { app: state, source, boot: itsBoot } of restored) {
    if (state.generation === 0 && !state.roll) continue;
    const app = newKeptApp(state.name, source as AppSource, { path: process.env['PATH'] ?? '', env: {} });
    app.state = itsBoot === boot ? state : afterReboot(state);
    for (const generation of generationsIn(app.state)) {
      const record = loadGeneration(daemon.home.generations, state.name, generation);
      if (record) app.generations.set(generation, record);
    }
    daemon.apps.set(state.name, app);
  }
  for (const [name, app] of daemon.apps) {
    const workers = app.state.pools.flatMap((pool) => pool.workers).filter((worker) => worker.state !== 'waiting');
    const kept = new Set(inventory.processes.map((one) => one.id));
    const survivors = marked.filter((one) => !kept.has(one.worker) && workers.some((worker) => fullName(name, worker.id) === one.worker));
    const present = workers.filter((worker) => kept.has(fullName(name, worker.id)) || survivors.some((one) => one.worker === fullName(name, worker.id)));
    daemon.dispatch(name, { kind: 'daemon-resumed', present: present.map((worker) => worker.id), sockets: inventory.sockets });
    for (const one of survivors) adopt(daemon, name, one);
  }
  for (const process of inventory.processes) {
    if (process.exit) hearExit(daemon, { kind: 'exited', id: process.id, ...process.exit });
  }
}

/** It outlived an earlier keeper: watched by its pid and start, and replaced by a child of our own. */
function adopt(daemon: Daemon, app: string, survivor: { pid: number; start: number; worker: string }): void {
  daemon.keeper.tell({ kind: 'adopt', id: survivor.worker, pid: survivor.pid, start: survivor.start });
  daemon.dispatch(app, { kind: 'worker-adopted', worker: survivor.worker.slice(app.length + 1) });
}

/** After a boot nothing runs and every instant of before means nothing: what remains is which generation is wanted. */
function afterReboot(app: App): App {
  const pools = app.pools
    .filter((pool) => pool.policy !== null && !pool.isRetired)
    .map((pool) => ({ ...pool, workers: [], deaths: [], unservedSince: null, everServed: false, standIn: 'none' as const }));
  return { ...app, pools, sockets: {}, roll: null, waitingRoll: null };
}

const generationsIn = (app: App): number[] => [
  ...new Set([app.generation, app.roll?.candidate ?? 0, app.roll?.previous ?? 0, app.waitingRoll?.candidate ?? 0, ...app.pools.flatMap((pool) => pool.workers.map((worker) => worker.generation))]),
];
