// Reads "since when": a duration back from now, or a time.
import { parseDuration } from '../std/duration.ts';

/** Milliseconds since 1970; 0 when nothing was asked; null when it can't be read. */
export function readSince(text: string | undefined): number | null {
  if (text === undefined) return 0;
  const duration = parseDuration(text);
  if (duration !== null) return Date.now() - duration;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
