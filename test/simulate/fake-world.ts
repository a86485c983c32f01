// The fake machine: virtual time, processes, sockets, strangers on our ports, a keeper that outlives daemons.
// What a process does by itself is in run-process.ts; what the keeper does when it is told to, in obey-command.ts.
import type { AppEvent } from '../../src/supervise/model.ts';
import { Agenda } from './agenda.ts';
import type { FakeDaemon } from './fake-daemon.ts';
import type { Judge } from './judge.ts';
import type { Character, NewEvent, Process } from './model.ts';
import { Random } from './random.ts';

/** Longest time a word travels between the daemon and the others. */
const LINE_MS = 3;

export class FakeWorld {
  readonly random: Random;
  readonly agenda = new Agenda();
  daemon!: FakeDaemon;
  judge!: Judge;
  /** Milliseconds that the machine has run. */
  now = 0;
  /** What the monotonic clock is ahead of that: suspended time, and the time before. */
  clockAhead: number;
  /** The last time the clock jumped, by the clock. */
  jumpedAt = -1;
  /** No more faults from now on: what is left must come to rest. */
  isCalm = false;
  /** A database away: until then every boot fails. */
  outageUntil = 0;
  readonly processes = new Map<string, Process>();
  readonly characters = new Map<number, Record<string, Character>>();
  readonly open = new Set<string>();
  /** Sockets that systemd still holds for a keeper that died. */
  readonly passed = new Set<string>();
  /** Ports that somebody else holds, and until when. */
  readonly strangers = new Map<string, number>();
  readonly standIns = new Map<string, number>();
  /** Exits that no daemon has noted yet. */
  unheard: Extract<NewEvent, { kind: 'worker-exited' }>[] = [];
  lastPid = 100;
  /** How many daemons may still die in the middle of an event. */
  daemonDeathsLeft = 0;
  private keeperLineFreeAt = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.clockAhead = this.random.between(10_000, 1_000_000);
  }

  clock(): number {
    return this.now + this.clockAhead;
  }

  /** Whether the daemon dies in the middle of an event. */
  daemonDies(probability: number): boolean {
    if (this.isCalm || this.daemonDeathsLeft === 0 || !this.random.chance(probability)) return false;
    this.daemonDeathsLeft -= 1;
    return true;
  }

  after(ms: number, run: () => void): void {
    this.agenda.put(this.now + ms, run);
  }

  /** The keeper's word to the daemon; lost when that one is dead by then. */
  tellFromKeeper(event: NewEvent): void {
    const { line } = this.daemon;
    this.keeperLineFreeAt = Math.max(this.keeperLineFreeAt, this.now + this.random.between(0, LINE_MS));
    this.agenda.put(this.keeperLineFreeAt, () => {
      if (this.daemon.line !== line) return;
      if (event.kind === 'worker-exited' && !this.unheard.includes(event)) return;
      this.daemon.deliver(event);
    });
  }

  /** A worker's word over its own line. */
  tellFromWorker(process: Process, event: NewEvent): void {
    if (!process.isConnected) return;
    const { line } = this.daemon;
    process.lineFreeAt = Math.max(process.lineFreeAt, this.now + this.random.between(0, LINE_MS));
    this.agenda.put(process.lineFreeAt, () => {
      if (this.daemon.line === line) this.daemon.deliver(event);
    });
  }

  working(): Process[] {
    return [...this.processes.values()];
  }

  isHeldByOurs(key: string): boolean {
    return this.working().some((process) => process.sockets.includes(key));
  }

  /** Lets the next thing happen; false when nothing is left. */
  step(): boolean {
    const next = this.agenda.take();
    if (!next) return false;
    this.now = next.at;
    next.run();
    return true;
  }
}

export const withInstant = (event: NewEvent, at: number): AppEvent => ({ ...event, at });
