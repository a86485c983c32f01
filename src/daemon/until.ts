// Waits until an app has come to a state. "Stopped" is said when the processes have gone, not when they were asked.
import type { KeptApp } from './kept-app.ts';
import { socketKey } from '../supervise/model.ts';
import { wantedSeats } from '../supervise/reduce-pool.ts';
import { addressesOf } from '../supervise/sockets.ts';
import type { Daemon } from './surroundings.ts';

const LOOK_EVERY_MS = 20;

export async function until(daemon: Daemon, app: KeptApp, isReached: () => boolean): Promise<void> {
  while (daemon.apps.get(app.state.name) === app && !app.frozen && !isReached()) {
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Each seat that is wanted works, or rests after a death, or can't have its port: nothing is on its way any more. */
export function untilStarted(daemon: Daemon, app: KeptApp, pools: (name: string) => boolean): Promise<void> {
  return until(daemon, app, () =>
    app.state.pools.every((pool) => {
      const { policy } = pool;
      if (!policy || !pools(pool.name)) return true;
      const sockets = addressesOf(pool, policy).map((address) => app.state.sockets[socketKey(address)]);
      if (sockets.some((socket) => socket?.state === 'refused')) return true;
      return wantedSeats(pool, policy).every((seat) =>
        pool.workers.some(
          (worker) => worker.seat === seat && (worker.state === 'serving' || worker.state === 'waiting'),
        ),
      );
    }),
  );
}
