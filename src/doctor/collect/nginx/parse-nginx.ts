// Builds the tree of directives of one nginx file out of its tokens. A broken file gives what could be read and the first
// problem with its place; includes are left to read-tree.ts.
import type { Place } from '../../facts/nginx-facts.ts';
import { stripControls } from '../mask.ts';
import { lexNginx, type Token } from './lex-nginx.ts';

export interface Directive {
  name: string;
  args: string[];
  place: Place;
  /** Null for a directive that ends with `;`. */
  block: Directive[] | null;
}

export interface ParsedFile {
  directives: Directive[];
  problem: { text: string; place: Place } | null;
}

/** Nobody nests this deep; a file of a million braces must not become a tree of them. */
const DEPTH_MAX = 64;

export function parseNginx(text: string, file: string): ParsedFile {
  const top: Directive[] = [];
  const open: Directive[][] = [top];
  const openedAt: number[] = [];
  let problem: ParsedFile['problem'] = null;
  let words: Token[] = [];
  const complain = (says: string, line: number): void => {
    problem ??= { text: stripControls(says).slice(0, 300), place: { file, line } };
  };
  const finish = (block: Directive[] | null): void => {
    const [name, ...args] = words;
    words = [];
    if (!name) return;
    open.at(-1)?.push({
      // Whatever is in the file, it must not steer the terminal of whoever reads about it.
      name: stripControls(name.text),
      args: args.map((one) => stripControls(one.text)),
      place: { file, line: name.line },
      block,
    });
  };
  for (const token of lexNginx(text)) {
    if (token.kind === 'word') words.push(token);
    else if (token.kind === 'unfinished') complain(`${token.text} is not closed`, token.line);
    else if (token.kind === 'end') {
      if (words.length === 0) complain('unexpected ";"', token.line);
      // The body of a Lua block arrives as one more word between its brace and this end.
      finish(null);
    } else if (token.kind === 'open') {
      if (isLua(words)) continue;
      if (words.length === 0) complain('unexpected "{"', token.line);
      const block: Directive[] = [];
      if (words.length > 0) finish(block);
      if (open.length >= DEPTH_MAX) complain('blocks are nested too deep', token.line);
      open.push(open.length >= DEPTH_MAX ? [] : block);
      openedAt.push(token.line);
    } else {
      if (words.length > 0)
        complain(`directive "${words[0]?.text}" is not terminated by ";"`, words[0]?.line ?? token.line);
      finish(null);
      if (open.length > 1) {
        open.pop();
        openedAt.pop();
      } else complain('unexpected "}"', token.line);
    }
  }
  if (words.length > 0) complain(`directive "${words[0]?.text}" is not terminated by ";"`, words[0]?.line ?? 1);
  finish(null);
  if (openedAt.length > 0) complain('unexpected end of file, expecting "}"', openedAt.at(-1) ?? 1);
  return { directives: top, problem };
}

const isLua = (words: Token[]): boolean => (words[0]?.text ?? '').endsWith('_by_lua_block');
