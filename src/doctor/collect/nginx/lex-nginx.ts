// Cuts the text of an nginx configuration into words and marks, each with its line, as nginx itself reads it
// (ngx_conf_read_token in ngx_conf_file.c, 1.22). Never fails: what is left open at the end is told by the last token.

export interface Token {
  kind: 'word' | 'end' | 'open' | 'close' | 'unfinished';
  text: string;
  line: number;
}

const BLANK = /[ \t\r\n]/;
/** A block of Lua has braces, quotes and semicolons of its own. */
const LUA_BLOCK = /_by_lua_block$/;

export function lexNginx(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  let isLuaNext = false;
  const add = (kind: Token['kind'], word: string, wordLine: number): void =>
    void tokens.push({ kind, text: word, line: wordLine });
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n') line += 1;
    if (BLANK.test(char) || char === '\ufeff') at += 1;
    else if (char === '#') at = endOfLine(text, at);
    else if (char === ';') {
      add('end', ';', line);
      at += 1;
      isLuaNext = false;
    } else if (char === '}') {
      add('close', '}', line);
      at += 1;
    } else if (char === '{') {
      add('open', '{', line);
      at += 1;
      if (!isLuaNext) continue;
      const body = luaBody(text, at);
      add('word', body.text, line);
      if (body.isClosed) add('end', ';', line);
      else add('unfinished', 'block of Lua', line);
      line += countLines(body.text);
      at += body.text.length;
      isLuaNext = false;
    } else if (char === '"' || char === "'") {
      const word = quotedWord(text, at);
      if (!word.isClosed) add('unfinished', `text that begins with ${char}`, line);
      else add('word', word.text, line);
      line += countLines(text.slice(at, word.end));
      at = word.end;
    } else {
      const word = plainWord(text, at);
      const isFirst = tokens.length === 0 || tokens.at(-1)?.kind !== 'word';
      isLuaNext = isLuaNext || (isFirst && LUA_BLOCK.test(word.text));
      add('word', word.text, line);
      line += countLines(word.text);
      at = word.end;
    }
  }
  return tokens;
}

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
};

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** Ends at a blank, `;` or `{`; `${name}` is a variable and no block. A backslash keeps what follows. */
function plainWord(text: string, from: number): { text: string; end: number } {
  let word = '';
  let at = from;
  for (; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '\\') {
      word += unescape(text[at + 1] ?? '', '\\');
      at += 1;
    } else if (char === '$' && text[at + 1] === '{') {
      word += '${';
      at += 1;
    } else if (BLANK.test(char) || char === ';' || char === '{') break;
    else word += char;
  }
  return { text: word, end: Math.min(at, text.length) };
}

function quotedWord(text: string, from: number): { text: string; end: number; isClosed: boolean } {
  const quote = text[from];
  let word = '';
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === quote) return { text: word, end: at + 1, isClosed: true };
    if (char === '\\') {
      word += unescape(text[at + 1] ?? '', '\\');
      at += 1;
    } else word += char;
  }
  return { text: word, end: text.length, isClosed: false };
}

/** Only quotes, the backslash itself and three letters mean something; `\.` of a regular expression stays as it is. */
function unescape(char: string, prefix: string): string {
  if (char === '"' || char === "'" || char === '\\') return char;
  return { t: '\t', r: '\r', n: '\n' }[char] ?? `${prefix}${char}`;
}

/** Up to the brace that closes the block, past Lua's strings and comments; the brace itself is left out. */
function luaBody(text: string, from: number): { text: string; isClosed: boolean } {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '-' && text[at + 1] === '-') at = endOfLine(text, at);
    else if (char === '"' || char === "'") at = quotedWord(text, at).end - 1;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return { text: text.slice(from, at + 1), isClosed: true };
    }
  }
  return { text: text.slice(from), isClosed: false };
}
