// Tells a worker that is much busier than another of its pool to let some connections go. Decides nothing itself.
import { chooseShedding } from '../supervise/choose-shedding.ts';
import type { KeptApp } from './kept-app.ts';
import { fullName } from './run-command.ts';
import type { Daemon } from './surroundings.ts';

/** Called with each report of a worker's vitals, once a second. */
export function spreadLoad(daemon: Daemon, app: KeptApp, id: string): void {
  const pool = app.state.pools.find(({ workers }) => workers.some((worker) => worker.id === id));
  const serving = pool?.workers.filter(({ state }) => state === 'serving') ?? [];
  if (serving.length < 2) return;
  const loads = serving.flatMap((worker) => {
    const vitals = app.observed.get(worker.id)?.vitals;
    return vitals ? [{ id: worker.id, ...vitals }] : [];
  });
  const own = loads.find((load) => load.id === id);
  if (!own) return;
  const connections = chooseShedding(
    own,
    loads.filter((load) => load !== own),
  );
  if (connections > 0) daemon.channel.tell(fullName(app.state.name, id), { kind: 'shed', connections });
}
