// Tells what differs between what an app runs as and what its source says now; values of variables are never shown.
import { isDeepStrictEqual } from 'node:util';
import type { GenerationRecord } from './generations.ts';
import type { Prepared } from '../config/read-source.ts';

/** One line a difference, in the order of the configuration; empty when nothing differs. */
export function compareGenerations(now: GenerationRecord, wanted: Prepared): string[] {
  const names = [...new Set([...now.config.pools, ...wanted.config.pools].map((pool) => pool.name))];
  return [...names.flatMap((name) => comparePool(name, now, wanted)), ...compareApp(now, wanted)];
}

function compareApp(now: GenerationRecord, wanted: Prepared): string[] {
  const changes: string[] = [];
  if (now.config.front !== wanted.config.front)
    changes.push(`front: ${now.config.front ?? 'none'} → ${wanted.config.front ?? 'none'}`);
  if (!isDeepStrictEqual(now.config.connectionBudget, wanted.config.connectionBudget))
    changes.push('database: changed');
  return changes;
}

function comparePool(name: string, now: GenerationRecord, wanted: Prepared): string[] {
  const before = now.config.pools.find((pool) => pool.name === name);
  const after = wanted.config.pools.find((pool) => pool.name === name);
  if (!before) return [`+ pool ${name} (${after?.kind}, ${after?.workers} workers)`];
  if (!after) return [`- pool ${name}: its workers will leave`];
  const changes: string[] = [];
  for (const key of Object.keys(after) as (keyof typeof after)[]) {
    if (key === 'env' || isDeepStrictEqual(before[key], after[key])) continue;
    changes.push(`${name}.${key}: ${show(before[key])} → ${show(after[key])}`);
  }
  const [old, fresh] = [now.launches[name], wanted.launches[name]];
  if (!old || !fresh) return changes;
  if (old.cwd !== fresh.cwd) changes.push(`${name}: runs in ${fresh.cwd} (was ${old.cwd})`);
  if (!isDeepStrictEqual(old.argv, fresh.argv) && before.run === after.run)
    changes.push(`${name}: runs ${fresh.argv.join(' ')}`);
  return [...changes, ...compareEnv(name, old.env, fresh.env)];
}

function compareEnv(pool: string, before: Record<string, string>, after: Record<string, string>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => {
    if (before[name] === after[name]) return [];
    const change = before[name] === undefined ? '+' : after[name] === undefined ? '-' : '~';
    return [`${pool}: ${change} ${name}`];
  });
}

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
