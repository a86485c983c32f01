// The words all benches share: what is asked of them and what they give back.

export interface Options {
  /** A few minutes instead of twenty: shows that all works, proves little. */
  isQuick: boolean;
  only: string[];
  /** Where the outcome goes as JSON too. */
  json: string | null;
}

/** One table of a bench, with what it misses of its target. */
export interface Section {
  title: string;
  columns: string[];
  rows: (string | number)[][];
  /** What a reader must know to judge the figures. */
  notes: string[];
  /** Targets that were not reached, in words; empty when all were. */
  misses: string[];
}

export type Bench = (options: Options) => Promise<Section[]>;
