// Decides which values the options of the configuration take; which options there are is in schema.ts.
// A message is what is wrong, then `; ` and what to write instead: check-config parts it there.
import { z } from 'zod';

import { parseDuration } from '../std/duration.ts';
import { parseListen } from './listen-address.ts';
import { explainName, NAME_PATTERN } from './name.ts';

// Node's timers take at most 2^31 - 1 ms (24.8 days) and fire at once above it.
const LONGEST_MS = 7 * 86_400_000;

interface Bounds {
  leastMs?: number;
}

/** A duration with its unit; milliseconds once checked. */
export function duration({ leastMs = 0 }: Bounds = {}) {
  return z
    .string({
      error: (issue) =>
        typeof issue.input === 'number'
          ? 'has no unit; add a unit, e.g. 30s'
          : 'must be a duration; e.g. 30s, 10m or 1h30m',
    })
    .regex(/^\s*(\d+(\.\d+)?(ms|s|m|h|d))+\s*$/, {
      error: (issue) => explainDuration(String(issue.input)),
    })
    .transform((text) => parseDuration(text) ?? 0)
    .refine((ms) => ms >= leastMs, { error: `is too short; the least is ${leastMs} ms` })
    .refine((ms) => ms <= LONGEST_MS, { error: 'is too long; the most is 7d' });
}

function explainDuration(text: string): string {
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return `'${text}' has no unit; add a unit, e.g. 30s`;
  return `'${text}' is no duration; write e.g. 30s, 10m or 1h30m (units: ms, s, m, h, d)`;
}

export function whole(least: number, most: number, example: string) {
  const error = `must be a whole number from ${least} to ${most}; e.g. ${example}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export function text(example: string) {
  const error = `must be text; e.g. ${example}`;
  return z.string({ error }).regex(/\S/, { error: `is empty; write e.g. ${example}` });
}

export const name = z
  .string({ error: 'must be a name; e.g. shop' })
  .regex(NAME_PATTERN, { error: (issue) => explainName(String(issue.input)) ?? 'is not a name' });

/** Variables. Numbers and booleans stand here for editors; check-config hands over what was written, as text. */
export const variables = z.record(
  z.string().regex(/^[^=\0]+$/, { error: "is no variable name; a name is not empty and has no '=' in it" }),
  z
    .union([z.string(), z.number(), z.boolean()], { error: "must be one value; for an empty one write ''" })
    .transform(String),
  { error: 'must be names with values; e.g. LOG_LEVEL: info' },
);

export const listen = z
  .union([z.int(), z.string()], { error: 'must be a port or an address; e.g. 3000 or 127.0.0.1:3000' })
  .transform((value, context) => {
    const address = parseListen(value);
    if (address.ok) return address.value;
    context.addIssue({ code: 'custom', message: address.failure });
    return z.NEVER;
  });

export const health = z
  .string({ error: 'must be a path; e.g. /health' })
  .regex(/^\/\S*$/, { error: "must be a path that starts with '/'; e.g. /health" });

export const front = z.url({
  protocol: /^https?$/,
  error: 'must be an http or https URL; e.g. https://shop.example.com',
});

export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  const list = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return z.enum(words, {
    error: (issue) =>
      issue.input === 'task' ? `'task' is not supported yet in this version; use ${list}` : `must be ${list}`,
  });
}
