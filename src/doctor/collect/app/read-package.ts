// Reads a package.json: name, what it asks for, which framework that makes it, what its scripts start. Pure.
import type { AppFact } from '../../facts/app-facts.ts';
import { type Entry, entryOf } from './entry-of.ts';

export interface PackageJson {
  name: string | null;
  version: string | null;
  main: string | null;
  declared: NonNullable<AppFact['declared']>;
  engines: string | null;
  scripts: Record<string, string>;
  isModule: boolean;
  hasExports: boolean;
  workspaces: boolean;
}

const LISTS = ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies'] as const;
const FRAMEWORKS: [string, NonNullable<AppFact['framework']>][] = [
  ['@nestjs/core', 'nest'],
  ['next', 'next'],
  ['fastify', 'fastify'],
  ['express', 'express'],
];

/** Null when it is no JSON object: half written, or with a merge conflict in it. */
export function readPackageJson(text: string): PackageJson | null {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const declared: PackageJson['declared'] = {};
  for (const list of LISTS) for (const [name, range] of texts(value[list])) declared[name] = { range, list };
  const engines = isObject(value['engines']) ? value['engines']['node'] : null;
  return {
    name: textOf(value['name']),
    version: textOf(value['version']),
    main: textOf(value['main']),
    declared,
    engines: textOf(engines),
    scripts: Object.fromEntries(texts(value['scripts'])),
    isModule: value['type'] === 'module',
    hasExports: value['exports'] !== undefined,
    workspaces: value['workspaces'] !== undefined,
  };
}

export function frameworkOf({ declared }: PackageJson): AppFact['framework'] {
  return FRAMEWORKS.find(([name]) => declared[name])?.[1] ?? 'node';
}

/** What a package's script comes down to: `start:prod` → `node dist/main`. */
export function entryOfScript(name: string, { scripts }: PackageJson, folder: string): Entry | null {
  let entry: Entry | null = { kind: 'package-script', name };
  for (let depth = 0; depth < 4 && entry?.kind === 'package-script'; depth += 1) {
    const command: string | undefined = scripts[entry.name];
    entry = command === undefined ? null : entryOf([command], folder);
  }
  return entry;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const texts = (value: unknown): [string, string][] =>
  isObject(value)
    ? Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    : [];
