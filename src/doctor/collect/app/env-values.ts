// Reads the text of an environment file as each of its four usual loaders does, and says where they disagree. Pure.
// dotenv 16/17; Node's --env-file (20.6 to 26); systemd's EnvironmentFile= (systemd.exec(5)); a shell's `set -a; . file`.

export type Loader = 'dotenv' | 'node' | 'systemd' | 'shell';
export type Readings = Record<Loader, Map<string, string>>;

export interface Dispute {
  name: string;
  line: number;
  why: string;
  values: Record<Loader, string | null>;
}

export function readEnvText(text: string): { readings: Readings; disputes: Dispute[]; duplicates: string[] } {
  const readings: Readings = {
    dotenv: readDotenv(text),
    node: readNodeEnv(text),
    systemd: readSystemdEnv(text),
    shell: readShellEnv(text),
  };
  const lines = linesByName(text);
  const names = new Set(Object.values(readings).flatMap((one) => [...one.keys()]));
  const disputes = [...names].flatMap((name): Dispute[] => {
    const values = Object.fromEntries(
      Object.entries(readings).map(([loader, one]) => [loader, one.get(name) ?? null]),
    ) as Dispute['values'];
    if (new Set(Object.values(values)).size === 1) return [];
    const places = lines.get(name) ?? [];
    return [{ name, line: places.at(-1)?.line ?? 0, why: whyOf(places.at(-1)?.text ?? '', values), values }];
  });
  return { readings, disputes, duplicates: [...lines].filter(([, places]) => places.length > 1).map(([name]) => name) };
}

/** An unquoted value ends at `#`, wherever it stands; backticks quote; `\n` is a line end in double quotes only. */
export function readDotenv(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const all = text.slice(0, TEXT_MAX).replaceAll(/\r\n?/g, '\n');
  for (let at = 0; at < all.length; ) {
    const end = endOfLine(all, at);
    const head = /^[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)(?:[^\S\n]*=|:(?=[^\S\n]))[^\S\n]*/.exec(all.slice(at, end));
    if (!head) {
      at = end + 1;
      continue;
    }
    const quoted = quotedAt(all, at + head[0].length);
    const bare = (all.slice(at + head[0].length, end).split('#', 1)[0] ?? '').trim();
    const inner =
      quoted ??
      (/^(["'`]).*\1$/.test(bare) && bare.length > 1 ? { quote: bare[0] ?? '', value: bare.slice(1, -1), end } : null);
    values.set(head[1] ?? '', inner === null ? bare : inner.quote === '"' ? withLineEnds(inner.value) : inner.value);
    at = (inner?.end ?? end) + 1;
  }
  return values;
}

/** A value in quotes, which may go over lines and after which only a comment may stand. */
function quotedAt(text: string, from: number): { quote: string; value: string; end: number } | null {
  const quote = text[from] ?? '';
  if (!/["'`]/.test(quote)) return null;
  let close = from + 1;
  const last = Math.min(text.length, from + VALUE_MAX);
  while (close < last && text[close] !== quote) close += text[close] === '\\' && text[close + 1] === quote ? 2 : 1;
  const end = endOfLine(text, close);
  const after = text.slice(close + 1, end).trim();
  return close < last && (after === '' || after.startsWith('#'))
    ? { quote, value: text.slice(from + 1, close), end }
    : null;
}

const withLineEnds = (value: string): string => value.replaceAll(String.raw`\n`, '\n').replaceAll(String.raw`\r`, '\r');

const TEXT_MAX = 256 * 1024;
const VALUE_MAX = 16 * 1024;

/** As dotenv, but a line without `=` and a name before `:` mean nothing. */
export function readNodeEnv(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let rest = text.slice(0, TEXT_MAX).replaceAll(/\r\n?/g, '\n');
  while (rest !== '') {
    const end = rest.indexOf('\n');
    const line = end === -1 ? rest : rest.slice(0, end);
    const equals = line.indexOf('=');
    const isNothing = line.trim() === '' || line.trimStart().startsWith('#') || equals === -1;
    if (isNothing) {
      rest = end === -1 ? '' : rest.slice(end + 1);
      continue;
    }
    const name = line
      .slice(0, equals)
      .trim()
      .replace(/^export\s+/, '');
    const after = rest.slice(equals + 1).replace(/^[^\S\n]+/, '');
    const quote = after[0] ?? '';
    const close = /["'`]/.test(quote) ? after.indexOf(quote, 1) : -1;
    if (close === -1) {
      const value = (after.split('\n', 1)[0] ?? '').split('#', 1)[0]?.trim() ?? '';
      values.set(name, value);
      rest = end === -1 ? '' : rest.slice(end + 1);
    } else {
      const inner = after.slice(1, close);
      values.set(name, quote === '"' ? inner.replaceAll(String.raw`\n`, '\n') : inner);
      const next = after.indexOf('\n', close);
      rest = next === -1 ? '' : after.slice(next + 1);
    }
    if (name === '') values.delete('');
  }
  return values;
}

/** `#` begins a comment only at the beginning of a line; backslashes escape; `export` makes a name that is refused. */
export function readSystemdEnv(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const all = text.slice(0, TEXT_MAX);
  for (let at = 0; at < all.length; ) {
    if (/[\s]/.test(all[at] ?? '')) {
      at += 1;
      continue;
    }
    const lineEnd = endOfLine(all, at);
    const equals = all.indexOf('=', at);
    if (all[at] === '#' || all[at] === ';' || equals === -1 || equals > lineEnd) {
      at = lineEnd + 1;
      continue;
    }
    const name = all.slice(at, equals).trim();
    const read = readSystemdValue(all, equals + 1);
    if (/^[A-Za-z_]\w*$/.test(name)) values.set(name, read.value);
    at = read.end + 1;
  }
  return values;
}

/** Quotes count where a value, or a further part after closed quotes, begins; elsewhere they are letters. */
function readSystemdValue(text: string, from: number): { value: string; end: number } {
  let value = '';
  let state: 'before' | 'bare' | '"' | "'" = 'before';
  /** Blanks at the end of a bare value do not count. */
  let kept = 0;
  let at = from;
  for (; at < text.length; at += 1) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    const isQuoted = state === '"' || state === "'";
    if (!isQuoted && (char === '\n' || char === '\r')) break;
    if (isQuoted && char === state) {
      state = 'before';
      kept = value.length;
    } else if (char === '\\' && state !== "'") {
      at += 1;
      if (next !== '\n') value += state === '"' && !/["\\`$]/.test(next) ? `\\${next}` : next;
      if (state === 'before') state = 'bare';
      kept = value.length;
    } else if (state === 'before' && (char === '"' || char === "'")) {
      state = char;
    } else if (state !== 'before' || !/\s/.test(char)) {
      if (state === 'before') state = 'bare';
      value += char;
      if (isQuoted || !/\s/.test(char)) kept = value.length;
    }
  }
  return { value: value.slice(0, kept), end: at };
}

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
};

/** What a shell would set; null-like (left out) where it would run something or stop: it is not guessed what then comes. */
export function readShellEnv(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const all = text.slice(0, TEXT_MAX);
  for (let at = 0; at < all.length; ) {
    const end = endOfLine(all, at);
    const found = /^[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_]\w*)=/.exec(all.slice(at, end));
    if (!found) {
      at = end + 1;
      continue;
    }
    const read = readShellWord(all, at + found[0].length);
    if (read.value !== null) values.set(found[1] ?? '', read.value);
    at = endOfLine(all, read.end) + 1;
  }
  return values;
}

function readShellWord(text: string, from: number): { value: string | null; end: number } {
  let value = '';
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '\n') return { value, end: at };
    if (/[ \t]/.test(char)) {
      const rest = text.slice(at, endOfLine(text, at)).trim();
      // A second word would be run as a program, with this as its environment only.
      return { value: rest === '' || rest.startsWith('#') ? value : null, end: at };
    }
    const isReplaced = char === '$' ? /[\w{(@*#?$!-]/.test(text[at + 1] ?? '') : char === '~' && at === from;
    if (isReplaced || /[`;&|<>()]/.test(char)) return { value: null, end: at };
    if (char === '\\' && at + 1 < text.length) {
      at += 1;
      value += text[at] === '\n' ? '' : text[at];
    } else if (char === "'") {
      const close = text.indexOf("'", at + 1);
      if (close === -1) return { value: null, end: text.length };
      value += text.slice(at + 1, close);
      at = close;
    } else if (char === '"') {
      const inner = /^"((?:[^"\\$`]|\$(?![\w{(@*#?$!-])|\\[\s\S])*)"/.exec(text.slice(at, at + VALUE_MAX));
      if (!inner) return { value: null, end: at + 1 };
      value += (inner[1] ?? '').replaceAll(/\\(["\\$`])/g, '$1').replaceAll('\\\n', '');
      at += inner[0].length - 1;
    } else value += char;
  }
  return { value, end: text.length };
}

function linesByName(text: string): Map<string, { line: number; text: string }[]> {
  const found = new Map<string, { line: number; text: string }[]>();
  for (const [index, line] of text
    .slice(0, TEXT_MAX)
    .split(/\r\n?|\n/)
    .entries()) {
    const name = /^\s*(?:export\s+)?([\w.-]+)\s*[=:]/.exec(line)?.[1];
    if (!name) continue;
    const places = found.get(name) ?? [];
    places.push({ line: index + 1, text: line });
    found.set(name, places);
  }
  return found;
}

/** The reason in words, never the value. */
function whyOf(line: string, values: Record<Loader, string | null>): string {
  const value = line.replace(/^\s*(?:export\s+)?[\w.-]+\s*[=:]\s*/, '');
  const isQuoted = /^["'`]/.test(value);
  if (/^\s*export\s/.test(line) && values.systemd === null) return 'systemd ignores lines that begin with export';
  if (!isQuoted && /\S#/.test(value)) return 'dotenv and Node cut an unquoted value at #; systemd and a shell keep it';
  if (!isQuoted && /\s#/.test(value)) return 'systemd takes the comment after the value for a part of it';
  if (isQuoted && /^(["']).*\1\s*#/.test(value))
    return 'systemd takes the comment after the quotes for a part of the value';
  if (/^[\w.-]+:\s/.test(line.trim())) return 'only dotenv reads `NAME: value`';
  if (/\s=|=\s/.test(line.slice(0, line.indexOf('=') + 2))) return 'a shell does not allow blanks around =';
  if (value.startsWith('`')) return 'dotenv and Node strip backticks; systemd keeps them; a shell runs what is in them';
  if (/\$/.test(value) && !value.startsWith("'")) return 'a shell replaces what begins with $';
  if (/\\/.test(value))
    return 'dotenv and Node keep backslashes (and turn \\n in double quotes into a line end); systemd and a shell do not';
  if (/[;&|<>()]/.test(value)) return 'a shell ends the value at ; & | < > ( )';
  if (!isQuoted && /\S\s+\S/.test(value)) return 'a shell ends an unquoted value at a blank';
  if (/^["'][^"']*$/.test(value)) return 'a quote is opened and not closed on this line';
  return 'its loaders read this line differently';
}
