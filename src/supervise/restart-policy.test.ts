// Shows how long a seat rests after each death.
import { describe, expect, test } from 'vitest';
import type { Death } from './model.ts';
import { DEATH_WINDOW_MS, REST_MAX_MS, recentDeaths, restAfter } from './restart-policy.ts';

const death = (at: number, changes: Partial<Death> = {}): Death => ({
  worker: `web.1#${at}`,
  seat: 1,
  generation: 1,
  pid: 100,
  at,
  during: 'serving',
  ranMs: 1000,
  lastWords: [],
  reason: null,
  code: 1,
  signal: null,
  ...changes,
});
const deaths = (count: number): Death[] => Array.from({ length: count }, (_, index) => death(index));

describe('a seat rests', () => {
  test('not at all after the first death of a worker that served', () => {
    expect(restAfter(death(5), [])).toBe(0);
  });

  test('a second after the first death of a worker that never served', () => {
    expect(restAfter(death(5, { during: 'starting' }), [])).toBeGreaterThanOrEqual(800);
    expect(restAfter(death(5, { during: 'starting' }), [])).toBeLessThanOrEqual(1200);
  });

  test.each([1, 2, 3, 4])('twice as long after each further death, give or take a fifth (%i before)', (count) => {
    const rest = restAfter(death(50), deaths(count));
    expect(rest).toBeGreaterThanOrEqual(0.8 * 1000 * 2 ** count);
    expect(rest).toBeLessThanOrEqual(1.2 * 1000 * 2 ** count);
  });

  test('never longer than the cap, however often it died', () => {
    expect(restAfter(death(50), deaths(1000))).toBeLessThanOrEqual(1.2 * REST_MAX_MS);
  });

  test('by its own deaths only: not by another seat’s, another generation’s or old ones', () => {
    const others = [death(1, { seat: 2 }), death(2, { generation: 2 }), death(3)];
    expect(restAfter(death(DEATH_WINDOW_MS + 3), others)).toBe(0);
  });

  test('as long each time the journal is read', () => {
    expect(restAfter(death(50), deaths(3))).toBe(restAfter(death(50), deaths(3)));
  });

  test('not the same as the seat beside it', () => {
    const rests = [1, 2, 3, 4].map((seat) => restAfter(death(50, { worker: `web.${seat}#9`, during: 'starting' }), []));
    expect(new Set(rests).size).toBeGreaterThan(1);
  });
});

test('deaths are forgotten when the window has passed', () => {
  const [first, second] = [death(1), death(2)];
  expect(recentDeaths([first, second], DEATH_WINDOW_MS + 1)).toEqual([second]);
});
