// Decides which words a command line consists of, and which of its parts would need a shell.
import { failed, ok, type Result } from '../std/result.ts';

export interface Command {
  /** NAME=value words before the command itself. */
  assignments: Record<string, string>;
  words: string[];
}

export type CommandTrouble =
  | { why: 'empty' }
  | { why: 'open quote'; quote: string }
  /** `segments` are the commands between the operators, as they were written. */
  | { why: 'operator'; operator: string; segments: string[] }
  | { why: 'expansion'; text: string }
  | { why: 'pattern'; text: string };

const OPERATOR = /^(?:&&|\|\||>>|<<|[12]>|&>|[|;&<>()\n])/;
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

export function parseCommand(given: string): Result<Command, CommandTrouble> {
  const text = given.trim();
  const words: string[] = [];
  const segments: string[] = [];
  let word: string | null = null;
  let trouble: CommandTrouble | null = null;
  let operator: string | null = null;
  let segmentStart = 0;
  let at = 0;

  const endWord = () => {
    if (word !== null) words.push(word);
    word = null;
  };
  const blame = (found: CommandTrouble) => {
    trouble ??= found;
  };

  while (at < text.length) {
    const rest = text.slice(at);
    const char = rest.charAt(0);
    const found = word === null ? OPERATOR.exec(rest) : OPERATOR.exec(rest.replace(/^[12]>/, '.'));
    if (found !== null) {
      endWord();
      operator ??= found[0];
      segments.push(text.slice(segmentStart, at).trim());
      at += found[0].length;
      segmentStart = at;
    } else if (/\s/.test(char)) {
      endWord();
      at += 1;
    } else if (char === "'" || char === '"') {
      const quoted = readQuoted(rest, char);
      if (quoted === null) return failed({ why: 'open quote', quote: char });
      if (quoted.expansion !== null) blame({ why: 'expansion', text: quoted.expansion });
      word = (word ?? '') + quoted.value;
      at += quoted.length;
    } else if (char === '\\') {
      if (rest[1] !== '\n') word = (word ?? '') + (rest[1] ?? '');
      at += 2;
    } else {
      const expansion = expansionAt(rest, word === null);
      if (expansion !== null) blame({ why: 'expansion', text: expansion });
      if (char === '*' || char === '?') blame({ why: 'pattern', text: wordAround(text, at) });
      const isSubstitution: boolean = expansion !== null && /^(?:\$\(|`)/.test(expansion);
      word = (word ?? '') + (isSubstitution ? (expansion ?? char) : char);
      at += isSubstitution ? (expansion?.length ?? 1) : 1;
    }
  }
  endWord();
  segments.push(text.slice(segmentStart).trim());

  if (operator !== null) return failed({ why: 'operator', operator, segments: segments.filter((one) => one !== '') });
  if (trouble !== null) return failed(trouble);
  return withAssignments(words);
}

/** Parts NAME=value words from the command that follows them, as a shell, `env` and cross-env do. */
export function withAssignments(words: readonly string[]): Result<Command, CommandTrouble> {
  const first = words.findIndex((word) => !ASSIGNMENT.test(word));
  if (first === -1) return failed({ why: 'empty' });
  const assignments = words.slice(0, first).map((word) => {
    const [, name = '', value = ''] = ASSIGNMENT.exec(word) ?? [];
    return [name, value] as const;
  });
  return ok({ assignments: Object.fromEntries(assignments), words: words.slice(first) });
}

/** One word as it must be written for `parseCommand` to read it back. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function readQuoted(rest: string, quote: string): { value: string; length: number; expansion: string | null } | null {
  let value = '';
  let expansion: string | null = null;
  for (let at = 1; at < rest.length; at++) {
    const char = rest.charAt(at);
    if (char === quote) return { value, length: at + 1, expansion };
    if (quote === '"' && char === '\\' && /["\\$`\n]/.test(rest[at + 1] ?? '')) {
      at += 1;
      value += rest[at] === '\n' ? '' : (rest[at] ?? '');
      continue;
    }
    if (quote === '"') expansion ??= expansionAt(rest.slice(at), false);
    value += char;
  }
  return null;
}

function expansionAt(rest: string, isWordStart: boolean): string | null {
  const found = /^(?:\$\([^)]*\)?|\$\{[^}]*\}?|\$[\w@*#?!-]+|`[^`]*`?)/.exec(rest);
  if (found !== null) return found[0];
  return isWordStart && /^~(?:\/|\s|$)/.test(rest) ? '~' : null;
}

function wordAround(text: string, at: number): string {
  const before = /\S*$/.exec(text.slice(0, at))?.[0] ?? '';
  return before + (/^\S*/.exec(text.slice(at))?.[0] ?? '');
}
