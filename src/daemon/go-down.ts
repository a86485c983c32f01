// Ends everything in order: workers drain, what they left behind is swept, then the daemon and the keeper end.
import type { KeptApp } from './kept-app.ts';
import { endStrays } from './strays.ts';
import type { Daemon } from './surroundings.ts';
import { lineOf } from './hear-app.ts';
import { until } from './until.ts';

const REPLY_FIRST_MS = 50;

let underWay: { apps: KeptApp[]; done: Promise<void> } | null = null;

/**
 * Resolves when no process of these apps is left; the daemon itself ends right after its reply.
 * Asked for again it goes on as it does, or kills when it is to be `now`.
 */
export function goDown(daemon: Daemon, now: boolean, isMeant: (app: KeptApp) => boolean = () => true): Promise<void> {
  if (!underWay) {
    const apps = [...daemon.apps.values()].filter(isMeant);
    underWay = { apps, done: stopAll(daemon, apps) };
  }
  for (const app of underWay.apps) if (now || app.frozen) killAll(daemon, app);
  return underWay.done;
}

async function stopAll(daemon: Daemon, apps: KeptApp[]): Promise<void> {
  for (const app of apps) {
    const { name, pools } = app.state;
    app.stoppedBefore ??= pools.filter((pool) => pool.isStopped).map((pool) => pool.name);
    daemon.journal.goingDown(name, app.stoppedBefore);
    daemon.dispatch(name, { kind: 'stop-asked', pool: null, seat: null });
  }
  await Promise.all(apps.filter((app) => !app.frozen).map((app) => until(daemon, app, () => hasStopped(app))));
  await endStrays(daemon);
  // To be down is not to be stopped: at the next start every app comes back as it was.
  for (const { state, source, stoppedBefore } of apps) {
    const pools = state.pools.map((pool) => ({
      ...pool,
      workers: [],
      isStopped: stoppedBefore?.includes(pool.name) ?? false,
    }));
    daemon.journal.snapshot({ ...state, pools, roll: null, waitingRoll: null }, source);
    daemon.journal.goingDown(state.name, null);
  }
  setTimeout(() => {
    daemon.keeper.tell({ kind: 'end' });
    setTimeout(() => process.exit(0), REPLY_FIRST_MS);
  }, REPLY_FIRST_MS);
}

const hasStopped = ({ state }: KeptApp): boolean =>
  state.pools.every((pool) => pool.workers.every((worker) => worker.state === 'waiting'));

function killAll(daemon: Daemon, app: KeptApp): void {
  for (const pool of app.state.pools) {
    for (const worker of pool.workers) {
      daemon.keeper.tell({ kind: 'signal', id: lineOf(app, worker.id), signal: 'SIGKILL', wholeGroup: true });
    }
  }
}
