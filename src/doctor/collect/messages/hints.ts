// Finds in a pattern a text that every match of it contains, so that most lines never meet the pattern itself.

const LENGTH_MIN = 4;

/** Texts of which one must be there for the pattern to match; null when none can be found out. */
export function findHints(pattern: RegExp): string[] | null {
  return hintsOf(pattern.source);
}

function hintsOf(source: string): string[] | null {
  const each = branchesOf(source).map(hintsOfBranch);
  return each.every((hints) => hints !== null) ? each.flat() : null;
}

/** Parts between `|` at the outermost level. */
function branchesOf(source: string): string[] {
  const branches = [''];
  for (let at = 0; at < source.length; ) {
    const end = endOfPiece(source, at);
    if (source[at] === '|') branches.push('');
    else branches[branches.length - 1] += source.slice(at, end);
    at = end;
  }
  return branches;
}

/** The longest text that stands outside of groups; where there is none, what a group that must be there asks for. */
function hintsOfBranch(source: string): string[] | null {
  const runs = [''];
  const groups: string[] = [];
  for (let at = 0; at < source.length; ) {
    const end = endOfPiece(source, at);
    const piece = source.slice(at, end);
    const repeats = source.slice(end).match(/^(?:[*?]|\{\d*,?\d*\})/)?.[0] ?? '';
    const literal = literalOf(piece);
    if (repeats === '' && literal !== null) runs[runs.length - 1] += literal;
    else runs.push('');
    if (repeats === '' && /^\((?:[^?]|\?[:=]|\?<\w)/.test(piece))
      groups.push(piece.replace(/^\((?:\?[:=]|\?<\w+>)?/, '').slice(0, -1));
    at = end + repeats.length;
  }
  const longest = runs.toSorted((a, b) => b.length - a.length)[0] ?? '';
  if (longest.length >= LENGTH_MIN) return [longest];
  return groups.map(hintsOf).find((hints) => hints !== null) ?? null;
}

/** The character that a piece stands for; null for classes, groups, anchors and the like. */
function literalOf(piece: string): string | null {
  if (piece.length === 1) return /[.^$+?*|)]/.test(piece) ? null : piece;
  return piece.length === 2 && piece.startsWith('\\') && !/\w/.test(piece[1] ?? '') ? (piece[1] ?? null) : null;
}

/** Where a group, a class, an escape or a single character ends. */
function endOfPiece(source: string, at: number): number {
  const char = source[at];
  if (char === '\\') return Math.min(source.length, at + (source[at + 1] === 'u' ? 6 : source[at + 1] === 'x' ? 4 : 2));
  if (char === '[') return endOfClass(source, at);
  if (char === '(') return endOfGroup(source, at);
  return at + 1;
}

function endOfClass(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === ']') return at + 1;
  }
  return source.length;
}

function endOfGroup(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at = endOfPiece(source, at)) {
    if (source[at] === ')') return at + 1;
  }
  return source.length;
}
