// Turns a time of day in the machine's zone into an instant, and says how far off it may be.
// A log that names no zone is taken to mean the machine's: that is what every program here writes by default.

export interface Instant {
  /** Milliseconds since 1970. */
  at: number;
  errorMs: number;
}

export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number | null;
}

/** In the hour that the clock goes through twice, nobody can say which of the two is meant. */
const DOUBTFUL_HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;

export class WallClock {
  private readonly format: Intl.DateTimeFormat;
  private readonly offsets = new Map<number, number>();

  constructor(zone: string | null) {
    this.format = formatOf(zone);
  }

  /** `offsetMs`: what the log itself says of its zone; null when it says nothing. */
  instant(time: WallTime, offsetMs: number | null): Instant | null {
    const { year, month, day, hour, minute, second, millisecond } = time;
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null;
    const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond ?? 0);
    if (Number.isNaN(asUtc)) return null;
    const resolution = millisecond === null ? 1000 : 1;
    if (offsetMs !== null) return { at: asUtc - offsetMs, errorMs: resolution };
    const first = this.offsetAt(asUtc - this.offsetAt(asUtc));
    const at = asUtc - first;
    const isDoubtful = this.offsetAt(at + DOUBTFUL_HOUR_MS) !== first || this.offsetAt(at - DOUBTFUL_HOUR_MS) !== first;
    return { at, errorMs: isDoubtful ? DOUBTFUL_HOUR_MS : resolution };
  }

  /** Zones change their offset at whole quarters of an hour only. */
  private offsetAt(at: number): number {
    const quarter = Math.floor(at / QUARTER_MS);
    const known = this.offsets.get(quarter);
    if (known !== undefined) return known;
    const start = quarter * QUARTER_MS;
    const parts = Object.fromEntries(
      this.format.formatToParts(start).map(({ type, value }) => [type, Number(value)]),
    ) as Record<string, number>;
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const offset = Date.UTC(year, month - 1, day, hour % 24, minute, second) - start;
    this.offsets.set(quarter, offset);
    return offset;
  }
}

function formatOf(zone: string | null): Intl.DateTimeFormat {
  const options = {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, ...(zone ? { timeZone: zone } : {}) });
  } catch {
    // A zone that this Node doesn't know: its own will be the machine's.
    return new Intl.DateTimeFormat('en-US', options);
  }
}
