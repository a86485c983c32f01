// Waits until every wanted worker of every app serves again, or says which don't.
import type { Status } from '../../../protocol/control.ts';
import type { Home } from '../../host/linux/home.ts';
import { readStatus } from '../read-status.ts';

const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** The apps that do not serve in full within a minute; empty when all do. */
export async function waitForApps(home: Home): Promise<string[]> {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    const status = await readStatus(home);
    const missing = status.ok ? status.value.apps.filter((app) => !servesInFull(app)).map((app) => app.name) : ['all'];
    if (missing.length === 0 || performance.now() > until) return missing;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

const servesInFull = (app: Status['apps'][number]): boolean =>
  app.pools.every((pool) => pool.workers.filter((worker) => worker.state === 'serving').length >= pool.wanted);
