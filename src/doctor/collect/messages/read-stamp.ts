// Reads the time at the beginning of a log line, in the shapes that nginx, systemd, Supervisor, PM2, Nest, php-fpm,
// PostgreSQL, Redis and common loggers write. Gives also where the message itself begins.
import type { Instant, WallClock, WallTime } from './wall-clock.ts';

export interface Stamp extends Instant {
  /** Characters of the line that the stamp and its brackets take. */
  length: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_MS = 86_400_000;

type Reader = (
  groups: Record<string, string | undefined>,
  newestAt: number,
) => { time: WallTime; offsetMs: number | null } | null;

/** 2026-11-20T15:00:00.123Z · 2026-11-20 15:00:00,123 · 2026/11/20 15:00:00 · [2026-11-20 15:00:00 +01:00] */
const YEAR_FIRST =
  /\[?(?<y>\d{4})[-/](?<mo>\d\d)[-/](?<d>\d\d)[T ](?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)(?:[.,](?<f>\d{1,9}))?(?: ?(?<z>Z|UTC|GMT|[+-]\d\d:?\d\d)(?![A-Za-z\d]))?\]?/y;
/** [Nest] 812  - 11/20/2026, 3:01:53 PM · [Nest] 812   - 2018-11-24 18:10:12 · [shop] 812 - 18.07.2025, 10:40:42 */
const NEST =
  /\[[^\]\n]{1,40}\] \d{1,10} {1,4}- (?<a>\d{1,4})(?<sep>[./-]) ?(?<b>\d{1,2})[./-] ?(?<c>\d{1,4}),? (?<h>\d{1,2})[:.](?<mi>\d\d)[:.](?<s>\d\d)(?:[\s\u202f\u00a0]?(?<half>[AaPp])\.?[Mm]\.?)?/y;
/** Nov 20 15:00:00 */
const SYSLOG = /(?<mon>[A-Z][a-z]{2}) (?<d>[ \d]\d) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)(?:\.(?<f>\d{1,6}))?(?= )/y;
/** [20-Nov-2026 15:00:00] (php-fpm; PHP's own log adds a zone's name) */
const DAY_FIRST =
  /\[(?<d>\d\d)-(?<mon>[A-Z][a-z]{2})-(?<y>\d{4}) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)(?:\.(?<f>\d{1,6}))?(?: (?<z>UTC|GMT))?[^\]\n]{0,40}\]/y;
/** 812:M 20 Nov 2026 15:00:00.123 (Redis) · Fri, 20 Nov 2026 15:00:00 GMT (debug) */
const DAY_MONTH_YEAR =
  /(?:\d{1,10}:[A-Z] |[A-Z][a-z]{2}, )(?<d>\d\d?) (?<mon>[A-Z][a-z]{2}) (?<y>\d{4}) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)(?:\.(?<f>\d{1,6}))?(?: (?<z>GMT|UTC))?/y;

const READERS: [RegExp, Reader][] = [
  [YEAR_FIRST, ({ y, mo, ...rest }) => timeOf(y, Number(mo), rest)],
  [NEST, readNest],
  [SYSLOG, ({ mon, ...rest }, newestAt) => timeOf(yearOf(monthOf(mon), rest['d'], newestAt), monthOf(mon), rest)],
  [DAY_FIRST, ({ mon, y, ...rest }) => timeOf(y, monthOf(mon), rest)],
  [DAY_MONTH_YEAR, ({ mon, y, ...rest }) => timeOf(y, monthOf(mon), rest)],
];

/** `newestAt`: when the file was last written, which settles what a stamp leaves open (a year, day before month). */
export function readStamp(line: string, clock: WallClock, newestAt: number): Stamp | null {
  for (const [pattern, read] of READERS) {
    pattern.lastIndex = 0;
    const found = pattern.exec(line);
    if (!found) continue;
    const told = read(found.groups ?? {}, newestAt);
    const instant = told && clock.instant(told.time, told.offsetMs);
    if (instant) return { ...instant, length: found[0].length };
  }
  return null;
}

function timeOf(
  year: string | number | undefined,
  month: number,
  { d, h, mi, s, f, z }: Record<string, string | undefined>,
): { time: WallTime; offsetMs: number | null } {
  const millisecond = f === undefined ? null : Number(`${f}000`.slice(0, 3));
  const time = {
    year: Number(year),
    month,
    day: Number(d),
    hour: Number(h),
    minute: Number(mi),
    second: Number(s),
    millisecond,
  };
  return { time, offsetMs: z === undefined ? null : offsetOf(z) };
}

function offsetOf(zone: string): number {
  const found = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (!found) return 0;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60_000;
}

/** Nest writes the date as the machine's language does; day and month can only be told apart by what is possible. */
function readNest(
  { a, b, c, sep, h, half, ...rest }: Record<string, string | undefined>,
  newestAt: number,
): { time: WallTime; offsetMs: number | null } {
  const afternoon = half?.toLowerCase() === 'p' ? 12 : 0;
  const hour = half === undefined ? Number(h) : (Number(h) % 12) + afternoon;
  const of = (year: number, month: number, day: number) =>
    timeOf(year, month, { ...rest, d: String(day), h: String(hour) });
  const [x, y, z] = [Number(a), Number(b), Number(c)];
  if (x > 31) return of(x, y, z);
  if (sep === '.' || x > 12) return of(z, y, x);
  const american = of(z, x, y);
  const isAhead = Date.UTC(z, x - 1, y) > newestAt + 2 * DAY_MS;
  return isAhead && y <= 12 ? of(z, y, x) : american;
}

const monthOf = (name: string | undefined): number => MONTHS.indexOf((name ?? '').toLowerCase()) + 1;

/** A stamp without a year belongs to the last such day that was not in the future. */
function yearOf(month: number, day: string | undefined, newestAt: number): number {
  const year = new Date(newestAt).getUTCFullYear();
  return Date.UTC(year, month - 1, Number(day)) > newestAt + 2 * DAY_MS ? year - 1 : year;
}
