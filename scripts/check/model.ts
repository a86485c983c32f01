// What a step of the check is, and how what it found is counted: types only.

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Step {
  /** Short: it stands before the time in the output, and picks the step on the command line. */
  name: string;
  command: string[];
  /** `one`: passes or fails as a whole. `vitest`: its JSON report. `closing-line`: "3 passed, 0 failed, 1 skipped". */
  counted: 'one' | 'vitest' | 'closing-line';
  timeoutMs: number;
  /** Why the step can't run here; null when it can. */
  whySkipped: () => string | null;
}

export interface StepResult {
  name: string;
  counts: Counts;
  durationMs: number;
  /** What the step printed, shown when something failed. */
  output: string;
  /** What was skipped and, where it was said, why. */
  skipped: string[];
}
