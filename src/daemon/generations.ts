// Freezes what an app is started from: its configuration, environment and commands, one file per generation, 0600.
// The journal names generations by number only, so no environment ever reaches it.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AppConfig, Launch } from '../config/model.ts';
import type { PoolPolicy } from '../supervise/model.ts';

export interface GenerationRecord {
  app: string;
  generation: number;
  createdAt: string;
  config: AppConfig;
  launches: Record<string, Launch>;
}

/** Generations that may still be needed: the committed, the candidate, and a few to look back at. */
const KEPT = 5;

export function saveGeneration(folder: string, record: GenerationRecord): void {
  const own = join(folder, record.app);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const file = fileOf(folder, record.app, record.generation);
  writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

export function loadGeneration(folder: string, app: string, generation: number): GenerationRecord | null {
  try {
    return JSON.parse(readFileSync(fileOf(folder, app, generation), 'utf8')) as GenerationRecord;
  } catch {
    return null;
  }
}

/** One more than every number ever used, so that a number never means two things. */
export function nextGeneration(folder: string, app: string): number {
  return Math.max(0, ...numbersOf(folder, app)) + 1;
}

export function pruneGenerations(folder: string, app: string, inUse: number[]): void {
  const old = numbersOf(folder, app)
    .toSorted((a, b) => b - a)
    .slice(KEPT)
    .filter((number) => !inUse.includes(number));
  for (const number of old) rmSync(fileOf(folder, app, number), { force: true });
}

const fileOf = (folder: string, app: string, generation: number): string => join(folder, app, `${generation}.json`);

function numbersOf(folder: string, app: string): number[] {
  try {
    return readdirSync(join(folder, app)).flatMap((name) =>
      /^\d+\.json$/.test(name) ? [Number(basename(name, '.json'))] : [],
    );
  } catch {
    return [];
  }
}

/** What of a configuration the supervisor decides by. */
export function policiesOf(config: AppConfig): Record<string, PoolPolicy> {
  return Object.fromEntries(
    config.pools.map((pool): [string, PoolPolicy] => [
      pool.name,
      {
        kind: pool.kind,
        workers: pool.workers,
        ready: pool.ready,
        listen: pool.listen,
        startTimeoutMs: pool.startTimeoutMs,
        drainTimeoutMs: pool.drainTimeoutMs,
        stopTimeoutMs: pool.stopTimeoutMs,
        queueForMs: pool.queueForMs,
      },
    ]),
  );
}
