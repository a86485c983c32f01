// Turns the text of a log_format into a pattern that reads its lines: nginx's own `combined`, custom ones and JSON alike.

export interface AccessLine {
  at: number | null;
  status: number;
  tookMs: number | null;
  method: string;
  url: string;
  site: string | null;
  bytes: number | null;
  agent: string;
}

export const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export type AccessReader = (line: string) => AccessLine | null;

/** Falls back to `combined` line by line: a log may begin in the format that was in force before. */
export function makeAccessReader(format: string | null): AccessReader {
  const own = format === null ? null : compile(format);
  const combined = compile(COMBINED, false);
  return (line) => (own ? readWith(own, line) : null) ?? (combined ? readWith(combined, line) : null);
}

interface Compiled {
  pattern: RegExp;
  names: string[];
}

function compile(format: string, isWhole = true): Compiled | null {
  const names: string[] = [];
  const pieces = format.split(/(?:\$\{(\w+)\}|\$(\w+))/).filter((piece) => piece !== undefined);
  let source = '^';
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0) source += escape(piece);
    else {
      names.push(piece);
      source += valuePattern(pieces[index - 1] ?? '', pieces[index + 1] ?? '');
    }
  }
  if (!names.includes('status') || !names.some((name) => ['time_local', 'time_iso8601', 'msec'].includes(name)))
    return null;
  return { pattern: new RegExp(isWhole ? `${source}$` : source), names };
}

/** Up to the first character of what follows; within quotes a backslash keeps one more. */
function valuePattern(before: string, after: string): string {
  if (after === '') return '(.*?)';
  if (before.endsWith('"') && after.startsWith('"')) return String.raw`((?:[^"\\]|\\.)*)`;
  return `([^${escapeInClass(after[0] ?? ' ')}]*)`;
}

const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
const escapeInClass = (char: string): string => (/[\\\]^-]/.test(char) ? `\\${char}` : char);

function readWith({ pattern, names }: Compiled, line: string): AccessLine | null {
  const found = pattern.exec(line);
  if (!found) return null;
  const value = (name: string): string | undefined => {
    const at = names.indexOf(name);
    return at === -1 ? undefined : found[at + 1];
  };
  const status = Number(value('status'));
  if (!Number.isInteger(status) || status < 100) return null;
  const [method = '', url = ''] = (
    value('request') ?? `${value('request_method') ?? ''} ${value('request_uri') ?? value('uri') ?? ''}`
  ).split(' ');
  const seconds = Number(value('request_time') ?? Number.NaN);
  const bytes = Number(value('body_bytes_sent') ?? Number.NaN);
  return {
    at: readTimeOf(value),
    status,
    tookMs: Number.isNaN(seconds) ? null : Math.round(seconds * 1000),
    method,
    url,
    site: value('server_name') ?? value('host') ?? value('http_host') ?? null,
    bytes: Number.isNaN(bytes) ? null : bytes,
    agent: value('http_user_agent') ?? '',
  };
}

function readTimeOf(value: (name: string) => string | undefined): number | null {
  const local = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/.exec(value('time_local') ?? '');
  if (local) {
    const [, day, month, year, hour, minute, second, sign, zoneHours, zoneMinutes] = local;
    const offsetMs = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
    return (
      Date.UTC(Number(year), MONTHS.indexOf(month ?? ''), Number(day), Number(hour), Number(minute), Number(second)) -
      offsetMs
    );
  }
  const iso = Date.parse(value('time_iso8601') ?? '');
  if (!Number.isNaN(iso)) return iso;
  const seconds = Number(value('msec') ?? Number.NaN);
  return Number.isNaN(seconds) ? null : seconds * 1000;
}
