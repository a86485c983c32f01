// Decides which known word a mistyped one was most likely meant to be.

/** The nearest of `known`, or null when none is near enough to be worth saying. */
export function didYouMean(typed: string, known: readonly string[]): string | null {
  const plain = plainWord(typed);
  const same = known.find((word) => plainWord(word) === plain);
  if (same !== undefined) return same;

  const farthest = Math.max(1, Math.floor(plain.length / 3));
  let best: { word: string; distance: number } | null = null;
  for (const word of known) {
    const distance = editDistance(plain, plainWord(word));
    if (distance <= farthest && (best === null || distance < best.distance)) best = { word, distance };
  }
  return best?.word ?? null;
}

/** `queue_for`, `queue-for` and `QueueFor` are one word to a person. */
function plainWord(word: string): string {
  return word.toLowerCase().replaceAll(/[_\-\s]/g, '');
}

/** Insertions, deletions, changes and swaps of neighbours that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
