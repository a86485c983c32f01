// Finds what a file imports or requires, and whether only for types.
import { posix } from 'node:path';
import type { Import, SourceFile } from './model.ts';

const IMPORTS = /\b(?:(import|export)\s+(type\s+)?(?:[\w$*{}\s,]+?\bfrom\s*)?|import\s*\(\s*|require\s*\(\s*)(['"])/g;

export function findImports({ text, code }: SourceFile): Import[] {
  return [...code.matchAll(IMPORTS)].map((found) => {
    const start = found.index + found[0].length;
    const from = text.slice(start, text.indexOf(found[3] ?? "'", start));
    return { from, line: lineAt(code, found.index), isTypeOnly: found[2] !== undefined };
  });
}

/** The path of an imported file from the project's root; null for packages and for Node's own modules. */
export function targetOf(file: SourceFile, { from }: Import): string | null {
  return from.startsWith('.') ? posix.join(posix.dirname(file.path), from) : null;
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
