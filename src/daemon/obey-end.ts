// Decides what being asked to end means: Ctrl-C and a stop drain every worker; a restart by systemd leaves those
// serving that the next keeper can take over.
import { readJobs, systemctl } from '../host/linux/systemd.ts';
import { UNITS } from '../host/linux/unit-names.ts';
import { goDown } from './go-down.ts';
import type { KeptApp } from './kept-app.ts';
import type { Daemon } from './surroundings.ts';

/** `isAgain`: it was asked before and takes too long. */
export async function obeyEnd(daemon: Daemon, isAgain: boolean): Promise<void> {
  const jobs = daemon.isUnderSystemd && !isAgain ? await readJobs() : new Map<string, string>();
  const job = jobs.get(UNITS.service);
  // Were the socket unit to be restarted too, the workers' copies would keep its ports from it.
  if (job === 'restart' && !jobs.has(UNITS.socket)) return goDown(daemon, false, (app) => !canBeLeft(daemon, app));
  // The socket unit would start us again with the next request; whoever stops us wants the ports closed.
  if (job === 'stop') await systemctl('stop', '--no-block', UNITS.socket);
  return goDown(daemon, isAgain);
}

/** A person wants all down: systemd is told, or it would start us again at once. */
export async function obeyDown(daemon: Daemon, now: boolean): Promise<void> {
  if (daemon.isUnderSystemd) await systemctl('stop', '--no-block', UNITS.service, UNITS.socket);
  return goDown(daemon, now);
}

/** Its workers outlive the keeper only if systemd holds all that they listen on (see src/keeper/main.ts). */
const canBeLeft = (daemon: Daemon, app: KeptApp): boolean =>
  app.state.pools.every((pool) =>
    pool.workers.every((worker) => worker.sockets.every((key) => daemon.passed.has(key))),
  );
