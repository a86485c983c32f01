// Ends what a worker left behind: processes that carry our mark and belong to no worker of any app.
// First SIGTERM, then SIGKILL; looked for after every exit and now and then.
import { findMarkedProcesses } from '../host/linux/marked-processes.ts';
import { readStartTime } from '../host/linux/process-identity.ts';
import { readFullName } from './run-command.ts';
import type { Daemon } from './surroundings.ts';

const AFTER_EXIT_MS = 300;
const LOOK_EVERY_MS = 30_000;
const KILL_AFTER_MS = 2000;
const AGAIN_MS = 100;
/** Longer than any stray needs that can be killed at all. */
const END_MS_MAX = 5000;

let soon: NodeJS.Timeout | null = null;

export function watchForStrays(daemon: Daemon): void {
  setInterval(() => sweepStrays(daemon), LOOK_EVERY_MS);
}

export function sweepSoon(daemon: Daemon): void {
  soon ??= setTimeout(() => {
    soon = null;
    sweepStrays(daemon);
  }, AFTER_EXIT_MS);
}

/** Resolves when no stray is left, or none but such as not even SIGKILL ends. */
export async function endStrays(daemon: Daemon): Promise<void> {
  const until = performance.now() + END_MS_MAX;
  while (sweepStrays(daemon) && performance.now() < until) {
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** True while strays are left. */
export function sweepStrays(daemon: Daemon): boolean {
  const found = findMarkedProcesses(daemon.home.state).filter((one) => !belongs(daemon, one.worker));
  for (const pid of daemon.strays.keys()) if (!found.some((one) => one.pid === pid)) daemon.strays.delete(pid);
  for (const { pid, start, worker } of found) {
    if (daemon.strays.has(pid)) continue;
    daemon.strays.set(pid, worker);
    signal(pid, start, 'SIGTERM');
    setTimeout(() => signal(pid, start, 'SIGKILL'), KILL_AFTER_MS);
  }
  // Looked at until they have gone, so that nobody is told of one that has.
  if (found.length > 0) sweepSoon(daemon);
  return found.length > 0;
}

function belongs(daemon: Daemon, full: string): boolean {
  const { app, worker, standIn } = readFullName(full);
  const state = daemon.apps.get(app)?.state;
  if (!state) return false;
  if (standIn !== null) return state.pools.some((pool) => pool.name === standIn);
  return state.pools.some((pool) => pool.workers.some((one) => one.id === worker && one.state !== 'waiting'));
}

function signal(pid: number, start: number, name: 'SIGTERM' | 'SIGKILL'): void {
  if (readStartTime(pid) !== start) return;
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal, or belongs to somebody else: the next look tells.
  }
}
