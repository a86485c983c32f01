// Picks messages by kind and turns them into evidence; says how long ago something was.
import type { Message } from '../facts/message-facts.ts';
import type { Evidence, FactId, Facts } from '../model.ts';
import type { MessageKind } from '../collect/messages/kinds.ts';

export function messagesOf(
  facts: Facts<FactId>,
  kinds: readonly MessageKind[],
  fits: (message: Message) => boolean = () => true,
): Message[] {
  return (facts.find('messages') ?? []).filter((message) => kinds.includes(message.kind) && fits(message));
}

export function evidenceOf(message: Message): Evidence {
  const count = message.count > 1 ? ` (${message.count} times)` : '';
  return {
    source: message.source,
    text: `${message.text}${count}`,
    ...(message.lastAt === null ? {} : { at: message.lastAt }),
    ...(message.file === null ? {} : { file: message.file }),
    ...(message.line === null ? {} : { line: message.line }),
  };
}

export const countOf = (messages: readonly Message[]): number => messages.reduce((sum, { count }) => sum + count, 0);

/** `once`, `7 times`. */
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** The first and the last time that any of them was written; null when none tells. */
export const firstOf = (messages: readonly Message[]): string | null =>
  pick(
    messages.map(({ firstAt }) => firstAt),
    -1,
  );
export const lastOf = (messages: readonly Message[]): string | null =>
  pick(
    messages.map(({ lastAt }) => lastAt),
    1,
  );

function pick(times: (string | null)[], sign: 1 | -1): string | null {
  const known = times.filter((time) => time !== null);
  return known.reduce<string | null>(
    (best, time) => (best === null || sign * (Date.parse(time) - Date.parse(best)) > 0 ? time : best),
    null,
  );
}

/** The one with the newest line first. */
export const newestFirst = (messages: readonly Message[]): Message[] =>
  messages.toSorted(
    (a, b) =>
      Date.parse(b.lastAt ?? '1970-01-01') - Date.parse(a.lastAt ?? '1970-01-01') ||
      // Logs without times have that of the file: further down is later.
      (a.file === b.file ? (b.line ?? 0) - (a.line ?? 0) : 0),
  );

/** Milliseconds from one time to a later one; null when either is not known. */
export function msBetween(from: string | null | undefined, to: string | null | undefined): number | null {
  if (from == null || to == null) return null;
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? null : ms;
}

/** Whether it was at most so long before; what has no time is taken as not recent. */
export function isWithin(at: string | null | undefined, takenAt: string, ms: number): boolean {
  const ago = msBetween(at, takenAt);
  return ago !== null && ago <= ms;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
