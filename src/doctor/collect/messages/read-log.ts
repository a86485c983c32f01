// Reads one log from its end backwards, piece by piece, as far as its budget goes or until it is older than was asked.
import { BackwardsFile } from '../../../host/linux/read-backwards.ts';
import { LineJoiner, type LogRecord } from './join-lines.ts';
import { readJsonRecord } from './json-record.ts';
import type { LogSource } from './log-source.ts';
import type { PatternBook } from './pattern-book.ts';
import { readStamp } from './read-stamp.ts';
import type { Tally } from './tally.ts';
import type { Instant, WallClock } from './wall-clock.ts';

export interface Reading {
  book: PatternBook;
  clock: WallClock;
  tally: Tally;
  /** Milliseconds since 1970. */
  since: number;
}

/** Of a log whose program may be dead for long: this much of its end is kept whatever its age. */
const LAST_WORDS_BYTES = 64 * 1024;
const HOUR_MS = 3_600_000;
const LINE_LENGTH_MAX = 64 * 1024;
const WAITING_MAX = 2000;
// oxlint-disable-next-line no-control-regex
const COLOURS = /\u001b\[[\d;]*[A-Za-z]/g;

export class LogReader {
  readonly file: BackwardsFile;
  readonly source: LogSource;
  private readonly reading: Reading;
  /** The oldest stamp read so far; what stands before it without a stamp was written before. */
  private oldest: Instant | null = null;
  private newest: Instant | null = null;
  /** Bytes that were written within the last hour of the log, and that hour's beginning. */
  private lastHour: { offset: number; at: number } | null = null;
  private isFromStart = false;
  isDone = false;

  constructor(source: LogSource, reading: Reading) {
    this.source = source;
    this.reading = reading;
    this.file = new BackwardsFile(source.path);
    this.isDone = this.file.size === 0 || (!source.isLasting && this.file.stats.mtimeMs < reading.since);
  }

  get growthBytesPerHour(): number | null {
    if (this.file.stats.mtimeMs < Date.now() - HOUR_MS) return 0;
    if (!this.lastHour || !this.newest) return null;
    const ms = this.file.stats.mtimeMs - this.lastHour.at;
    return ms < 60_000 ? null : Math.round(((this.file.size - this.lastHour.offset) * HOUR_MS) / Math.min(ms, HOUR_MS));
  }

  /** Reads one more piece. */
  step(bytesMax: number): void {
    const { bytes, offset } = this.file.readPiece(bytesMax);
    const isFirst = offset === 0;
    const start = isFirst ? 0 : this.startOf(bytes);
    if (!isFirst) this.file.keep(start);
    this.readPiece(bytes.subarray(start), offset + start);
    const isOld = this.oldest !== null && this.oldest.at < this.reading.since;
    this.isDone = this.file.isAtStart || isOld || (start >= bytes.length && !isFirst);
  }

  /** A piece begins in the middle of a line, and maybe of a record: at the first line with a stamp, or at the next line. */
  private startOf(bytes: Buffer): number {
    const head = bytes.subarray(0, 64 * 1024);
    let next = head.indexOf(0x0a) + 1;
    const first = next;
    for (let tries = 0; tries < 60 && next > 0 && next < head.length; tries += 1) {
      const end = head.indexOf(0x0a, next);
      const line = head.subarray(next, Math.min(end === -1 ? head.length : end, next + 200)).toString('utf8');
      if (
        readStamp(line.replace(COLOURS, ''), this.reading.clock, this.file.stats.mtimeMs) &&
        !/^\S+:?\s{2,}(?:at |[\])}])/.test(line)
      )
        return next;
      next = end + 1;
    }
    // One line longer than the piece: it is left out.
    return first > 0 ? first : bytes.length;
  }

  private readPiece(bytes: Buffer, offset: number): void {
    const { clock } = this.reading;
    const { mtimeMs } = this.file.stats;
    const waiting: LogRecord[] = [];
    const later = this.oldest;
    const isNewest = offset + bytes.length >= this.file.size;
    let first: Instant | null = null;
    let last = 0;
    this.isFromStart = offset === 0;
    const joiner = new LineJoiner((record) => {
      last = record.offset;
      this.look(record, waiting);
    });
    let line = 0;
    for (let from = 0; from < bytes.length; line += 1) {
      const end = bytes.indexOf(0x0a, from);
      const to = end === -1 ? bytes.length : end;
      const raw = bytes
        .subarray(from, Math.min(to, from + LINE_LENGTH_MAX))
        .toString('utf8')
        .replace(/\r$/, '');
      const text = raw.includes('\u001b') ? raw.replace(COLOURS, '') : raw;
      const stamp = mayHaveStamp(text) ? readStamp(text, clock, mtimeMs) : null;
      if (stamp) {
        first ??= stamp;
        this.noteHour(stamp, offset + from);
        this.settle(waiting.splice(0), stamp);
      }
      joiner.push(text, stamp, line, offset + from);
      from = to + 1;
    }
    joiner.flush();
    // What stands last in a file was written when the file was.
    const ending = isNewest && waiting.at(-1)?.offset === last ? waiting.pop() : undefined;
    if (ending) this.tell(ending, { at: mtimeMs, errorMs: 1000 });
    this.settle(waiting, later ?? (isNewest ? null : { at: mtimeMs, errorMs: 1000 }));
    this.oldest = first ?? firstJsonTime(bytes) ?? this.oldest;
  }

  /** Records without a stamp of their own wait for the next stamp: they were written before it. */
  private look(record: LogRecord, waiting: LogRecord[]): void {
    if (!this.reading.book.isPromising(record.text)) return;
    if (record.stamp) this.tell(record, record.stamp);
    else {
      const json = readJsonRecord(record.text);
      if (json?.at) this.tell({ ...record, text: json.text }, { at: json.at, errorMs: 1 });
      else if (json) waiting.push({ ...record, text: json.text });
      else waiting.push(record);
    }
    if (waiting.length > WAITING_MAX) this.settle(waiting.splice(0), null);
  }

  private settle(records: LogRecord[], before: Instant | null): void {
    for (const record of records) {
      const after = record.notBefore?.at ?? this.file.stats.birthtimeMs;
      const newest = before?.at ?? (record.notBefore ? this.file.stats.mtimeMs : null);
      this.tell(record, newest === null ? null : { at: newest, errorMs: Math.max(1000, newest - after) });
    }
  }

  private tell(record: LogRecord, at: Instant | null): void {
    const isLastWord = this.source.isLasting && record.offset >= this.file.size - LAST_WORDS_BYTES;
    if (at !== null && at.at < this.reading.since && !isLastWord) return;
    const json = record.stamp ? readJsonRecord(record.text) : null;
    const text = json?.text ?? record.text;
    for (const match of this.reading.book.match(text)) {
      this.reading.tally.add({
        match,
        at,
        source: this.source.path,
        file: this.source.path,
        about: [...this.source.about, ...(this.source.aboutOf?.(match.data) ?? [])],
        order: record.offset,
        record: text,
        line: this.isFromStart ? record.line + 1 : null,
      });
    }
  }

  private noteHour(stamp: Instant, offset: number): void {
    if (this.newest === null || stamp.at > this.newest.at) this.newest = stamp;
    const isWithin = stamp.at >= this.file.stats.mtimeMs - HOUR_MS;
    if (isWithin && (this.lastHour === null || offset < this.lastHour.offset)) this.lastHour = { offset, at: stamp.at };
  }
}

/** Logs of JSON lines carry their times inside: the first one tells how far back a piece goes. */
function firstJsonTime(bytes: Buffer): Instant | null {
  const end = bytes.indexOf(0x0a);
  const at =
    bytes[0] === 0x7b ? readJsonRecord(bytes.subarray(0, end === -1 ? bytes.length : end).toString('utf8'))?.at : null;
  return at == null ? null : { at, errorMs: 1 };
}

/** Digits, a bracket or a month begin a stamp. */
function mayHaveStamp(text: string): boolean {
  const first = text.charCodeAt(0);
  return (
    (first >= 0x30 && first <= 0x39) ||
    first === 0x5b ||
    (first >= 0x41 && first <= 0x57 && /^[A-Z][a-z]{2}[ ,]/.test(text))
  );
}
