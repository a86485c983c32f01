// Reads a saved sheet back. It may come from anywhere: what is no sheet is refused, and nothing in it can steer a terminal.
import { failed, ok, type Result } from '../std/result.ts';
import { stripControls } from './collect/mask.ts';
import type { FactSheet } from './model.ts';

const DEPTH_MAX = 40;

/** The failure is a sentence. */
export function readSheet(text: string): Result<FactSheet, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return failed(`it is not JSON (${(error as Error).message})`);
  }
  if (!isRecord(value)) return failed('it holds no object');
  if (value['schema'] !== 1) return failed(`its schema is ${String(value['schema'])}, and this version reads schema 1`);
  const { takenAt, facts } = value;
  const since = value['since'] ?? takenAt;
  if (!isTime(takenAt) || !isTime(since) || !isRecord(facts)) return failed('it lacks takenAt, since or facts');
  const isEveryFact = Object.values(facts).every(
    (fact) => isRecord(fact) && ['known', 'none', 'unknown'].includes(String(fact['state'])),
  );
  if (!isEveryFact) return failed('one of its facts is neither known, none nor unknown');
  return ok(cleanValue({ schema: 1, takenAt, since, facts }, 0) as FactSheet);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return stripControls(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEPTH_MAX) return null;
  if (Array.isArray(value)) return value.map((one) => cleanValue(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [stripControls(name), cleanValue(one, depth + 1)]),
  );
}
