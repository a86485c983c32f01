// Makes an app run as its source says: tells the difference, then rolls to it. A first start that fails leaves nothing behind.
import type { AppSource, Caller, ReplyValue } from '../../protocol/control.ts';
import type { Failure } from '../failure/failure.ts';
import { ok, type Result } from '../std/result.ts';
import { newApp } from '../supervise/reduce-app.ts';
import { compareGenerations } from './compare-generations.ts';
import type { KeptApp } from './kept-app.ts';
import { prepareSource } from './prepare-source.ts';
import { rollApp } from './roll-app.ts';
import type { Daemon } from './surroundings.ts';
import { until, untilStarted } from './until.ts';

export async function applyApp(
  daemon: Daemon,
  { source, caller, isPlan }: { source: AppSource; caller: Caller; isPlan: boolean },
  progress: (app: string, text: string) => void,
): Promise<Result<ReplyValue, Failure>> {
  const prepared = await prepareSource(source, caller);
  if (!prepared.ok) return prepared;
  const { name, pools } = prepared.value.config;
  const known = daemon.apps.get(name);
  const now = known && known.state.generation > 0 ? known.generations.get(known.state.generation) : undefined;
  const changes = now
    ? compareGenerations(now, prepared.value)
    : pools.map(
        (pool) => `+ pool ${pool.name} (${pool.kind}, ${pool.workers} ${pool.workers === 1 ? 'worker' : 'workers'})`,
      );
  if (isPlan) return ok({ kind: 'planned', app: name, changes, isNew: !now });
  if (known && now && changes.length === 0) {
    const stopped = known.state.pools.filter((pool) => pool.isStopped || pool.stoppedSeats.length > 0);
    if (stopped.length > 0) progress(name, `starting what was stopped: ${stopped.map((pool) => pool.name).join(', ')}`);
    daemon.dispatch(name, { kind: 'start-asked', pool: null, seat: null });
    await untilStarted(daemon, known, () => true);
    return ok({ kind: 'unchanged', app: name, generation: known.state.generation });
  }
  for (const change of changes) progress(name, change);
  const app = known ?? newKeptApp(name, source, caller);
  app.source = source;
  app.caller = caller;
  daemon.apps.set(name, app);
  const rolled = await rollApp(daemon, app, prepared.value, {
    changes,
    evenIfTight: false,
    progress: (text) => progress(name, text),
  });
  if (!rolled.ok && app.state.generation === 0 && !app.state.roll) await removeApp(daemon, app);
  return rolled;
}

export const newKeptApp = (name: string, source: AppSource, caller: Caller): KeptApp => ({
  state: newApp(name),
  source,
  caller,
  frozen: null,
  stoppedBefore: null,
  generations: new Map(),
  observed: new Map(),
  stderrFrom: new Map(),
  probing: new Set(),
  receipt: null,
  lastRoll: null,
  wake: null,
});

export async function removeApp(daemon: Daemon, app: KeptApp): Promise<void> {
  const { name } = app.state;
  daemon.dispatch(name, { kind: 'stop-asked', pool: null, seat: null });
  await until(daemon, app, () => app.state.pools.every((pool) => pool.workers.length === 0));
  if (app.wake) clearTimeout(app.wake);
  daemon.apps.delete(name);
  daemon.journal.removed(name);
}
