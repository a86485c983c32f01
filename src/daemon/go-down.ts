// Ends everything in order: workers drain, what they left behind is swept, then the daemon and the keeper end.
import type { KeptApp } from './kept-app.ts';
import { sweepStrays } from './strays.ts';
import type { Daemon } from './surroundings.ts';
import { lineOf } from './hear-app.ts';
import { until } from './until.ts';

const SWEEP_EVERY_MS = 100;
const REPLY_FIRST_MS = 50;

/** Resolves when no process of these apps is left; the daemon itself ends right after its reply. */
export async function goDown(
  daemon: Daemon,
  now: boolean,
  isMeant: (app: KeptApp) => boolean = () => true,
): Promise<void> {
  const apps = new Map([...daemon.apps].filter(([, app]) => isMeant(app)));
  const stoppedBefore = new Map(
    [...apps].map(([name, app]) => [name, app.state.pools.filter((pool) => pool.isStopped).map((pool) => pool.name)]),
  );
  for (const app of apps.values()) {
    daemon.dispatch(app.state.name, { kind: 'stop-asked', pool: null, seat: null });
    if (now || app.frozen) killAll(daemon, app.state.name);
  }
  for (const app of apps.values()) {
    if (!app.frozen)
      await until(daemon, app, () =>
        app.state.pools.every((pool) => pool.workers.every((worker) => worker.state === 'waiting')),
      );
  }
  while (sweepStrays(daemon)) await new Promise((resolve) => setTimeout(resolve, SWEEP_EVERY_MS));
  // To be down is not to be stopped: at the next start every app comes back as it was.
  for (const [name, app] of apps) {
    const pools = app.state.pools.map((pool) => ({
      ...pool,
      workers: [],
      isStopped: stoppedBefore.get(name)?.includes(pool.name) ?? false,
    }));
    if (!app.frozen) daemon.journal.snapshot({ ...app.state, pools, roll: null, waitingRoll: null }, app.source);
  }
  setTimeout(() => {
    daemon.keeper.tell({ kind: 'end' });
    setTimeout(() => process.exit(0), REPLY_FIRST_MS);
  }, REPLY_FIRST_MS);
}

function killAll(daemon: Daemon, name: string): void {
  const app = daemon.apps.get(name);
  for (const pool of app?.state.pools ?? []) {
    for (const worker of pool.workers) {
      if (app) daemon.keeper.tell({ kind: 'signal', id: lineOf(app, worker.id), signal: 'SIGKILL', wholeGroup: true });
    }
  }
}
