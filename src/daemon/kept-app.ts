// One application as the daemon holds it: the decided state, and beside it what was only observed.
import type { FromApp, Listening, Vitals } from '../../protocol/app.ts';
import type { AppSource, Caller, Receipt } from '../../protocol/control.ts';
import type { App, Generation, RollFailure } from '../supervise/model.ts';
import type { GenerationRecord } from './generations.ts';
import type { ReceiptRun } from './receipt.ts';

export interface Observed {
  pid: number;
  node: string;
  listening: Listening[];
  saidReady: boolean;
  vitals: Vitals | null;
  jobs: string[];
  drain: Extract<FromApp, { kind: 'draining' }> | null;
  listensAlso: string[];
  troubles: string[];
}

export interface LastRoll {
  generation: Generation;
  outcome: 'settled' | 'abandoned' | 'undone';
  failure: RollFailure | null;
  receipt: Receipt | null;
}

export interface KeptApp {
  state: App;
  source: AppSource;
  caller: Caller;
  /** A bug of ours stopped its decisions; its workers serve on. */
  frozen: string | null;
  /** While all goes down: the pools that somebody had stopped before, and that stay so. */
  stoppedBefore: string[] | null;
  generations: Map<Generation, GenerationRecord>;
  observed: Map<string, Observed>;
  /** Log sizes when each worker was spawned: its own last words begin there. */
  stderrFrom: Map<string, number>;
  probing: Set<string>;
  receipt: ReceiptRun | null;
  lastRoll: LastRoll | null;
  wake: NodeJS.Timeout | null;
}

export const newObserved = (): Observed => ({
  pid: 0,
  node: '',
  listening: [],
  saidReady: false,
  vitals: null,
  jobs: [],
  drain: null,
  listensAlso: [],
  troubles: [],
});
