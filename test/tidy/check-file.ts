// Decides what is untidy in one source file: all house rules that need to see no other file.
import { blankText } from './blank-text.ts';
import { directions, machine, preload } from './directions.ts';
import type { Problem, Rule } from './model.ts';
import { names } from './names.ts';
import { purity } from './purity.ts';
import { firstLine, length } from './shape.ts';

const RULES: Rule[] = [firstLine, length, names, directions, machine, preload, purity];

export function checkFile(path: string, text: string): Problem[] {
  const file = { path, text, code: blankText(text) };
  return RULES.flatMap((rule) => rule(file));
}
