// Files that decide see neither clock nor chance nor machine: what they need comes in, what they want goes out.
import { isTest, isUnder } from './directions.ts';
import { findImports, lineAt } from './find-imports.ts';
import type { Problem, Rule, SourceFile } from './model.ts';

const DECIDING = [
  'src/std',
  'src/failure',
  'src/supervise',
  'src/plan',
  'src/config/check-config.ts',
  'src/doctor/causes',
  'src/doctor/fix',
  'src/doctor/join',
  'src/doctor/judge.ts',
  'src/doctor/report',
  'src/doctor/rules',
  'src/doctor/workloads.ts',
];
const NOT_DECIDING = ['src/plan/execute-plan.ts'];

/** Arithmetic on strings, whatever its name says. */
const PURE_MODULES = ['node:path', 'node:path/posix'];

/** Turning a time that came in into another form (`Date.parse(text)`, `new Date(ms)`) reads no clock. */
const FORBIDDEN: [RegExp, string][] = [
  [/(?<![.\w$])(?:new\s+)?Date\b(?=\s*[.(])(?!\.(?:parse|UTC)\b)(?!\((?:[^()]|\([^()]*\))+\))/g, 'reads the clock'],
  [/\bperformance\s*\./g, 'reads the clock'],
  [/\bMath\s*\.\s*random\b/g, 'is random'],
  [/(?<![.\w$])crypto\s*\./g, 'is random'],
  [/(?<![.\w$])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/g, 'sets a timer'],
  [/(?<![.\w$])process\s*[.[]/g, 'looks at its own process'],
  [/(?<![.\w$])(?:fetch|globalThis)\b/g, 'reaches outside'],
  [/(?<![.\w$])console\s*\./g, 'prints'],
  [/(?<![.\w$])(?:await|async)\s/g, 'waits'],
];

export const purity: Rule = (file) => {
  const decides = DECIDING.some((start) => isUnder(file.path, start)) && !NOT_DECIDING.includes(file.path);
  if (!decides || isTest(file.path)) return [];
  const say = (line: number, says: string): Problem => ({ path: file.path, line, rule: 'purity', says });
  const imports = findImports(file)
    .filter(({ from }) => from.startsWith('node:') && !PURE_MODULES.includes(from))
    .map(({ line, from }) => say(line, `decides, and imports ${from}`));
  const words = FORBIDDEN.flatMap(([pattern, does]) =>
    [...file.code.matchAll(pattern)]
      .filter((found) => !isFact(file, found))
      .map((found) => say(lineAt(file.code, found.index), `decides, and ${does}: ${found[0].trim()}`)),
  );
  return [...imports, ...words];
};

/** The doctor's facts speak of processes: there only what no fact has is Node's own. */
const OWN_PROCESS =
  /^process\s*[.[]\s*(?:env|exit|kill|hrtime|memoryUsage|platform|nextTick|std|exec|versions|getuid|on|emit|uptime)\b/;

const isFact = (file: SourceFile, found: RegExpExecArray): boolean =>
  found[0].startsWith('process') &&
  isUnder(file.path, 'src/doctor') &&
  !OWN_PROCESS.test(file.code.slice(found.index, found.index + 40));
