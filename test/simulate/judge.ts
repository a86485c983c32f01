// Keeps book of what truly happened and blames the supervisor for what must not. It believes the fake machine, and of
// the supervisor only what that one commands and tells. The rules are in judge-*.ts.
import type { AppCommand, AppEvent } from '../../src/supervise/model.ts';
import type { FakeWorld } from './fake-world.ts';
import { judgeAddresses } from './judge-addresses.ts';
import { judgeLeave, judgeServe } from './judge-leaving.ts';
import { forgetRests, judgeCommit, judgeNotice } from './judge-notices.ts';
import { expectStandIn, judgeStandIn } from './judge-stand-ins.ts';
import { judgeOrder, judgeSpawn, type SpawnBook } from './judge-spawning.ts';
import type { Process, SpawnCommand } from './model.ts';
import { Wishes } from './wishes.ts';

export class Judge {
  readonly faults: string[] = [];
  readonly wishes = new Wishes();
  /** Every process that was ever ordered. */
  readonly all = new Map<string, Process>();
  readonly world: FakeWorld;
  readonly spawnBook: SpawnBook = { ordered: new Map(), restsUntil: new Map(), saidToRest: new Map() };
  readonly refusedKeys = new Set<string>();
  /** Instants of what a person or a dying daemon did: each may cost a start. */
  readonly actions: number[] = [];
  /** When a pool's stand-in was last asked for. */
  readonly standInsAskedAt = new Map<string, number>();
  /** When a stand-in of a pool was last heard to have ended. */
  readonly standInsEndedAt = new Map<string, number>();
  /** Counts whatever may keep a pool from being well. */
  disturbances = 0;

  constructor(world: FakeWorld) {
    this.world = world;
  }

  blame(fault: string): void {
    if (this.faults.length < 5) this.faults.push(fault);
  }

  /** An event that the daemon has noted, just before it decides. */
  heard(event: AppEvent): void {
    this.wishes.heard(event);
    if (event.kind === 'stand-in-exited') this.standInsEndedAt.set(event.pool, event.at);
    if ('worker' in event) this.heardOf(event);
    else if (event.kind !== 'time-passed' && event.kind !== 'socket-opened') this.act();
  }

  private act(): void {
    this.disturbances += 1;
    this.actions.push(this.world.clock());
    forgetRests(this);
  }

  private heardOf(event: Extract<AppEvent, { worker: string }>): void {
    const process = this.all.get(event.worker);
    if (!process) return;
    if (event.kind === 'worker-spawned') process.heardPid = true;
    if (event.kind === 'worker-ready') process.heardReady = true;
    if (event.kind === 'worker-serving') process.heardServing = true;
    if (event.kind === 'worker-drained') process.heardDrained = true;
    if (event.kind === 'listen-asked') process.heardAsking = true;
    if (event.kind !== 'worker-exited') return;
    process.heardExit = true;
    if (process.kind === 'web') expectStandIn(this, process.pool);
  }

  /** What was decided: verdicts first, so that the commands are judged by them. */
  decided(commands: AppCommand[]): void {
    for (const command of commands) {
      if (command.kind !== 'tell') continue;
      // By what was wanted before.
      if (command.notice.kind === 'roll-committed') judgeCommit(this, command.notice.generation);
      this.wishes.told(command.notice, this.world.clock());
      judgeNotice(this, command.notice);
    }
    for (const command of commands) {
      if (command.kind === 'spawn-worker') judgeOrder(this, command);
      if (command.kind === 'serve-worker') judgeServe(this, command.worker);
      if (command.kind === 'drain-worker' || command.kind === 'signal-worker') judgeLeave(this, command);
      if (command.kind === 'open-stand-in') judgeStandIn(this, command.pool);
      if (command.kind === 'close-socket') judgeAddresses(this, command.address);
    }
  }

  /** The keeper starts it now; null when it must not. */
  spawned(command: SpawnCommand): Process | null {
    return judgeSpawn(this, command);
  }

  /** It was lost with the daemon that gave it. */
  neverCarriedOut(command: AppCommand): void {
    const process = command.kind === 'spawn-worker' ? this.all.get(command.worker) : undefined;
    if (process?.phase === 'ordered') process.phase = 'gone';
  }

  /** After a boot the clock begins anew: what was noted by the old one compares with nothing. */
  clockBegan(): void {
    for (const process of this.all.values()) process.toldServeAt = null;
    this.standInsAskedAt.clear();
    this.standInsEndedAt.clear();
    this.spawnBook.saidToRest.clear();
    this.spawnBook.ordered.clear();
    this.actions.length = 0;
    this.act();
  }

  refused(key: string): void {
    this.refusedKeys.add(key);
    this.disturbances += 1;
  }

  ended(process: Process): void {
    if (process.toldLeaveAt === null) this.disturbances += 1;
  }

  daemonDied(): void {
    this.act();
  }
}
