// Reads a log line that is one JSON object, as pino, winston, Bunyan and Nest's JSON logger write it.

export interface JsonRecord {
  /** Message and stack, as a person would read them. */
  text: string;
  at: number | null;
  pid: number | null;
}

const LENGTH_MAX = 64 * 1024;

export function readJsonRecord(line: string): JsonRecord | null {
  if (!line.startsWith('{') || line.length > LENGTH_MAX) return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const parts = [...texts(value, ['msg', 'message', '@message', 'log']), ...errorTexts(value)];
  if (parts.length === 0) return null;
  const { pid, context } = value;
  const place = typeof context === 'string' ? `[${context}] ` : '';
  return {
    text: `${place}${withoutRepeats(parts).join('\n')}`,
    at: timeOf(value),
    pid: typeof pid === 'number' ? pid : null,
  };
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function texts(value: Json, names: string[]): string[] {
  return names.flatMap((name) => {
    const one = value[name];
    if (typeof one === 'string') return one === '' ? [] : [one];
    return isObject(one) ? [...texts(one, ['message', 'msg']), ...errorTexts(one)] : [];
  });
}

/** `err.stack` (pino), `stack` (winston, Nest; also a list), `error` (an object or a text), `exception`. */
function errorTexts(value: Json): string[] {
  const stack = value['stack'];
  const own = Array.isArray(stack)
    ? stack.filter((one) => typeof one === 'string')
    : typeof stack === 'string'
      ? [stack]
      : [];
  const nested = ['err', 'error', 'exception'].flatMap((name) => {
    const one = value[name];
    if (typeof one === 'string') return [one];
    if (!isObject(one)) return [];
    const inner = texts(one, ['stack', 'message']);
    const code = one['code'];
    return typeof code === 'string' && !inner.some((text) => text.includes(code))
      ? [...inner, `code: '${code}'`]
      : inner;
  });
  return [...own, ...nested];
}

/** A stack begins with its message: it isn't said twice. */
function withoutRepeats(parts: string[]): string[] {
  return parts.filter(
    (part, index) => !parts.some((other, at) => at !== index && other.includes(part) && (other !== part || at < index)),
  );
}

/** Numbers are milliseconds, seconds or nanoseconds since 1970; texts with a zone are instants too. */
function timeOf(value: Json): number | null {
  for (const name of ['time', 'timestamp', 'ts', '@timestamp', 'date']) {
    const one = value[name];
    const at =
      typeof one === 'number'
        ? scaled(one)
        : typeof one === 'string' && /\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(one)
          ? Date.parse(one)
          : Number.NaN;
    if (Number.isFinite(at)) return at;
  }
  return null;
}

function scaled(value: number): number {
  if (value > 1e17) return value / 1e6;
  if (value > 1e11) return value;
  return value > 1e8 ? value * 1000 : Number.NaN;
}
