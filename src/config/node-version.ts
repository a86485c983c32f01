// Decides what a wish for a Node version means, and which of several versions is the newest that fits.

/** `[20]` of `20`, `v20` or `20.x`, `[20, 11]` of `20.11`; null for what is no version. */
export function parseVersion(text: string): number[] | null {
  const found = /^v?(\d+)(?:\.(\d+|x))?(?:\.(\d+|x))?$/.exec(text.trim());
  if (found === null) return null;
  return found.slice(1).flatMap((part) => (part === undefined || part === 'x' ? [] : [Number(part)]));
}

/** True when `version` is one of those that `wish` leaves open: 20.11.1 fits 20. */
export function fits(version: readonly number[], wish: readonly number[]): boolean {
  return wish.every((part, index) => version[index] === part);
}

export function compareVersions(one: readonly number[], other: readonly number[]): number {
  const index = [0, 1, 2].find((at) => (one[at] ?? 0) !== (other[at] ?? 0));
  return index === undefined ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}
