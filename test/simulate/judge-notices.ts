// Judges what is told: one verdict for each roll and a true one, one end for each process and the true one.
import type { Notice, RollFailure } from '../../src/supervise/model.ts';
import { socketKey } from '../../src/supervise/model.ts';
import type { Judge } from './judge.ts';
import { isTimedOut, isWorking, wasSeenWorking } from './judge-leaving.ts';
import { placeOf } from './judge-spawning.ts';
import type { Process } from './model.ts';
import type { AskedRoll } from './wishes.ts';

/** After a failed roll the old workers run again within their predecessors' deadlines and this. */
const RESTORED_WITHIN_MS = 60_000;

/** The longest rest, 30 s, give or take a fifth. */
const REST_MAX_MS = 36_000;
const PROMPT_MS = 500;

export function judgeNotice(judge: Judge, notice: Notice): void {
  switch (notice.kind) {
    case 'roll-superseded':
    case 'roll-committed':
    case 'roll-abandoned':
      return judgeVerdict(judge, notice);
    case 'roll-settled':
    case 'roll-undone':
      return judgeEnd(judge, notice);
    case 'roll-started':
      judge.disturbances += 1;
      return;
    case 'worker-died':
      return judgeDeath(judge, notice);
    case 'worker-gone':
      return toldEnd(judge, notice.worker, 'gone');
    case 'worker-serves': {
      const process = judge.all.get(notice.worker);
      const isTrue = process && (process.kind === 'web' ? process.toldServeAt !== null : isProved(judge, process));
      if (process) process.isSaidToServe = true;
      if (!isTrue) judge.blame(`${notice.worker} is said to serve, and does not`);
      return;
    }
    default:
  }
}

function judgeVerdict(
  judge: Judge,
  notice: Extract<Notice, { kind: 'roll-superseded' | 'roll-committed' | 'roll-abandoned' }>,
): void {
  const { generation } = notice;
  judge.disturbances += 1;
  const roll = judge.wishes.rolls.get(generation);
  if (!roll) return judge.blame(`nobody asked for the roll ${generation}`);
  if (roll.verdict !== 'none') judge.blame(`roll ${generation} was ${roll.verdict} and is now told ${notice.kind}`);
  roll.verdict =
    notice.kind === 'roll-superseded' ? 'superseded' : notice.kind === 'roll-committed' ? 'committed' : 'abandoned';
  if (notice.kind === 'roll-abandoned') {
    judgeFailure(judge, generation, roll, notice.failure);
    expectRestored(judge);
  }
  forgetRests(judge);
}

function judgeEnd(judge: Judge, notice: Extract<Notice, { kind: 'roll-settled' | 'roll-undone' }>): void {
  const { generation } = notice;
  judge.disturbances += 1;
  const roll = judge.wishes.rolls.get(generation);
  if (roll?.verdict !== 'committed')
    return judge.blame(`roll ${generation} is told ${notice.kind} and was not committed`);
  if (roll.end !== 'none') judge.blame(`roll ${generation} was ${roll.end} and is now told ${notice.kind}`);
  roll.end = notice.kind === 'roll-settled' ? 'settled' : 'undone';
  if (notice.kind !== 'roll-undone') return;
  judgeFailure(judge, generation, roll, notice.failure);
  expectRestored(judge);
  forgetRests(judge);
}

/** Each pool of the candidate was proved by workers that truly are ready: all, or as many as stand beside old ones. */
export function judgeCommit(judge: Judge, generation: number): void {
  const roll = judge.wishes.rolls.get(generation);
  if (!roll) return;
  for (const pool of Object.keys(roll.policies)) {
    const seats = judge.wishes.seats(pool, generation);
    const members = [...judge.all.values()].filter((process) => process.pool === pool);
    const isReplacing = judge.wishes.seats(pool).length > 0;
    const needed = isReplacing ? Math.min(seats.length, Math.max(1, roll.overlap[pool] ?? seats.length)) : seats.length;
    const proved = members.filter(
      (process) => process.generation === generation && seats.includes(process.seat) && isProved(judge, process),
    );
    if (proved.length < needed)
      judge.blame(`roll ${generation} is committed with ${proved.length} of ${needed} ready in ${pool}`);
  }
}

const isProved = (judge: Judge, process: Process): boolean =>
  !process.heardExit &&
  process.toldLeaveAt === null &&
  (process.policy.ready === 'alive' ? wasSeenWorking(process, judge.world.clock()) : process.isReady);

/** A roll may fail only for a reason that is true. */
function judgeFailure(judge: Judge, generation: number, roll: AskedRoll, failure: RollFailure): void {
  const wrong = (why: string): void => judge.blame(`roll ${generation} fails with ${failure.kind}, ${why}`);
  switch (failure.kind) {
    case 'cancelled':
      return roll.isCancelled ? undefined : wrong('and nobody cancelled it');
    case 'socket-refused':
      return judge.refusedKeys.has(socketKey(failure.address)) ? undefined : wrong('and nobody refused it');
    case 'worker-died': {
      const process = judge.all.get(failure.death.worker);
      return process?.generation === generation && process.exit ? undefined : wrong('and it lives');
    }
    case 'start-timed-out': {
      const process = judge.all.get(failure.worker);
      const isTrue = process?.generation === generation && isTimedOut(judge, process);
      return isTrue ? undefined : wrong('and it had not run out of time');
    }
  }
}

/** Schedulers that had to give way, and queues, run again soon: unless something else came in between. */
function expectRestored(judge: Judge): void {
  const { wishes, world, disturbances } = judge;
  const { committed } = wishes;
  for (const pool of wishes.poolsOf(committed)) {
    const policy = wishes.policy(committed, pool);
    if (!policy || policy.kind === 'web') continue;
    const leaving = [...judge.all.values()].filter((process) => process.pool === pool && process.phase !== 'gone');
    const graceMs = Math.max(0, ...leaving.map((process) => process.policy.drainTimeoutMs));
    const failedAt = world.clock();
    world.after(graceMs + RESTORED_WITHIN_MS, () => {
      if (judge.disturbances !== disturbances || wishes.committed !== committed) return;
      const isGood = world.characters.get(committed)?.[pool]?.fails === 'no';
      const isBack = (process: Process): boolean =>
        isGood ? isWorking(process, world.clock()) : process.phase !== 'gone' || process.orderedAt > failedAt;
      // With little room a queue is given back seat by seat: until then the workers of the failed release do its work.
      const isOfUse = (one: Process): boolean =>
        one.generation === committed || (one.kind === 'queue' && isWorking(one, world.clock()));
      const members = [...judge.all.values()].filter((one) => one.pool === pool && isOfUse(one));
      const missing = wishes.seats(pool).filter((seat) => !members.some((one) => one.seat === seat && isBack(one)));
      if (missing.length > 0) judge.blame(`${pool}.${missing.join(',')} was lost with the roll that failed`);
    });
  }
}

function judgeDeath(judge: Judge, { death, restMs }: Extract<Notice, { kind: 'worker-died' }>): void {
  toldEnd(judge, death.worker, 'died');
  const process = judge.all.get(death.worker);
  if (!process) return;
  const { exit } = process;
  const isKnown = !process.isExitLost && !process.isAdopted;
  if (isKnown && (exit?.code !== death.code || exit?.signal !== death.signal)) {
    judge.blame(
      `${death.worker} is said to have ended with ${death.code}/${death.signal}, and did with ${exit?.code}/${exit?.signal}`,
    );
  }
  if (restMs > REST_MAX_MS) judge.blame(`${death.worker} makes its seat rest ${restMs} ms`);
  expectNext(judge, process, restMs);
  if (restMs === 0) return;
  judge.spawnBook.restsUntil.set(placeOf(process), death.at + restMs);
  judge.spawnBook.saidToRest.set(placeOf(process), death.at + restMs);
}

/** A seat of a good release that has rested is filled again, unless something came in between. */
function expectNext(judge: Judge, dead: Process, restMs: number): void {
  const { wishes, world, disturbances } = judge;
  const { pool, seat, generation } = dead;
  const diedAt = world.clock();
  const diedNow = world.now;
  const isBusy = (): boolean =>
    judge.disturbances !== disturbances ||
    wishes.underWay !== null ||
    wishes.committed !== generation ||
    world.characters.get(generation)?.[pool]?.fails !== 'no' ||
    (judge.spawnBook.saidToRest.get(placeOf(dead)) ?? 0) > world.clock() - PROMPT_MS ||
    [...world.strangers.values()].some((until) => until > diedNow);
  const isFilledBy = (one: Process): boolean =>
    one.orderedAt >= diedAt || (one.phase !== 'gone' && one.toldLeaveAt === null);
  world.after(restMs + PROMPT_MS, () => {
    if (isBusy() || !wishes.seats(pool).includes(seat)) return;
    const isFilled = [...judge.all.values()].some((one) => one.pool === pool && one.seat === seat && isFilledBy(one));
    if (!isFilled) judge.blame(`${pool}.${seat} has rested and is not filled again`);
  });
}

function toldEnd(judge: Judge, id: string, end: 'died' | 'gone'): void {
  const process = judge.all.get(id);
  if (!process?.exit) return judge.blame(`${id} is said to have ended, and lives`);
  process.toldEnd.push(end);
  if (process.toldEnd.length > 1) judge.blame(`the end of ${id} is told twice`);
  if (end === 'gone' && process.toldLeaveAt === null)
    judge.blame(`${id} is said to have left as asked, and nobody asked`);
}

/** A person's word, or another generation, ends a rest early, and may. */
export const forgetRests = (judge: Judge): void => judge.spawnBook.restsUntil.clear();
