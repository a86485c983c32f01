// What a collector is: it looks at one source, read-only and within its time, and says what it found. It never judges.
import type { Ran, RunOptions } from '../../host/linux/run-program.ts';
import type { FactValues } from '../facts/index.ts';
import type { FactId, UnknownReason } from '../model.ts';

/** What a collector may use. */
export interface Look {
  /** Milliseconds since 1970: older events are not asked for. */
  since: number;
  now: number;
  isRoot: boolean;
  /** Runs a program without a shell; killed at its time limit; output capped. */
  run: (file: string, args: string[], options?: RunOptions) => Promise<Ran>;
  /** A fact that was collected in an earlier stage; null when it is not known. */
  find: <Id extends FactId>(id: Id) => FactValues[Id] | null;
}

export type Collected = {
  [Id in FactId]?:
    | { state: 'known'; value: FactValues[Id] }
    | { state: 'none' }
    | { state: 'unknown'; reason: UnknownReason; detail: string };
};

export interface Collector {
  name: string;
  ids: readonly FactId[];
  /** Collectors of a later stage may use the facts of earlier ones. 1: machine, managers, nginx; 2: logs, apps, databases; 3: probes. */
  stage: 1 | 2 | 3;
  budgetMs: number;
  collect: (look: Look) => Promise<Collected>;
}

export const known = <T>(value: T): { state: 'known'; value: T } => ({ state: 'known', value });
export const none = { state: 'none' } as const;
export const unknown = (reason: UnknownReason, detail: string) => ({ state: 'unknown', reason, detail }) as const;
