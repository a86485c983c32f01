// Splits what systemd writes and reads on one line into its words: quotes, escapes, `NAME=value` (systemd.syntax(7)).
const ESCAPED: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  s: ' ',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\u000b',
};

/** Words of one value. An unclosed quote ends with the line. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '\\' && quote !== "'" && at + 1 < text.length) {
      const next = text[at + 1] ?? '';
      const code = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|([0-7]{3}))/.exec(text.slice(at + 1, at + 6));
      if (code) {
        const number =
          code[3] === undefined ? Number.parseInt(code[1] ?? code[2] ?? '0', 16) : Number.parseInt(code[3], 8);
        word = (word ?? '') + String.fromCharCode(number);
        at += code[0].length;
      } else {
        word = (word ?? '') + (ESCAPED[next] ?? next);
        at += 1;
      }
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (word !== null) words.push(word);
  return words;
}

/** `A=1 "B=two words"` as a record; what is no assignment is left out, the last of one name counts. */
export const assignmentsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    splitWords(text).flatMap((word) => {
      const equals = word.indexOf('=');
      return equals > 0 ? [[word.slice(0, equals), word.slice(equals + 1)]] : [];
    }),
  );

/** An EnvironmentFile= as systemd.exec(5) reads it: no expansion, `#` and `;` only at the line's start, quotes anywhere. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    const found = /^\s*([A-Za-z_]\w*)\s*=(.*)$/.exec(line);
    if (found?.[1]) values[found[1]] = unquote((found[2] ?? '').trim());
  }
  return values;
}

function unquote(text: string): string {
  let value = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    const next = text[at + 1];
    if (char === '\\' && quote !== "'" && next !== undefined) {
      // Inside double quotes only these are escapes; elsewhere the backslash just goes.
      if (quote === '"' && !'"\\`$'.includes(next)) value += char;
      value += next;
      at += 1;
    } else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else value += char;
  }
  return value;
}
