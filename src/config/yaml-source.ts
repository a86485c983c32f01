// Reads YAML text into plain values and remembers where each of them stands; what the values mean is for others.
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';

import { explainYamlError } from './explain-yaml-error.ts';

export interface YamlProblem {
  offset: number;
  path: string[];
  message: string;
  hint?: string;
  /** True when nothing behind it can be trusted, because the text itself could not be understood. */
  isSyntax: boolean;
}

export interface YamlSource {
  value: unknown;
  problems: YamlProblem[];
  /** Where the value at a path stands, or its key; for a path that isn't there, the nearest map around it. */
  offsetOf(path: readonly PropertyKey[], what: 'key' | 'value'): number;
  position(offset: number): { line: number; column: number };
}

/** `textPaths` are paths (`*` is any key) whose numbers and booleans are kept as they were written: 20.10 stays 20.10. */
export function readYaml(text: string, textPaths: readonly string[][]): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const problems: YamlProblem[] = document.errors.map((error) => {
    const isDuplicate = error.code === 'DUPLICATE_KEY';
    if (isDuplicate) return { ...explainDuplicate(document, error.pos[0], lines), isSyntax: false };
    return { offset: error.pos[0], path: [], ...explainYamlError(error.code, error.message), isSyntax: true };
  });
  problems.push(...findUnknownAliases(document));
  for (const path of textPaths) keepAsWritten(document, document.contents, path);

  return {
    value: problems.some((problem) => problem.isSyntax) ? undefined : toValue(document, problems),
    problems,
    offsetOf: (path, what) => locate(document, path)[what],
    position: (offset) => {
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(line, 1), column: Math.max(col, 1) };
    },
  };
}

function toValue(document: Document, problems: YamlProblem[]): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // `yaml` throws when aliases multiply beyond its limit (a few lines can mean gigabytes).
    problems.push({ offset: 0, path: [], message: (error as Error).message, isSyntax: true });
    return undefined;
  }
}

function findUnknownAliases(document: Document): YamlProblem[] {
  const problems: YamlProblem[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      const offset = alias.range?.[0] ?? 0;
      const hint = "a value that starts with '*' needs quotes";
      problems.push({ offset, path: [], message: `no anchor &${alias.source} above`, hint, isSyntax: true });
    },
  });
  return problems;
}

function explainDuplicate(document: Document, offset: number, lines: LineCounter): Omit<YamlProblem, 'isSyntax'> {
  let found: { path: string[]; line: number } = { path: [], line: 0 };
  visit(document, {
    Pair(_, pair, ancestors) {
      if (startOf(pair.key) !== offset) return undefined;
      const map = ancestors.at(-1);
      const first = isMap(map) ? map.items.find((other) => keyText(other) === keyText(pair)) : undefined;
      const above = ancestors.flatMap((node) => ('key' in (node as object) ? [keyText(node as Pair)] : []));
      found = { path: [...above, keyText(pair)], line: lines.linePos(startOf(first?.key) ?? offset).line };
      return visit.BREAK;
    },
  });
  return { offset, path: found.path, message: `is given twice, first in line ${found.line}` };
}

function keepAsWritten(document: Document, node: unknown, path: readonly string[]): void {
  const [step, ...rest] = path;
  const map = follow(document, node);
  if (step === undefined || !isMap(map)) return;
  for (const pair of map.items) {
    if (step !== '*' && keyText(pair) !== step) continue;
    if (rest.length > 0) {
      keepAsWritten(document, pair.value, rest);
      continue;
    }
    const value = follow(document, pair.value);
    if (!isScalar(value) || typeof value.source !== 'string') continue;
    if (typeof value.value !== 'number' && typeof value.value !== 'boolean') continue;
    // A new scalar, for the old one may be shared by an alias that does want a number.
    const asText = new Scalar(value.source);
    asText.range = isScalar(pair.value) || isAlias(pair.value) ? (pair.value.range ?? null) : null;
    pair.value = asText;
  }
}

function locate(document: Document, path: readonly PropertyKey[]): { key: number; value: number } {
  let node: unknown = document.contents;
  let found = { key: startOf(node) ?? 0, value: startOf(node) ?? 0 };
  for (const step of path) {
    const inside = follow(document, node);
    if (isMap(inside)) {
      const pair = inside.items.findLast((item) => keyText(item) === String(step));
      if (pair === undefined) return { key: found.key, value: found.key };
      const key = startOf(pair.key) ?? found.key;
      found = { key, value: isEmpty(pair.value) ? key : (startOf(pair.value) ?? key) };
      node = pair.value;
    } else if (isSeq(inside)) {
      node = inside.items[Number(step)];
      const offset = startOf(node) ?? found.value;
      found = { key: offset, value: offset };
    } else return found;
  }
  return found;
}

function follow(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null && node.source === '');
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function keyText(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}
