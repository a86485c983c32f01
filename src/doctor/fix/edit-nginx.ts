// Edits nginx's configuration as text, so that comments and layout stay as somebody left them.

/** `text` with every `from` on that line (counted from 1) replaced; null when it isn't there. */
export function replaceOnLine(text: string, line: number, from: string, to: string): string | null {
  const lines = text.split('\n');
  const old = lines[line - 1];
  if (old === undefined || !old.includes(from)) return null;
  lines[line - 1] = old.replaceAll(from, to);
  return lines.join('\n');
}

/** Sets directives in the block that begins on `line`: replaces those that stand directly in it, adds the others after its brace. */
export function setInBlock(text: string, line: number, directives: Record<string, string>): string | null {
  const lines = text.split('\n');
  const isOwn = lines[line - 1]?.includes('{') ?? false;
  // Some write the brace on a line of its own.
  if (!isOwn && lines[line]?.trim() !== '{') return null;
  const open = isOwn ? line - 1 : line;
  const indent = `${/^\s*/.exec(lines[open] ?? '')?.[0] ?? ''}    `;
  const close = endOfBlock(lines, open);
  const missing = Object.entries(directives).filter(([name, value]) => {
    const found = lines.findIndex(
      (one, index) =>
        index > open && index < close && depthAt(lines, open, index) === 1 && new RegExp(`^\\s*${name}\\s`).test(one),
    );
    if (found < 0) return true;
    lines[found] = `${/^\s*/.exec(lines[found] ?? '')?.[0] ?? ''}${name} ${value};`;
    return false;
  });
  lines.splice(open + 1, 0, ...missing.map(([name, value]) => `${indent}${name} ${value};`));
  return lines.join('\n');
}

const braces = (line: string): number => {
  const code = line.replace(/#.*$/, '').replaceAll(/"[^"]*"|'[^']*'|\$\{\w+\}/g, '');
  return code.split('{').length - code.split('}').length;
};

const depthAt = (lines: string[], open: number, index: number): number =>
  lines.slice(open, index).reduce((depth, line) => depth + braces(line), 0);

function endOfBlock(lines: string[], open: number): number {
  let depth = 0;
  for (let index = open; index < lines.length; index += 1) {
    depth += braces(lines[index] ?? '');
    if (depth <= 0) return index;
  }
  return lines.length;
}
