// Answers what the CLI or the panel asks. Every request ends in one reply; long ones tell their progress before.
import type { Answer, ReplyValue, Request, Target } from '../../protocol/control.ts';
import type { Failure } from '../failure/failure.ts';
import { unreachable } from '../std/unreachable.ts';
import { failed, ok, type Result } from '../std/result.ts';
import { applyApp, removeApp } from './apply-app.ts';
import type { KeptApp } from './kept-app.ts';
import { observeStatus } from './observe-app.ts';
import { prepareSource } from './prepare-source.ts';
import { rollApp } from './roll-app.ts';
import { endStrays } from './strays.ts';
import { obeyDown } from './obey-end.ts';
import { until, untilStarted } from './until.ts';
import type { Daemon } from './surroundings.ts';

export type Replied = Result<ReplyValue, Failure>;

export async function answerRequest(daemon: Daemon, request: Request, say: (answer: Answer) => void): Promise<Replied> {
  switch (request.kind) {
    case 'status':
      return ok({ kind: 'status', status: observeStatus(daemon) });
    case 'apply':
      return applyApp(daemon, request, (app, text) => say({ kind: 'progress', app, text }));
    case 'roll': {
      const app = findApp(daemon, request.app);
      if (!app.ok) return app;
      const prepared = await prepareSource(app.value.source, request.caller);
      if (!prepared.ok) return prepared;
      app.value.caller = request.caller;
      const progress = (text: string): void => say({ kind: 'progress', app: app.value.state.name, text });
      return rollApp(daemon, app.value, prepared.value, { changes: [], evenIfTight: request.evenIfTight, progress });
    }
    case 'cancel-roll':
      daemon.dispatch(request.app, { kind: 'roll-cancelled' });
      return ok({ kind: 'done', text: `asked ${request.app} to give up its roll` });
    case 'scale':
      return scale(daemon, request);
    case 'start':
    case 'stop':
    case 'restart':
      return changeTarget(daemon, request.kind, request.target);
    case 'remove': {
      const app = findApp(daemon, request.app);
      if (!app.ok) return app;
      await removeApp(daemon, app.value);
      return ok({ kind: 'done', text: `${request.app} is stopped and forgotten` });
    }
    case 'follow':
      daemon.followers.add(say);
      return ok({ kind: 'done', text: 'following' });
    case 'down':
      await obeyDown(daemon, request.now);
      return ok({ kind: 'done', text: 'all is down' });
    default:
      return unreachable(request);
  }
}

/** The app of that name; the only one when no name is given. */
function findApp(daemon: Daemon, name: string | null): Result<KeptApp, Failure> {
  const known = [...daemon.apps.keys()];
  const app = name === null && known.length === 1 ? daemon.apps.get(known[0] ?? '') : daemon.apps.get(name ?? '');
  return app ? ok(app) : failed({ code: 'app-unknown', app: name, known });
}

function scale(daemon: Daemon, request: Extract<Request, { kind: 'scale' }>): Replied {
  const app = findApp(daemon, request.app);
  if (!app.ok) return app;
  const { state } = app.value;
  const pool = state.pools.find((one) => one.name === request.pool);
  if (!pool?.policy)
    return failed({
      code: 'pool-unknown',
      app: state.name,
      pool: request.pool,
      known: state.pools.map((one) => one.name),
    });
  if (pool.policy.kind === 'scheduler' && request.workers > 1) {
    return failed({
      code: 'scale-refused',
      pool: pool.name,
      reason: 'a scheduler is exactly one, or every cron would run twice',
    });
  }
  daemon.dispatch(state.name, { kind: 'scale-asked', pool: pool.name, workers: request.workers });
  return ok({
    kind: 'done',
    text: `${state.name}.${pool.name} is to have ${request.workers} ${request.workers === 1 ? 'worker' : 'workers'}`,
  });
}

const DONE = { start: 'started', stop: 'stopped', restart: 'being replaced by twins, without a gap' } as const;

async function changeTarget(daemon: Daemon, verb: 'start' | 'stop' | 'restart', target: Target): Promise<Replied> {
  const app = findApp(daemon, target.app);
  if (!app.ok) return app;
  const { state, frozen } = app.value;
  if (frozen) return failed({ code: 'app-frozen', app: state.name, reason: frozen });
  const { pool, seat } = target;
  if (pool !== null) {
    const found = state.pools.find((one) => one.name === pool);
    if (!found)
      return failed({ code: 'pool-unknown', app: state.name, pool, known: state.pools.map((one) => one.name) });
    const seats = found.scaledTo ?? found.policy?.workers ?? 0;
    if (seat !== null && (seat < 1 || seat > seats))
      return failed({ code: 'seat-unknown', app: state.name, pool, seat, seats });
  }
  daemon.dispatch(state.name, { kind: `${verb}-asked`, pool, seat });
  const isAbout = (name: string): boolean => pool === null || name === pool;
  if (verb === 'stop') {
    const stays = (worker: { seat: number }): boolean => seat !== null && worker.seat !== seat;
    await until(daemon, app.value, () =>
      app.value.state.pools.every((one) => !isAbout(one.name) || one.workers.every(stays)),
    );
    await endStrays(daemon);
  }
  if (verb === 'start') await untilStarted(daemon, app.value, isAbout);
  const named = [state.name, pool, seat].filter((part) => part !== null).join('.');
  return ok({ kind: 'done', text: `${named} is ${DONE[verb]}` });
}
