// Finds the name that was most likely meant: one or two letters off. Pure.

const LENGTH_MIN = 4;

/** Null when none is near enough. */
export function findNear(name: string, names: string[]): string | null {
  if (name.length < LENGTH_MIN) return null;
  const limit = name.length < 8 ? 1 : 2;
  let best: { name: string; steps: number } | null = null;
  for (const one of new Set(names)) {
    if (one === name || Math.abs(one.length - name.length) > limit) continue;
    const steps = stepsBetween(name, one, limit);
    if (steps <= limit && (best === null || steps < best.steps)) best = { name: one, steps };
  }
  return best?.name ?? null;
}

/** Letters to change, add or take away (Levenshtein); more than `limit` is not counted to its end. */
function stepsBetween(a: string, b: string, limit: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > limit) return limit + 1;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}
