// Compares Node versions with what package.json asks for, and names the Node that an ABI number belongs to.

/** https://nodejs.org/en/about/previous-releases; even numbers are those that people run for long. */
const MAJOR_OF_ABI: Record<number, number> = {
  64: 10,
  72: 12,
  83: 14,
  93: 16,
  102: 17,
  108: 18,
  111: 19,
  115: 20,
  120: 21,
  127: 22,
  131: 23,
  137: 24,
  141: 25,
  147: 26,
};

export const nodeOfAbi = (abi: number): string =>
  MAJOR_OF_ABI[abi] === undefined ? `the Node with ABI ${abi}` : `Node ${MAJOR_OF_ABI[abi]}`;

type Version = [number, number, number];

export function readVersion(text: string): Version | null {
  const found = /^v?(\d{1,4})(?:\.(\d{1,4}|x|\*))?(?:\.(\d{1,4}|x|\*))?/i.exec(text.trim());
  if (!found) return null;
  const part = (index: number): number => (/^\d+$/.test(found[index] ?? '') ? Number(found[index]) : 0);
  return [part(1), part(2), part(3)];
}

export function isOlder(one: Version, other: Version): boolean {
  for (const index of [0, 1, 2] as const) if (one[index] !== other[index]) return one[index] < other[index];
  return false;
}

/** The lowest version that a range allows; null where it can't be understood, or allows everything. */
export function lowestOf(range: string): Version | null {
  const lowest = range
    .split('||')
    .map((part) => lowestOfPart(part.trim()))
    .filter((version) => version !== null);
  return lowest.length === range.split('||').length
    ? (lowest.toSorted((a, b) => (isOlder(a, b) ? -1 : 1))[0] ?? null)
    : null;
}

/** `>=18.1 <23`, `^20`, `~20.1.0`, `20.x`, `18 - 22`, `20` */
function lowestOfPart(part: string): Version | null {
  const found = /^(?:>=?|\^|~|=|v)?\s*v?(\d[\w.*]{0,20})/.exec(part);
  if (!found || part.startsWith('<')) return null;
  return readVersion(found[1] ?? '');
}
