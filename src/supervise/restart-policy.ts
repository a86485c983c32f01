// How long an empty seat rests after an unexpected end: a sliding window of deaths, backoff with jitter, a cap.
// Never gives up: a cause outside the app (a database that is away) heals without us.
import type { Death, Instant } from './model.ts';

/** Deaths older than this no longer count, whatever the worker's age was. */
export const DEATH_WINDOW_MS = 10 * 60_000;
/** Long enough to spare a machine, short enough that a healed database is noticed soon. */
export const REST_MAX_MS = 30_000;
const REST_FIRST_MS = 1000;

export const recentDeaths = (deaths: Death[], at: Instant): Death[] =>
  deaths.filter((death) => death.at > at - DEATH_WINDOW_MS);

/**
 * Milliseconds of rest before a seat is filled again.
 * The first death of a worker that had served is answered at once; each further one within the window doubles the
 * rest from 1 s to 30 s, give or take a fifth so that seats don't all come back together.
 * What another generation did in this seat says nothing about this one.
 */
export function restAfter(death: Death, earlier: Death[]): number {
  const before = recentDeaths(earlier, death.at).filter(
    (other) => other.seat === death.seat && other.generation === death.generation,
  ).length;
  if (before === 0 && death.during === 'serving') return 0;
  const rest = Math.min(REST_MAX_MS, REST_FIRST_MS * 2 ** Math.min(before, 10));
  return Math.round(rest * (0.8 + 0.4 * jitter(`${death.worker}/${before}`)));
}

/** A number in [0, 1) that depends only on `seed`, so that a replayed journal decides the same. */
function jitter(seed: string): number {
  let hash = 2166136261;
  for (let index = 0; index < seed.length; index += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 16777619);
  }
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
