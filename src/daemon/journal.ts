// The daemon's memory on disk: every event before it is acted on, a snapshot now and then, every notice.
// Survives the daemon, not a power cut: after a boot no worker runs, so only generations and policies matter then.
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { App, AppEvent, Notice } from '../supervise/model.ts';
import { newApp, reduceApp } from '../supervise/reduce-app.ts';
import type { LastRoll } from './kept-app.ts';
import { lastRollAfter } from './last-roll.ts';

/** Raised when a record changes its meaning; a newer journal is refused, not guessed at. */
export const JOURNAL_VERSION = 1;
/** A snapshot at least this often keeps a restart short. */
const SNAPSHOT_EVERY = 200;
const SIZE_MAX_BYTES = 8 * 1024 * 1024;
/** A disk that took nothing is tried again after this. */
const AGAIN_MS = 1000;

export type JournalRecord =
  | { v: number; kind: 'snapshot'; at: string; boot: string; app: string; state: App; source: unknown }
  | { v: number; kind: 'event'; at: string; app: string; event: AppEvent }
  | { v: number; kind: 'notice'; at: string; app: string; notice: Notice }
  | { v: number; kind: 'removed'; at: string; app: string }
  /** All is going down, and these pools had been stopped before; null: it is down. */
  | { v: number; kind: 'going-down'; at: string; app: string; stoppedBefore: string[] | null };

export interface Restored {
  app: App;
  source: unknown;
  boot: string;
  /** Set when a decision of then is a bug of ours still: the app as it was before it. */
  frozen: string | null;
  /** Set when it was going down and did not get there. */
  stoppedBefore: string[] | null;
  lastRoll: LastRoll | null;
}

/** A snapshot, and what has happened since. */
interface Recorded {
  app: App;
  source: unknown;
  boot: string;
  events: AppEvent[];
  stoppedBefore: string[] | null;
  lastRoll: LastRoll | null;
}

export type Reading = { kind: 'read'; apps: Restored[]; repaired: string | null } | { kind: 'too-new'; found: number };

export class Journal {
  private readonly path: string;
  private readonly boot: string;
  private fd: number | null = null;
  private size = 0;
  private sinceSnapshot = new Map<string, number>();
  private again: NodeJS.Timeout | null = null;
  /** Set while the disk takes nothing; what serves keeps serving. */
  trouble: string | null = null;

  private readonly everyApp: () => { app: App; source: unknown }[];

  constructor(path: string, boot: string, everyApp: () => { app: App; source: unknown }[]) {
    this.path = path;
    this.boot = boot;
    this.everyApp = everyApp;
  }

  /** Reads what the daemon before us knew. A last line that was cut is dropped and said. */
  read(): Reading {
    const apps = new Map<string, Recorded>();
    let repaired: string | null = null;
    for (const file of [`${this.path}.1`, this.path]) {
      if (!existsSync(file)) continue;
      const lines = readFileSync(file, 'utf8').split('\n');
      for (const [index, line] of lines.entries()) {
        if (line === '') continue;
        const record = parse(line);
        if (!record) {
          repaired = `line ${index + 1} of ${file} was cut or damaged and was passed over`;
          continue;
        }
        if (record.v > JOURNAL_VERSION) return { kind: 'too-new', found: record.v };
        fold(apps, record);
      }
    }
    return { kind: 'read', apps: [...apps.values()].map(replay), repaired };
  }

  event(app: App, event: AppEvent, source: unknown): void {
    const since = (this.sinceSnapshot.get(app.name) ?? SNAPSHOT_EVERY) + 1;
    // Without the state that it happened to an event means something else.
    if (since > SNAPSHOT_EVERY && !this.snapshot(app, source)) return;
    this.sinceSnapshot.set(app.name, (this.sinceSnapshot.get(app.name) ?? 0) + 1);
    this.write({ v: JOURNAL_VERSION, kind: 'event', at: now(), app: app.name, event });
  }

  snapshot(app: App, source: unknown): boolean {
    this.sinceSnapshot.set(app.name, 0);
    return this.write({
      v: JOURNAL_VERSION,
      kind: 'snapshot',
      at: now(),
      boot: this.boot,
      app: app.name,
      state: app,
      source,
    });
  }

  notice(app: string, notice: Notice): void {
    this.write({ v: JOURNAL_VERSION, kind: 'notice', at: now(), app, notice });
  }

  goingDown(app: string, stoppedBefore: string[] | null): void {
    this.write({ v: JOURNAL_VERSION, kind: 'going-down', at: now(), app, stoppedBefore });
  }

  removed(app: string): void {
    this.sinceSnapshot.delete(app);
    this.write({ v: JOURNAL_VERSION, kind: 'removed', at: now(), app });
  }

  private write(record: JournalRecord): boolean {
    try {
      // Before the record: the snapshots that a new file begins with don't know of it yet.
      if (this.size > SIZE_MAX_BYTES) this.turn();
      this.fd ??= this.open();
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      // The last room on a disk takes a part of it, and that is no error to the kernel (write(2)).
      if (writeSync(this.fd, line) < line.length) throw new Error('ENOSPC: no space left on device, write');
      this.size += line.length;
      this.trouble = null;
      return true;
    } catch (error) {
      this.failed((error as Error).message);
      return false;
    }
  }

  /** What could not be written is made good by snapshots, as soon as there is room again. */
  private failed(reason: string): void {
    this.trouble = reason;
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
    this.sinceSnapshot.clear();
    this.again ??= setTimeout(() => {
      this.again = null;
      for (const { app, source } of this.everyApp()) this.snapshot(app, source);
    }, AGAIN_MS);
  }

  private open(): number {
    const fd = openSync(this.path, 'a', 0o600);
    this.size = statSync(this.path).size;
    // A line that an earlier write left half done must not swallow ours.
    if (this.size > 0 && !readFileSync(this.path, 'latin1').endsWith('\n')) appendFileSync(this.path, '\n');
    return fd;
  }

  /** Begins a new file with a snapshot of every app, so that it stands alone. */
  private turn(): void {
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
    this.size = 0;
    renameSync(this.path, `${this.path}.1`);
    for (const { app, source } of this.everyApp()) this.snapshot(app, source);
  }
}

const now = (): string => new Date().toISOString();

export function parse(line: string): JournalRecord | null {
  try {
    const record = JSON.parse(line) as JournalRecord;
    return typeof record === 'object' && record !== null && typeof record.v === 'number' ? record : null;
  } catch {
    return null;
  }
}

function fold(apps: Map<string, Recorded>, record: JournalRecord): void {
  if (record.kind === 'snapshot') {
    const { stoppedBefore = null, lastRoll = null } = apps.get(record.app) ?? {};
    const { state, source, boot } = record;
    apps.set(record.app, { app: state, source, boot, events: [], stoppedBefore, lastRoll });
  } else if (record.kind === 'removed') {
    apps.delete(record.app);
  } else if (record.kind === 'going-down') {
    const known = apps.get(record.app);
    if (known) known.stoppedBefore = record.stoppedBefore;
  } else if (record.kind === 'notice') {
    const known = apps.get(record.app);
    if (known) known.lastRoll = lastRollAfter(known.lastRoll, record.notice);
  } else if (record.kind === 'event') {
    const known = apps.get(record.app) ?? {
      app: newApp(record.app),
      source: null,
      boot: '',
      events: [],
      stoppedBefore: null,
      lastRoll: null,
    };
    known.events.push(record.event);
    apps.set(record.app, known);
  }
}

function replay({ app, events, ...rest }: Recorded): Restored {
  let state = app;
  for (const event of events) {
    try {
      state = reduceApp(state, event).app;
    } catch (error) {
      const frozen = `${(error as Error).message} (while reading back ${event.kind})`;
      return { ...rest, app: state, frozen };
    }
  }
  return { ...rest, app: state, frozen: null };
}
