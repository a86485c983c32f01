// Judges stand-ins: none where somebody serves, one where nobody has served for as long as connections may wait.
import { socketKey } from '../../src/supervise/model.ts';
import type { Judge } from './judge.ts';
import type { Process } from './model.ts';

const PROMPT_MS = 1500;
/** One that ended by itself comes again after this. */
const STAND_IN_AGAIN_MS = 5000;

const servesAsHeard = ({ kind, heardServing, heardExit, isExitLost, toldLeaveAt }: Process): boolean =>
  kind === 'web' && heardServing && !heardExit && !isExitLost && toldLeaveAt === null;

export function judgeStandIn(judge: Judge, pool: string): void {
  judge.standInsAskedAt.set(pool, judge.world.clock());
  const server = [...judge.all.values()].find((process) => process.pool === pool && servesAsHeard(process));
  if (server) judge.blame(`${pool} is given a stand-in while ${server.id} serves`);
}

/** The end of a worker was heard: if it was the last, the wait begins now. */
export function expectStandIn(judge: Judge, pool: string): void {
  const { wishes, world, disturbances } = judge;
  const { committed } = wishes;
  const members = [...judge.all.values()].filter((process) => process.pool === pool);
  const hadServed = members.some((process) => process.heardServing && process.generation === wishes.committed);
  if (!hadServed || members.some(servesAsHeard)) return;
  const queueForMs = wishes.policy(wishes.committed, pool)?.queueForMs;
  if (queueForMs === undefined) return;
  world.after(queueForMs + PROMPT_MS, () => {
    const isSpoilt =
      judge.disturbances !== disturbances ||
      wishes.underWay !== null ||
      wishes.isStopped(pool) ||
      wishes.committed !== committed;
    const isSoonServed = [...judge.all.values()].some(
      (one) => one.pool === pool && one.toldServeAt !== null && !one.heardExit && one.toldLeaveAt === null,
    );
    const lastToServe = Math.max(
      ...[...judge.all.values()].map((one) => (one.pool === pool ? (one.toldServeAt ?? 0) : 0)),
    );
    if (isSpoilt || isSoonServed || (judge.standInsAskedAt.get(pool) ?? -1) >= lastToServe) return;
    const endedMs = world.clock() - (judge.standInsEndedAt.get(pool) ?? 0);
    if (endedMs < STAND_IN_AGAIN_MS + queueForMs + PROMPT_MS) return;
    const [home] = world.characters.get(committed)?.[pool]?.listens ?? [];
    if (!home || !world.open.has(socketKey(home))) return;
    judge.blame(`${pool} is served by nobody, and nobody answers 503`);
  });
}
