// What one worker becomes when something happens to it: every state, every event, no hole.
// Gives no commands: what must be told follows from the state it returns (tell-app.ts).
import type { Death, LeaveReason, PoolPolicy, Worker, WorkerEvent, WorkerState } from './model.ts';
import { socketKey } from './model.ts';

/** How long a worker without a readiness signal must stay up to count as ready ("alive": nothing more was checked). */
export const ALIVE_AFTER_MS = 2000;
/** A SIGKILL that has not ended a process (it sleeps in the kernel) is given again. */
export const KILL_AGAIN_MS = 5000;
/** A proved worker that was told to serve and has not said that it does is told again. */
export const SERVE_AGAIN_MS = 2000;
/** When its drain is over, a worker says goodbye to what is still open (WebSockets: 1012) and tells us; then SIGTERM. */
export const GOODBYE_MS = 2000;

type At<S extends WorkerState> = Extract<Worker, { state: S }>;
export type TableEvent =
  | WorkerEvent
  | { kind: 'time-passed'; at: number }
  | { kind: 'leave-asked'; at: number; because: LeaveReason };
type Happened<E extends TableEvent['kind']> = Extract<TableEvent, { kind: E }>;

/** The worker's next state, or null when it is gone; `death` when nobody had asked it to leave. */
export interface Outcome {
  worker: Worker | null;
  death?: Death;
}
type Cell<S extends WorkerState, E extends TableEvent['kind']> = (worker: At<S>, event: Happened<E>) => Outcome;
type WorkerTable = { [S in WorkerState]: { [E in TableEvent['kind']]: Cell<S, E> } };

const stay = (worker: Worker): Outcome => ({ worker });

const baseOf = ({ id, seat, generation, pid, policy, sockets, listens, startedAt, isUnfit }: Worker, at: number) => ({
  id,
  seat,
  generation,
  pid,
  policy,
  sockets,
  listens,
  startedAt,
  isUnfit,
  since: at,
  told: false,
});

const die = (
  worker: At<'starting' | 'standby' | 'serving' | 'draining'>,
  event: Happened<'worker-exited'>,
): Outcome => ({
  worker: null,
  death: {
    worker: worker.id,
    seat: worker.seat,
    generation: worker.generation,
    pid: worker.pid,
    at: event.at,
    during: worker.state === 'draining' ? 'starting' : worker.state,
    ranMs: event.at - worker.startedAt,
    code: event.code,
    signal: event.signal,
    lastWords: event.lastWords,
    reason: event.reason,
  },
});

/** Web workers that serve first stop accepting and finish; everyone else gets SIGTERM at once. */
function leave(worker: At<'starting' | 'standby' | 'serving'>, { at, because }: Happened<'leave-asked'>): Outcome {
  // Never asked for: there is nothing to end.
  if (worker.state === 'starting' && !worker.told) return { worker: null };
  const { policy } = worker;
  const hadServed = worker.state === 'serving' || (worker.state === 'standby' && worker.serveBy !== null);
  const lastProbe = worker.state === 'starting' ? worker.lastProbe : null;
  const leaving = { ...baseOf(worker, at), state: 'draining' as const, because, askedAt: at, hadServed, lastProbe };
  if (policy.kind === 'web' && hadServed)
    return stay({ ...leaving, step: 'quiescing', until: at + policy.drainTimeoutMs + GOODBYE_MS });
  return stay({ ...leaving, step: 'terminating', until: at + graceMs(policy) });
}

/** Time between SIGTERM and SIGKILL: a queue worker may need all of its drain time to finish a job. */
const graceMs = (policy: PoolPolicy): number => (policy.kind === 'web' ? policy.stopTimeoutMs : policy.drainTimeoutMs);

const terminate = (worker: At<'draining'>, at: number): Outcome =>
  stay({ ...worker, step: 'terminating', since: at, told: false, until: at + graceMs(worker.policy) });

const kill = (worker: At<'draining'>, at: number): Outcome =>
  stay({ ...worker, step: 'killing', since: at, told: false, until: at + KILL_AGAIN_MS });

const becomeReady = (worker: At<'starting'>, at: number, proof: At<'standby'>['proof']): Outcome => {
  const ready = { ...baseOf(worker, at), proof };
  // A queue worker or a scheduler works from the moment it is up: it has no door to keep closed.
  return worker.policy.kind === 'web'
    ? stay({ ...ready, state: 'standby', serveBy: null })
    : becomeServing(worker, at, proof);
};

const becomeServing = (worker: Worker, at: number, proof: At<'serving'>['proof']): Outcome =>
  stay({ ...baseOf(worker, at), told: true, state: 'serving', proof });

const listen = (worker: Worker, { address }: Happened<'worker-listens'>): Outcome =>
  stay({ ...worker, listens: [...new Set([...worker.listens, socketKey(address)])] });

const adopt = (worker: Worker): Outcome => stay({ ...worker, isUnfit: true });

export const workerTable: WorkerTable = {
  starting: {
    'worker-spawned': (w, e) => stay({ ...w, pid: e.pid, spawnedAt: w.spawnedAt ?? e.at }),
    'worker-ready': (w, e) => becomeReady(w, e.at, e.proof),
    'probe-failed': (w, e) => stay({ ...w, lastProbe: e.detail }),
    'worker-listens': listen,
    // A worker that says it serves is believed even if nobody remembers having asked it.
    'worker-serving': (w, e) => becomeServing(w, e.at, 'listening'),
    'worker-drained': stay,
    'worker-exited': die,
    'worker-adopted': adopt,
    'time-passed': (w, e) => {
      if (w.policy.ready === 'alive' && w.spawnedAt !== null && e.at >= w.spawnedAt + ALIVE_AFTER_MS) {
        return becomeReady(w, e.at, 'alive');
      }
      return e.at < w.readyBy ? stay(w) : leave(w, { kind: 'leave-asked', at: e.at, because: 'start-timed-out' });
    },
    'leave-asked': leave,
  },
  standby: {
    'worker-spawned': (w, e) => stay({ ...w, pid: e.pid }),
    // It says it again when its line was down: what it was told meanwhile it has not heard.
    'worker-ready': (w, e) => stay({ ...w, proof: e.proof, told: false }),
    'probe-failed': stay,
    'worker-listens': listen,
    'worker-serving': (w, e) => becomeServing(w, e.at, w.proof),
    'worker-drained': stay,
    'worker-exited': die,
    'worker-adopted': adopt,
    'time-passed': (w, e) => {
      if (w.serveBy === null) return stay(w);
      if (e.at >= w.serveBy) return leave(w, { kind: 'leave-asked', at: e.at, because: 'start-timed-out' });
      // The word may have been lost with a daemon or a channel; saying it twice does no harm.
      return stay(e.at >= w.since + SERVE_AGAIN_MS ? { ...w, since: e.at, told: false } : w);
    },
    'leave-asked': leave,
  },
  serving: {
    'worker-spawned': (w, e) => stay({ ...w, pid: e.pid }),
    'worker-ready': stay,
    'probe-failed': stay,
    'worker-listens': listen,
    'worker-serving': stay,
    'worker-drained': stay,
    'worker-exited': die,
    'worker-adopted': adopt,
    'time-passed': stay,
    'leave-asked': leave,
  },
  draining: {
    'worker-spawned': (w, e) => stay({ ...w, pid: e.pid }),
    'worker-ready': stay,
    'probe-failed': stay,
    'worker-listens': stay,
    // It has not heard that it should stop, because its line was down when it was told: its time begins now.
    'worker-serving': (w, e) =>
      stay(w.step === 'quiescing' ? { ...w, told: false, since: e.at, until: e.at + w.until - w.since } : w),
    'worker-drained': (w, e) => (w.step === 'quiescing' ? terminate(w, e.at) : stay(w)),
    // We ended it, but for its own failure.
    'worker-exited': (w, e) =>
      w.because === 'start-timed-out' ? die(w, { ...e, reason: 'start-timed-out' }) : { worker: null },
    'worker-adopted': adopt,
    'time-passed': (w, e) => {
      if (e.at < w.until) return stay(w);
      return w.step === 'quiescing' ? terminate(w, e.at) : kill(w, e.at);
    },
    // Only the wish to stop hurries a worker that is leaving already: nobody needs its open connections kept.
    'leave-asked': (w, e) => {
      if (e.because !== 'stopped' || w.because === 'stopped') return stay(w);
      return stay({ ...w, because: 'stopped', told: w.step !== 'quiescing' && w.told });
    },
  },
  waiting: {
    'worker-spawned': stay,
    'worker-ready': stay,
    'probe-failed': stay,
    'worker-listens': stay,
    'worker-serving': stay,
    'worker-drained': stay,
    'worker-exited': stay,
    'worker-adopted': stay,
    // Its rest is over: the empty seat is filled again by the pool.
    'time-passed': (w, e) => ({ worker: e.at < w.until ? w : null }),
    'leave-asked': () => ({ worker: null }),
  },
};

/** What `event` makes of `worker`. */
export function stepWorker(worker: Worker, event: TableEvent): Outcome {
  const row = workerTable[worker.state] as { [E in TableEvent['kind']]: Cell<WorkerState, TableEvent['kind']> };
  return row[event.kind](worker, event);
}
