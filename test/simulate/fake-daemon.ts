// The daemon as it is: journals an event, lets the supervisor decide, gives the commands. It may die at any point of this;
// the next one folds the journal, asks the keeper who is there and hears the workers again.
import type { App, AppCommand, AppEvent } from '../../src/supervise/model.ts';
import { type FakeWorld, withInstant } from './fake-world.ts';
import type { NewEvent, Supervisor } from './model.ts';
import { isForWorker, obeyAsKeeper, obeyAsWorker } from './obey-command.ts';
import { connect } from './run-process.ts';

interface Pending {
  command: AppCommand;
  isDone: boolean;
}

/** An event of the log: what was taken up, and what was decided. */
export type Trace = (event: AppEvent | string, commands: AppCommand[], clock: number) => void;

/** Below every drain timeout of the fake applications: who reconnects later than that hears of its drain too late. */
const HELLO_MS = 800;
const SNAPSHOT_CHANCE = 1 / 60;
const DIES_BEFORE_NOTING = 1 / 200;
const DIES_AFTER_NOTING = 1 / 100;
/** What is seldom commanded is seldom lost: here a death tells more. */
const DIES_WITH_RARE = 1 / 10;

const isRare = ({ kind }: AppCommand): boolean =>
  kind === 'open-stand-in' || kind === 'close-stand-in' || kind === 'open-socket' || kind === 'close-socket';

export class FakeDaemon {
  /** Grows with every daemon; words on an older line reach nobody. */
  line = 0;
  isUp = true;
  /** Instant of the world at which this one began to listen. */
  upSince = 0;
  app: App;
  events = 0;
  private readonly world: FakeWorld;
  private readonly supervisor: Supervisor;
  private readonly trace: Trace | null;
  private readonly checksApp: boolean;
  private snapshot: string;
  private journal: AppEvent[] = [];
  private toKeeper: Pending[] = [];
  private toWorkers: Pending[] = [];
  private keeperLineFreeAt = 0;
  private wakeAt: number | null = null;
  private idleWakes = 0;

  constructor(world: FakeWorld, supervisor: Supervisor, given: { trace: Trace | null; checksApp: boolean }) {
    this.world = world;
    this.supervisor = supervisor;
    this.trace = given.trace;
    this.checksApp = given.checksApp;
    this.app = supervisor.newApp('shop');
    this.snapshot = JSON.stringify(this.app);
  }

  /** Takes up one event; false when the daemon was dead, or died before it had noted it. */
  deliver(made: NewEvent): boolean {
    const { world } = this;
    if (!this.isUp) return false;
    if (world.daemonDies(DIES_BEFORE_NOTING)) {
      this.die();
      return false;
    }
    const event = withInstant(made, world.clock());
    if (world.random.chance(SNAPSHOT_CHANCE)) this.takeSnapshot();
    this.journal.push(event);
    this.events += 1;
    world.judge.heard(event);
    const step = this.supervisor.reduceApp(this.app, event);
    this.app = step.app;
    this.trace?.(event, step.commands, world.clock());
    if (this.checksApp)
      for (const broken of this.supervisor.checkApp(step.app)) world.judge.blame(`invariant: ${broken}`);
    world.judge.decided(step.commands);
    for (const command of step.commands) if (command.kind !== 'tell') this.send(command);
    const dies = world.daemonDies(step.commands.some(isRare) ? DIES_WITH_RARE : DIES_AFTER_NOTING);
    const isForgotten = made.kind === 'worker-exited' && (!dies || world.random.chance(0.5));
    if (isForgotten) world.unheard = world.unheard.filter((exit) => exit !== made);
    if (dies) this.die();
    else this.setWake(event);
    return true;
  }

  private send(command: Exclude<AppCommand, { kind: 'tell' }>): void {
    const { world } = this;
    const pending: Pending = { command, isDone: false };
    let at = world.now + world.random.between(0, 3);
    if (isForWorker(command)) {
      const process = world.processes.get(command.worker);
      if (!process?.isConnected) return;
      const isLost = command.kind === 'serve-worker' && !process.hasLostWord && world.random.chance(0.01);
      if (isLost) process.hasLostWord = true;
      if (isLost) return;
      at = process.lineFreeAt = Math.max(process.lineFreeAt, at);
      this.toWorkers.push(pending);
    } else {
      at = this.keeperLineFreeAt = Math.max(this.keeperLineFreeAt, at);
      this.toKeeper.push(pending);
    }
    world.agenda.put(at, () => this.carryOut(pending));
  }

  private carryOut(pending: Pending): void {
    if (pending.isDone) return;
    pending.isDone = true;
    const { command } = pending;
    if (isForWorker(command)) obeyAsWorker(this.world, command);
    else if (command.kind !== 'tell') obeyAsKeeper(this.world, command);
    if (this.toKeeper.length > 20) this.toKeeper = this.toKeeper.filter((one) => !one.isDone);
    if (this.toWorkers.length > 20) this.toWorkers = this.toWorkers.filter((one) => !one.isDone);
  }

  private takeSnapshot(): void {
    this.snapshot = JSON.stringify(this.app);
    this.journal = [];
  }

  private setWake(event: AppEvent): void {
    const { world } = this;
    const wake = this.supervisor.nextWake(this.app);
    this.idleWakes = event.kind === 'time-passed' && wake !== null && wake <= world.clock() ? this.idleWakes + 1 : 0;
    if (this.idleWakes > 5) world.judge.blame(`time passes and the next wake-up stays at ${wake}, which is over`);
    this.wakeAt = wake;
    if (wake === null || this.idleWakes > 5) return;
    this.lookAt(wake);
  }

  /** A timer may be late, and may find that its time was moved; looking too early is harmless. */
  private lookAt(wake: number): void {
    const { world, line } = this;
    const inMs = Math.max(1, wake - world.clock()) + (world.random.chance(0.1) ? world.random.between(0, 50) : 0);
    world.after(inMs, () => {
      if (this.line === line && this.wakeAt === wake) this.deliver({ kind: 'time-passed' });
    });
  }

  /** The clock jumped: timers that are due now fire. */
  clockJumped(): void {
    if (this.isUp && this.wakeAt !== null) this.lookAt(this.wakeAt);
  }

  /** Some of the commands just given were carried out, the later ones perhaps not. */
  die(
    downMs = this.world.random.chance(0.8)
      ? this.world.random.between(20, 2000)
      : this.world.random.between(2000, 90_000),
  ): void {
    const { world } = this;
    this.isUp = false;
    this.line += 1;
    this.wakeAt = null;
    this.idleWakes = 0;
    world.judge.daemonDied();
    this.trace?.('the daemon dies', [], world.clock());
    const pending = this.toKeeper.filter((one) => !one.isDone);
    const arrived = world.random.between(0, pending.length);
    for (const [index, one] of pending.entries()) {
      if (index < arrived) this.carryOut(one);
      else {
        one.isDone = true;
        world.judge.neverCarriedOut(one.command);
      }
    }
    for (const one of this.toWorkers) {
      if (!one.isDone && world.random.chance(0.5)) this.carryOut(one);
      one.isDone = true;
    }
    this.toKeeper = [];
    this.toWorkers = [];
    this.keeperLineFreeAt = 0;
    for (const process of world.processes.values()) process.isConnected = false;
    const { line } = this;
    world.after(downMs, () => {
      if (this.line === line) this.resume();
    });
  }

  private resume(): void {
    const { world, line } = this;
    const before = JSON.stringify(this.app);
    let app = JSON.parse(this.snapshot) as App;
    for (const event of this.journal) app = this.supervisor.reduceApp(app, JSON.parse(JSON.stringify(event))).app;
    if (JSON.stringify(app) !== before) world.judge.blame('the journal, folded, is not the state that was lost');
    this.app = app;
    this.isUp = true;
    this.upSince = world.now;
    const known = [...world.processes.keys(), ...world.unheard.map((exit) => exit.worker)];
    const standIns = world.random.chance(0.5) ? { standIns: [...world.standIns.keys()] } : {};
    this.deliver({ kind: 'daemon-resumed', present: known, sockets: [...world.open], ...standIns });
    for (const exit of world.unheard) world.tellFromKeeper(exit);
    for (const process of world.working()) {
      if (process.isAdopted) this.deliver({ kind: 'worker-adopted', worker: process.id });
      world.tellFromKeeper({ kind: 'worker-spawned', worker: process.id, pid: process.pid });
      world.after(world.random.between(5, HELLO_MS), () => {
        if (this.line === line) connect(world, process);
      });
    }
  }
}
