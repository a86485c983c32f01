// Holds the patterns of one kind of log, made ready: tells in one step whether a record is worth a closer look.
import { findHints } from './hints.ts';
import type { MessageKind } from './kinds.ts';
import type { MessagePattern } from './pattern.ts';

export interface Match {
  kind: MessageKind;
  data: Record<string, string>;
  /** Where in the record it stands. */
  index: number;
}

interface Ready extends MessagePattern {
  hints: string[];
}

export class PatternBook {
  private readonly patterns: Ready[];
  private readonly promising: RegExp;
  /** The same lines come again and again. */
  private readonly seen = new Map<string, Match[]>();

  constructor(patterns: readonly MessagePattern[]) {
    this.patterns = patterns.map((one) => ({
      ...one,
      hints: one.hint === undefined ? (findHints(one.pattern) ?? []) : [one.hint],
    }));
    const hints = [...new Set(this.patterns.flatMap((one) => one.hints))];
    const isSensitive = this.patterns.every((one) => !one.pattern.flags.includes('i'));
    this.promising = new RegExp(hints.map(escape).join('|') || '(?!)', isSensitive ? '' : 'i');
  }

  isPromising(text: string): boolean {
    return this.promising.test(text);
  }

  match(text: string): Match[] {
    const known = this.seen.get(text);
    if (known) return known;
    const matches = withReasons(this.patterns.flatMap((one) => matchOne(one, text)));
    if (this.seen.size < SEEN_MAX) this.seen.set(text, matches);
    return matches;
  }
}

const SEEN_MAX = 2000;
/** What only says that something ended, or went wrong: the other kinds in the same record say what. */
const GENERAL = new Set<MessageKind>([
  'node-uncaught',
  'node-unhandled-rejection',
  'node-type-error',
  'npm-failed',
  'nest-database-retry',
]);

/** The general ones carry as `with` what else was found in their record. One kind is told once a record, by its first pattern. */
function withReasons(matches: Match[]): Match[] {
  const once = matches.filter((match, index) => matches.findIndex(({ kind }) => kind === match.kind) === index);
  const reasons = once.filter(({ kind }) => !GENERAL.has(kind)).map(({ kind }) => kind);
  if (reasons.length === 0) return once;
  return once.map((match) =>
    GENERAL.has(match.kind) ? { ...match, data: { ...match.data, with: reasons.join(',') } } : match,
  );
}

function matchOne({ kind, pattern, data, hints }: Ready, text: string): Match[] {
  if (!pattern.flags.includes('i') && hints.length > 0 && !hints.some((hint) => text.includes(hint))) return [];
  const found = pattern.exec(text);
  if (!found) return [];
  const told = data ? data(found, text) : namedGroups(found);
  return told === null
    ? []
    : [{ kind, data: told, index: kind === 'node-uncaught' ? errorAt(text, found.index) : found.index }];
}

/** Of Node's report of a death, the line that names the error tells most. */
function errorAt(text: string, otherwise: number): number {
  const found = text.search(/^\[?[A-Z]\w{0,60}(?:Error|Exception|Rejection)\b|^Error\b/m);
  return found === -1 ? otherwise : found;
}

function namedGroups(found: RegExpExecArray): Record<string, string> {
  const entries = Object.entries(found.groups ?? {}).filter((entry) => entry[1] !== undefined && entry[1] !== '');
  return Object.fromEntries(entries);
}

const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
