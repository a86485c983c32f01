// Judges who is asked to leave: nobody who serves, unless somebody fit serves in its seat or a person wants it gone;
// nobody is killed before its time, and nobody serves for a generation that was not committed.
import type { AppCommand } from '../../src/supervise/model.ts';
import type { Judge } from './judge.ts';
import type { Process } from './model.ts';

/** Words travel, timers are late, and a line that was down comes up again: this much is forgiven. */
const LENIENCE_MS = 100;
const RECONNECT_MS = 2000;
const ALIVE_MS = 2000;

type LeaveCommand = Extract<AppCommand, { kind: 'drain-worker' | 'signal-worker' }>;

export function judgeServe(judge: Judge, id: string): void {
  const process = judge.all.get(id);
  if (!process) return judge.blame(`${id} is told to serve and was never started`);
  if (process.toldLeaveAt !== null) judge.blame(`${id} is told to serve after it was told to leave`);
  const isFirst = process.toldServeAt === null;
  if (isFirst && process.generation !== judge.wishes.committed) {
    judge.blame(`${id} is told to serve for a generation that is not committed`);
  }
  process.toldServeAt ??= judge.world.clock();
}

export function judgeLeave(judge: Judge, command: LeaveCommand): void {
  const process = judge.all.get(command.worker);
  if (!process) return judge.blame(`${command.worker} is told to leave and was never started`);
  if (process.phase === 'gone') {
    process.toldLeaveAt ??= judge.world.clock();
    return;
  }
  if (command.kind === 'signal-worker') {
    if (command.signal === 'SIGKILL') judgeKill(judge, process);
    else judgeTerm(judge, process);
  }
  if (process.toldLeaveAt !== null) return;
  const isWanted = judge.wishes.seats(process.pool).includes(process.seat);
  if (isWanted && command.kind === 'drain-worker' && command.mode === 'close-idle') {
    judge.blame(`${process.id} is to cut idle connections, and its seat is wanted`);
  }
  const why = whyNotLeave(judge, process);
  process.toldLeaveAt = judge.world.clock();
  if (why) judge.blame(`${process.id} is told to leave, ${why}`);
}

function judgeKill(judge: Judge, { id, termFrom, policy, kind, phase, toldLeaveAt }: Process): void {
  if (phase === 'ordered') return;
  if (hasJumped(judge, toldLeaveAt)) return;
  if (termFrom === null) return judge.blame(`${id} is killed and was never asked to end`);
  const graceMs = kind === 'web' ? policy.stopTimeoutMs : policy.drainTimeoutMs;
  const waitedMs = judge.world.clock() - termFrom;
  if (waitedMs < graceMs - LENIENCE_MS)
    judge.blame(`${id} is killed ${waitedMs} ms after SIGTERM, and ${graceMs} ms were its own`);
}

/** A web worker that serves gets SIGTERM only when its connections are done, or their time is over. */
function judgeTerm(judge: Judge, { id, phase, drainedFrom, heardDrained, policy, toldLeaveAt }: Process): void {
  if (hasJumped(judge, toldLeaveAt)) return;
  if (phase === 'serving') judge.blame(`${id} gets SIGTERM while it takes connections`);
  if (phase !== 'quiescing' || heardDrained || drainedFrom === null) return;
  const waitedMs = judge.world.clock() - drainedFrom;
  if (waitedMs < policy.drainTimeoutMs - RECONNECT_MS) judge.blame(`${id} gets SIGTERM ${waitedMs} ms into its drain`);
}

/** A clock that jumps makes a word on its way look late. */
const hasJumped = ({ world }: Judge, since: number | null): boolean => since !== null && world.jumpedAt >= since;

function whyNotLeave(judge: Judge, process: Process): string | null {
  const { wishes, world } = judge;
  const { pool, seat, generation, kind } = process;
  if (!wishes.seats(pool).includes(seat)) return null;
  if (!wishes.everCommitted.has(generation)) return null;
  const works = isWorking(process, world.clock());
  if (generation !== wishes.committed) {
    if (!works || kind === 'scheduler') return null;
    return isCovered(judge, process) ? null : 'and nobody fit serves in its seat';
  }
  const isHandingOver = kind === 'scheduler' && wishes.underWay?.phase === 'handing-over';
  if (isHandingOver || isTimedOut(judge, process)) return null;
  const isWanted = process.isAdopted || process.heardAsking || wishes.wasRestarted(pool, seat, process.orderedAt);
  if (!isWanted) return 'and nobody asked for that';
  if (!works || kind === 'scheduler') return null;
  return isCovered(judge, process) ? null : 'and its twin does not serve yet';
}

/** Somebody of the generation in force serves in its seat, as far as anyone could know. */
const isCovered = (judge: Judge, { id, pool, seat }: Process): boolean =>
  [...judge.all.values()].some(
    (other) =>
      other.id !== id &&
      other.pool === pool &&
      other.seat === seat &&
      other.generation === judge.wishes.committed &&
      other.toldLeaveAt === null &&
      !other.heardExit &&
      wasSeenWorking(other, judge.world.clock()),
  );

export function wasSeenWorking(process: Process, clock: number): boolean {
  if (process.kind === 'web') return process.heardServing;
  return process.policy.ready === 'alive'
    ? process.bornAt > 0 && clock - process.bornAt >= ALIVE_MS
    : process.heardReady;
}

/** Of a worker that says nothing no more can be asked than that it stays. */
export function isWorking(process: Process, clock: number): boolean {
  if (process.kind === 'web') return process.phase === 'serving';
  if (process.policy.ready !== 'alive') return process.phase === 'working' && process.heardReady;
  return process.isSaidToServe && wasSeenWorking(process, clock);
}

/** A daemon that has just come must have listened for a moment before it calls a worker late. */
export function isTimedOut(judge: Judge, process: Process): boolean {
  const { world } = judge;
  const { heardReady, heardServing, isReady, toldServeAt, orderedAt, policy } = process;
  const hasListened = world.now - world.daemon.upSince > RECONNECT_MS;
  if (isReady && !hasListened && !hasJumped(judge, orderedAt)) return false;
  // A word that was lost once would have reached it the second time.
  if (heardReady && process.phase === 'standby' && !hasJumped(judge, toldServeAt)) return false;
  if (!heardReady) return world.clock() - orderedAt >= policy.startTimeoutMs;
  return toldServeAt !== null && !heardServing && world.clock() - toldServeAt >= policy.startTimeoutMs;
}
