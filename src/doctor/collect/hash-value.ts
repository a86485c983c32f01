// Names a value without telling it: two facts of one sheet can be compared, and nothing can be guessed from a saved one.
import { createHmac, randomBytes } from 'node:crypto';

/** Thrown away with the process: without it a short password could be found by trying. */
const key = randomBytes(32);

export const hashValue = (value: string): string => createHmac('sha256', key).update(value).digest('hex').slice(0, 10);

export const hashValues = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hashValue(value)]));
