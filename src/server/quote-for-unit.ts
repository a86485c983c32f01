// Writes a word so that systemd reads it back as it is (systemd.unit(5), specifiers; systemd.service(5), command lines).

export function quoteForUnit(word: string): string {
  const literal = word.replaceAll('%', '%%');
  if (/^[\w@./:=%+,-]+$/.test(literal)) return literal;
  return `"${literal.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** In a command line a dollar begins a variable, elsewhere it doesn't. */
export const quoteForCommand = (word: string): string => quoteForUnit(word).replaceAll('$', () => '$$');
