// Decides whether the text of allswell.yaml is a configuration, and names everything that is wrong with it, in file order.
// Finding and reading the file is read-config's; whether the commands in it can run is make-launches'.
import { dirname } from 'node:path';
import type { z } from 'zod';

import { failed, ok, type Result } from '../std/result.ts';
import { checkPools } from './check-pools.ts';
import type { AppConfig } from './model.ts';
import { appSchema, databaseSchema, poolSchema, SHORT_FORM_KEYS, type PoolInput } from './schema.ts';
import { settleApp, settlePool } from './settle-app.ts';
import { explainUnknownKey } from './unknown-key.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

export interface ConfigProblem {
  /** Both from 1. */
  line: number;
  column: number;
  /** Where in the configuration, e.g. `pools.web.workers`; empty for the file as a whole. */
  path: string;
  message: string;
  hint?: string;
}

/** A problem by its path; its place in the text is looked up at the end. */
interface Fault {
  path: PropertyKey[];
  at: 'key' | 'value';
  message: string;
  hint?: string;
}

const AS_WRITTEN = [['name'], ['node'], ['env', '*'], ['pools', '*', 'env', '*']];

/** `file` is the absolute path of the text: relative paths in it are relative to its folder. `name` is for a text that has none. */
export function checkConfig(text: string, place: { file: string; name?: string }): Result<AppConfig, ConfigProblem[]> {
  const source = readYaml(text, AS_WRITTEN);
  const fromText = source.problems.map(({ offset, path, message, hint }) => ({
    ...source.position(offset),
    path: path.join('.'),
    message,
    ...(hint === undefined ? {} : { hint }),
  }));
  if (source.problems.some((problem) => problem.isSyntax)) return failed(inFileOrder(fromText));
  if (source.value === null) {
    const hint = 'the least is what to run; e.g. run: dist/main.js';
    return failed([{ line: 1, column: 1, path: '', message: 'the file is empty', hint }]);
  }

  const read = appSchema.safeParse(source.value);
  const shape = faultsOfShape(source.value);
  const pools = validPools(source.value);
  const settled = pools.given.map(({ name, input }) => settlePool(name, input, pools.isOnlyPool));
  const between = checkPools(
    pools.given.map(({ input }) => input),
    settled,
  ).map(({ pool, key, ...words }) => ({ path: [...pools.pathOf(pool), key], at: 'value' as const, ...words }));
  const faults = [
    ...(read.success ? [] : read.error.issues.flatMap((issue) => faultsOfIssue(issue, source.value))),
    ...shape,
    ...faultsOfBudget(source.value),
    ...between,
  ];

  const problems = [...fromText, ...faults.map((fault) => placed(source, withEmptiness(source.value, fault)))];
  if (problems.length > 0 || !read.success) return failed(inFileOrder(problems));
  return ok(
    settleApp(read.data, settled, { file: place.file, folder: dirname(place.file), name: place.name ?? 'app' }),
  );
}

/** A problem that was found later, e.g. a script that isn't there, at its place in the text. */
export function placeProblem(text: string, path: string[], message: string): ConfigProblem {
  return placed(readYaml(text, AS_WRITTEN), { path, at: 'value', message });
}

/** Pools that are right on their own, also when others are not, so that one slip hides no other problem. */
function validPools(value: unknown) {
  const app = isRecord(value) ? value : {};
  const isShort = app['run'] !== undefined && app['pools'] === undefined;
  const short = Object.fromEntries(['run', ...SHORT_FORM_KEYS].flatMap((key) => (key in app ? [[key, app[key]]] : [])));
  const pools = isShort ? { web: short } : isRecord(app['pools']) ? app['pools'] : {};
  const given = Object.entries(pools).flatMap(([name, pool]): { name: string; input: PoolInput }[] => {
    const read = poolSchema.safeParse(pool);
    return read.success ? [{ name, input: read.data }] : [];
  });
  const pathOf = (pool: string): PropertyKey[] => (isShort ? [] : ['pools', pool]);
  return { given, pathOf, isOnlyPool: Object.keys(pools).length === 1 };
}

function faultsOfShape(value: unknown): Fault[] {
  if (!isRecord(value)) return [];
  const hasPools = value['pools'] !== undefined;
  if (!hasPools && value['run'] === undefined) {
    return [{ path: [], at: 'key', message: 'there is nothing to run', hint: 'give run, or pools' }];
  }
  if (isRecord(value['pools']) && Object.keys(value['pools']).length === 0) {
    return [{ path: ['pools'], at: 'key', message: 'has no pool in it', hint: 'e.g. web: { run: dist/main.js }' }];
  }
  if (!hasPools) return [];
  return ['run', ...SHORT_FORM_KEYS]
    .filter((key) => value[key] !== undefined)
    .map((key) => ({
      path: [key],
      at: 'key',
      message: 'stands beside pools',
      hint: `move it into a pool, e.g. under pools.web`,
    }));
}

function faultsOfBudget(value: unknown): Fault[] {
  const read = databaseSchema.safeParse(valueAt(value, ['database']));
  if (!read.success) return [];
  const { connections, reserve = 10 } = read.data;
  if (reserve < connections) return [];
  const hint = 'reserve is what is kept free of connections; the default is 10';
  const message = `a reserve of ${reserve} leaves nothing of ${connections} for the pools`;
  return [{ path: ['database', 'connections'], at: 'value', message, hint }];
}

function faultsOfIssue(issue: z.core.$ZodIssue, root: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], at: 'key', ...explainUnknownKey(issue.path, key) }));
  }
  if (issue.code === 'invalid_key') {
    // zod looks no further behind a key it refuses; what stands there is to be right all the same.
    const behind = issue.path[0] === 'pools' ? poolSchema.safeParse(valueAt(root, issue.path)).error?.issues : [];
    const inside = (behind ?? []).map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
    const words = parted(issue.issues[0]?.message ?? issue.message);
    return [{ path: issue.path, at: 'key', ...words }, ...inside.flatMap((one) => faultsOfIssue(one, root))];
  }
  return [{ path: issue.path, at: 'value', ...parted(issue.message) }];
}

/** Says "is missing" and "is empty" where the schema can only say what the value must be. */
function withEmptiness(root: unknown, fault: Fault): Fault {
  const value = valueAt(root, fault.path);
  const wanted = fault.hint ?? fault.message;
  if (value === undefined && fault.at === 'value') return { ...fault, message: 'is missing', hint: wanted };
  if (value === null && fault.at === 'value')
    return { ...fault, message: 'is empty', hint: `give a value or remove it; ${wanted}` };
  return fault;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isRecord(value) ? value[String(step)] : undefined;
  }, root);
}

function parted(words: string): { message: string; hint?: string } {
  const [message = words, ...hint] = words.split('; ');
  return hint.length === 0 ? { message } : { message, hint: hint.join('; ') };
}

function placed(source: YamlSource, { path, at, message, hint }: Fault): ConfigProblem {
  const position = source.position(source.offsetOf(path, at));
  return { ...position, path: path.map(String).join('.'), message, ...(hint === undefined ? {} : { hint }) };
}

function inFileOrder(problems: ConfigProblem[]): ConfigProblem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
