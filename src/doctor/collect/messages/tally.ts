// Counts what was seen: the same kind with the same data from the same source is one message, with first and last time.
import type { Message } from '../../facts/message-facts.ts';
import type { EntityKey } from '../../model.ts';
import { maskText } from '../mask.ts';
import type { Match } from './pattern-book.ts';
import type { Instant } from './wall-clock.ts';

export interface Sighting {
  match: Match;
  at: Instant | null;
  source: string;
  file: string | null;
  about: EntityKey[];
  /** Order within the source: a byte or an entry. */
  order: number;
  /** The record that it stands in. */
  record: string;
  /** Number of the line in the piece that was read; see `numberLines`. */
  line: number | null;
}

/** Of one kind from one source, more cases than these tell nothing new (a path with a number in it, a client's name). */
const CASES_MAX = 60;
const VALUE_MAX = 300;

interface Group {
  message: Message;
  order: number;
}

export class Tally {
  private readonly groups = new Map<string, Group>();
  private readonly cases = new Map<string, number>();

  add(sighting: Sighting): void {
    const { match, source, at, order } = sighting;
    const data = Object.fromEntries(
      Object.entries(match.data).map(([name, value]) => [name, maskText(value, VALUE_MAX)]),
    );
    const key = `${match.kind}\n${source}\n${JSON.stringify(data)}`;
    const group = this.groups.get(key) ?? this.open(key, sighting, data);
    if (!group) return;
    const { message } = group;
    message.count += 1;
    const iso = at === null ? null : isoOf(at.at);
    if (iso !== null && (message.firstAt === null || iso < message.firstAt)) message.firstAt = iso;
    if (iso !== null && (message.lastAt === null || iso > message.lastAt)) message.lastAt = iso;
    for (const one of sighting.about) if (!message.about.includes(one)) message.about.push(one);
    if (order < group.order) return;
    group.order = order;
    message.order = order;
    message.line = sighting.line;
    message.text = telling(sighting);
    if (at !== null) message.clockErrorMs = at.errorMs;
  }

  list(): Message[] {
    return [...this.groups.values()]
      .map(({ message }) => message)
      .toSorted((a, b) => (a.lastAt ?? '').localeCompare(b.lastAt ?? ''));
  }

  private open(key: string, { match, source, file, about }: Sighting, data: Record<string, string>): Group | null {
    const kindOfSource = `${match.kind}\n${source}`;
    const cases = this.cases.get(kindOfSource) ?? 0;
    if (cases >= CASES_MAX) return null;
    this.cases.set(kindOfSource, cases + 1);
    const message: Message = {
      kind: match.kind,
      data,
      source,
      file,
      line: null,
      firstAt: null,
      lastAt: null,
      count: 0,
      text: '',
      about: [...about],
    };
    const group = { message, order: -1 };
    this.groups.set(key, group);
    return group;
  }
}

/** The line of the record in which the pattern was found. */
function telling({ record, match }: Sighting): string {
  const start = record.lastIndexOf('\n', Math.max(0, match.index - 1)) + 1;
  const from = match.index > 0 && record[match.index] === '\n' ? 0 : start;
  const end = record.indexOf('\n', from);
  return maskText(record.slice(from, end === -1 ? undefined : end));
}

const isoOf = (at: number): string | null =>
  Number.isFinite(at) && Math.abs(at) < 8e15 ? new Date(at).toISOString() : null;
