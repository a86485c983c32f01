// Decides how many passed, failed and were skipped, from what a step left behind.
import type { Counts } from './model.ts';

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };

export function sum(all: Counts[]): Counts {
  return all.reduce(
    (total, counts) => ({
      passed: total.passed + counts.passed,
      failed: total.failed + counts.failed,
      skipped: total.skipped + counts.skipped,
    }),
    NOTHING,
  );
}

export function describeCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Counts what one program as a whole did; and never calls a program that failed a success, whatever it counted. */
export function withExit(counts: Counts | null, succeeded: boolean): Counts {
  if (counts === null) return { ...NOTHING, passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1 };
  return !succeeded && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** From a last line such as `3 passed, 0 failed, 1 skipped`. */
export function countClosingLine(output: string): Counts | null {
  const lines = output.trimEnd().split('\n');
  const found = /(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(lines.at(-1)?.trimEnd() ?? '');
  return found === null ? null : { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3]) };
}

interface VitestReport {
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string; meta?: unknown }[];
  }[];
}

/** A file that fails before its first test (a bad import) counts as one failure: vitest's own total leaves it out. */
export function countVitest(json: string): { counts: Counts; skipped: string[] } | null {
  const report = parseReport(json);
  if (report === null) return null;
  const counts = { ...NOTHING };
  const skipped: string[] = [];
  for (const file of report.testResults) {
    const failedBefore = counts.failed;
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failed += 1;
      else {
        counts.skipped += 1;
        skipped.push(`${file.name.replace(`${process.cwd()}/`, '')}: ${fullName}`);
      }
    }
    if (file.status === 'failed' && counts.failed === failedBefore) counts.failed += 1;
  }
  return { counts, skipped };
}

function parseReport(json: string): VitestReport | null {
  try {
    return JSON.parse(json) as VitestReport;
  } catch {
    // Vitest died before it wrote its report.
    return null;
  }
}
