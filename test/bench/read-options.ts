// Reads `--only roll,memory --quick --json FILE`; refuses what it doesn't know.
import { parseArgs } from 'node:util';
import type { Options } from './model.ts';

export function readOptions(args: string[], known: string[]): Options {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, quick: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  const only = values.only?.split(',') ?? known;
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`--only knows ${known.join(', ')}; not ${unknown.join(', ')}`);
  return { isQuick: values.quick, only, json: values.json ?? null };
}
