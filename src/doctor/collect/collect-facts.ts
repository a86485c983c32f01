// Runs the collectors stage by stage, each in its own time; one that fails or hangs costs its own facts only.
import { runProgram } from '../../host/linux/run-program.ts';
import type { FactId, FactSheet } from '../model.ts';
import { type Collected, type Collector, type Look, unknown } from './collector.ts';

export interface CollectOptions {
  since: number;
  now: number;
  /** Told as each collector ends, for progress. */
  ended?: (name: string, tookMs: number) => void;
}

export async function collectFacts(
  collectors: readonly Collector[],
  { since, now, ended }: CollectOptions,
): Promise<FactSheet> {
  const sheet: FactSheet = {
    schema: 1,
    takenAt: new Date(now).toISOString(),
    since: new Date(since).toISOString(),
    facts: {},
  };
  const look: Look = {
    since,
    now,
    isRoot: process.getuid?.() === 0,
    run: runProgram,
    find: (id) => {
      const fact = sheet.facts[id];
      return fact?.state === 'known' ? (fact.value as never) : null;
    },
  };
  for (const stage of [1, 2, 3] as const) {
    await Promise.all(
      collectors.filter((one) => one.stage === stage).map((collector) => collectOne(sheet, collector, look, ended)),
    );
  }
  return sheet;
}

async function collectOne(
  sheet: FactSheet,
  collector: Collector,
  look: Look,
  ended: CollectOptions['ended'],
): Promise<void> {
  const began = performance.now();
  const late = Promise.withResolvers<Collected>();
  const timer = setTimeout(
    () => late.resolve(allUnknown(collector.ids, 'timed-out', `not done within ${collector.budgetMs / 1000} s`)),
    collector.budgetMs,
  );
  const collected = await Promise.race([late.promise, attempt(collector, look)]);
  clearTimeout(timer);
  const tookMs = Math.round(performance.now() - began);
  for (const id of collector.ids) {
    const fact = collected[id] ?? unknown('absent', 'its collector did not say');
    (sheet.facts as Record<string, unknown>)[id] = { ...fact, source: collector.name, tookMs };
  }
  ended?.(collector.name, tookMs);
}

async function attempt(collector: Collector, look: Look): Promise<Collected> {
  try {
    return await collector.collect(look);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return allUnknown(collector.ids, code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreadable', message);
  }
}

const allUnknown = (ids: readonly FactId[], reason: 'timed-out' | 'unreadable' | 'denied', detail: string): Collected =>
  Object.fromEntries(ids.map((id) => [id, unknown(reason, detail)]));
