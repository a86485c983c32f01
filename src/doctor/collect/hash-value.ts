// Makes two values comparable without keeping either: a short keyed hash, whose key is new in every run and is never written down.
// Nobody who gets the sheet can try passwords against it; equal values within one sheet still have equal hashes.
import { createHmac, randomBytes } from 'node:crypto';

const key = randomBytes(32);
const HEX_LENGTH = 12;

/** `empty` for an empty value, which is worth knowing and tells nothing. */
export function hashValue(value: string): string {
  return value === '' ? 'empty' : createHmac('sha256', key).update(value).digest('hex').slice(0, HEX_LENGTH);
}

export function hashValues(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hashValue(value)]));
}
