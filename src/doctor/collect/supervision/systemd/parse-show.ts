// Reads what `systemctl show` prints: a block of `Name=value` lines for each unit, and the forms its values have. Pure.
export type Properties = Map<string, string[]>;

/** A block a unit, in the order printed. A property that is printed more than once has several values. */
export function parseShow(text: string): Properties[] {
  return text.split(/\n{2,}/).flatMap((block) => {
    const properties: Properties = new Map();
    for (const line of block.split('\n')) {
      const equals = line.indexOf('=');
      if (equals < 1) continue;
      const name = line.slice(0, equals);
      properties.set(name, [...(properties.get(name) ?? []), line.slice(equals + 1)]);
    }
    return properties.size > 0 ? [properties] : [];
  });
}

export interface Command {
  path: string;
  /** Joined by blanks: systemd doesn't print where one argument ends. */
  line: string;
}

/** `{ path=/usr/bin/node ; argv[]=/usr/bin/node main.js ; … }`; what is not of this form is left out. */
export function parseCommand(value: string): Command[] {
  const found = /^\{ path=(.*?) ; argv\[\]=(.*) ; (?:ignore_errors|flags)=/.exec(value);
  return found ? [{ path: found[1] ?? '', line: found[2] ?? '' }] : [];
}

/** `/etc/shop.env (ignore_errors=yes)`. */
export function parseEnvironmentFiles(values: readonly string[]): { path: string; isOptional: boolean }[] {
  return values.flatMap((value) => {
    const found = /^(.*) \(ignore_errors=(yes|no)\)$/.exec(value);
    return found?.[1] ? [{ path: found[1], isOptional: found[2] === 'yes' }] : [];
  });
}

const UNITS: Record<string, number> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  month: 2_629_800_000,
  y: 31_557_600_000,
};

/** `1min 30s` in milliseconds; null for `infinity` and for what is no span (systemd.time(7)). */
export function parseSpanMs(text: string): number | null {
  const parts = text.trim().split(/\s+/);
  let totalMs = 0;
  for (const part of parts) {
    const found = /^(\d+(?:\.\d+)?)(us|ms|s|min|h|d|w|month|y)?$/.exec(part);
    if (!found) return null;
    totalMs += Number(found[1]) * (UNITS[found[2] ?? 's'] ?? 0);
  }
  return totalMs;
}

/** `Fri 2026-11-20 15:35:56 UTC`, asked for with TZ=UTC; null when it never happened. */
export function parseStamp(text: string): string | null {
  const found = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)? UTC$/.exec(text);
  return found ? `${found[1]}T${found[2]}${(found[3] ?? '.000').slice(0, 4)}Z` : null;
}

/** Null for `infinity`, `[not set]` and the largest number there is, which means the same. */
export function parseLimit(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return null;
  const limit = Number(text);
  return limit >= 2 ** 62 ? null : limit;
}
