// Judges the end: after a quiet while exactly the wanted processes run, nothing strays, every question was answered.
import { socketKey } from '../../src/supervise/model.ts';
import type { Judge } from './judge.ts';
import { isWorking } from './judge-leaving.ts';

export function judgeEndState(judge: Judge, isAtRest: boolean): void {
  if (!isAtRest) judge.blame('it does not come to rest');
  judgeProcesses(judge);
  judgeSockets(judge);
  judgeStandIns(judge);
  for (const [generation, roll] of judge.wishes.rolls) {
    if (roll.verdict === 'none') judge.blame(`roll ${generation} was asked for and never got a verdict`);
    if (roll.verdict === 'committed' && roll.end === 'none')
      judge.blame(`roll ${generation} was committed and never ended`);
  }
  for (const process of judge.all.values()) {
    if (process.exit && process.heardExit && process.toldEnd.length === 0)
      judge.blame(`the end of ${process.id} was never told`);
    if (process.exit && !process.heardExit && !process.isExitLost)
      judge.blame(`the end of ${process.id} was never heard`);
  }
}

function judgeProcesses(judge: Judge): void {
  const { wishes, world } = judge;
  const running = world.working();
  const expected = new Set<string>();
  for (const pool of wishes.poolsOf(wishes.committed)) {
    for (const seat of wishes.seats(pool)) {
      const fit = running.filter(
        (process) =>
          process.pool === pool &&
          process.seat === seat &&
          process.generation === wishes.committed &&
          isWorking(process, world.clock()),
      );
      for (const process of fit.slice(0, 1)) expected.add(process.id);
      if (fit.length === 0) judge.blame(`in the end nobody works in ${pool}.${seat}`);
    }
  }
  for (const { id, phase, generation } of running) {
    if (!expected.has(id)) judge.blame(`in the end ${id} of generation ${generation} is there, ${phase}`);
  }
}

function judgeSockets(judge: Judge): void {
  const { wishes, world } = judge;
  const needed = new Set<string>();
  const allowed = new Set<string>();
  for (const pool of wishes.poolsOf(wishes.committed)) {
    if (wishes.policy(wishes.committed, pool)?.kind !== 'web' || wishes.isStopped(pool)) continue;
    const isRunning = wishes.seats(pool).length > 0;
    // Where nobody runs nobody can show which of the addresses learned once are still taken.
    const releases = isRunning ? [world.characters.get(wishes.committed)] : [...world.characters.values()];
    for (const address of releases.flatMap((release) => release?.[pool]?.listens ?? [])) {
      allowed.add(socketKey(address));
      if (isRunning) needed.add(socketKey(address));
    }
  }
  for (const key of needed) if (!world.open.has(key)) judge.blame(`in the end ${key} is not open`);
  for (const key of world.open) {
    if (!allowed.has(key) && !world.isHeldByOurs(key)) judge.blame(`in the end ${key} is open and nobody wants it`);
  }
}

function judgeStandIns(judge: Judge): void {
  const { wishes, world } = judge;
  for (const pool of world.standIns.keys()) {
    const isUseful =
      wishes.policy(wishes.committed, pool) !== undefined && !wishes.isStopped(pool) && wishes.seats(pool).length === 0;
    if (!isUseful) judge.blame(`in the end a stand-in of ${pool} is there`);
  }
}
