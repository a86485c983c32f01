// Judges who is started: an id and a generation once, a scheduler alone, a seat not more often than its rest allows.
import type { Judge } from './judge.ts';
import type { Process, SpawnCommand } from './model.ts';

/** With a rest that doubles to 30 s (less a fifth) a seat is started about 31 times in this window. */
const WINDOW_MS = 10 * 60_000;
const STARTS_MAX = 40;
const STARTS_PER_ACTION = 3;

export interface SpawnBook {
  /** Instants of starts by pool, seat and generation. */
  ordered: Map<string, number[]>;
  /** Until when a seat was said to rest. */
  restsUntil: Map<string, number>;
  /** The same, whatever may have ended the rest. */
  saidToRest: Map<string, number>;
}

export const placeOf = ({ pool, seat, generation }: { pool: string; seat: number; generation: number }): string =>
  `${pool}.${seat}/${generation}`;

/** The command was given. */
export function judgeOrder(judge: Judge, command: SpawnCommand): void {
  const { wishes, world } = judge;
  const { worker, pool, seat, generation } = command;
  const clock = world.clock();
  if (judge.all.has(worker)) return judge.blame(`${worker} is started twice`);
  const roll = wishes.rolls.get(generation);
  const policy = roll?.policies[pool];
  if (!roll || !policy) return judge.blame(`${worker} is started for generation ${generation}, which has no ${pool}`);
  if (generation !== wishes.committed && generation !== wishes.underWay?.generation) {
    judge.blame(`${worker} is started for generation ${generation}, which nobody wants`);
  }
  judge.all.set(worker, newProcess(command, policy, clock));
  judgeRest(judge, placeOf(command), worker);
  judgeRate(judge, placeOf(command), clock);
  judgeRoom(judge, command);
  if (!wishes.seats(pool, generation).includes(seat)) judge.blame(`${worker} is started in a seat that nobody wants`);
}

/** While a roll that was told to be narrow is under way, no more processes stand beside the old ones than it was told. */
function judgeRoom(judge: Judge, { worker, pool }: SpawnCommand): void {
  const { wishes } = judge;
  const { underWay } = wishes;
  const roll = underWay && wishes.rolls.get(underWay.generation);
  const overlap = roll?.overlap[pool];
  if (!underWay || !roll || overlap === undefined || roll.policies[pool]?.kind === 'scheduler') return;
  const seats = Math.max(...[underWay.previous, underWay.generation].map((one) => wishes.seats(pool, one).length));
  if (judge.actions.some((at) => at >= underWay.startedAt)) return;
  const isShort = overlap < seats;
  // When room is short, who leaves since the roll began takes room too.
  const takesRoom = ({ toldLeaveAt, heardServing, isSaidToServe }: Process): boolean =>
    toldLeaveAt === null || (isShort && toldLeaveAt > underWay.startedAt && (heardServing || isSaidToServe));
  const staying = [...judge.all.values()].filter((one) => one.pool === pool && one.phase !== 'gone' && takesRoom(one));
  // Twins of a restart or of an adoption were counted for no roll, nor was what an undone one left.
  const isUncounted = (one: Process): boolean =>
    one.isAdopted ||
    wishes.wasRestarted(pool, one.seat, one.orderedAt) ||
    (one.generation !== underWay.previous && one.generation !== underWay.generation);
  const hasTwins = staying.some(isUncounted);
  if (!hasTwins && staying.length > seats + Math.max(1, overlap)) {
    judge.blame(`${worker} is the ${staying.length}th in ${pool}, where ${overlap} may stand beside ${seats}`);
  }
}

function judgeRest(judge: Judge, place: string, worker: string): void {
  const until = judge.spawnBook.restsUntil.get(place);
  if (until === undefined) return;
  judge.spawnBook.restsUntil.delete(place);
  const early = until - judge.world.clock();
  if (early > 0) judge.blame(`${worker} is started ${early} ms before its seat has rested`);
}

function judgeRate(judge: Judge, place: string, clock: number): void {
  const { ordered } = judge.spawnBook;
  const isRecent = (at: number): boolean => at > clock - WINDOW_MS && at <= clock;
  const starts = [...(ordered.get(place) ?? []).filter(isRecent), clock];
  ordered.set(place, starts);
  if (starts.length <= STARTS_MAX) return;
  const allowed = STARTS_MAX + STARTS_PER_ACTION * judge.actions.filter(isRecent).length;
  if (starts.length > allowed) judge.blame(`${place} is started ${starts.length} times in ten minutes`);
}

/** The keeper carries it out. */
export function judgeSpawn(judge: Judge, { worker }: SpawnCommand): Process | null {
  const process = judge.all.get(worker);
  if (!process) return null;
  if (process.phase !== 'ordered') {
    judge.blame(`${worker} is spawned twice`);
    return null;
  }
  if (process.kind === 'scheduler') {
    const other = judge.world.working().find((one) => one.pool === process.pool);
    if (other) judge.blame(`${worker} is spawned while ${other.id} lives: two schedulers`);
  }
  return process;
}

const newProcess = (
  { worker, pool, seat, generation }: SpawnCommand,
  policy: Process['policy'],
  clock: number,
): Process => ({
  id: worker,
  pool,
  seat,
  generation,
  kind: policy.kind,
  policy,
  sockets: [],
  pid: 0,
  phase: 'ordered',
  isReady: false,
  isConnected: false,
  lineFreeAt: 0,
  exit: null,
  reason: null,
  hasTerm: false,
  hasLostWord: false,
  isAdopted: false,
  orderedAt: clock,
  bornAt: 0,
  exitedAt: 0,
  heardReady: false,
  heardServing: false,
  heardDrained: false,
  heardAsking: false,
  heardExit: false,
  heardPid: false,
  isSaidToServe: false,
  isExitLost: false,
  toldServeAt: null,
  toldLeaveAt: null,
  drainedFrom: null,
  termFrom: null,
  toldEnd: [],
});
