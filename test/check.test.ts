// Shows that the check counts what happened: no failure is lost, and nothing it started can hold it up.
import { expect, test } from 'vitest';
import { countClosingLine, countVitest } from '../scripts/check/count.ts';
import type { Step } from '../scripts/check/model.ts';
import { runStep } from '../scripts/check/run-step.ts';

const step = (script: string, extra: Partial<Step> = {}): Step => ({
  name: 'made-up',
  command: ['sh', '-c', script],
  counted: 'one',
  timeoutMs: 20_000,
  whySkipped: () => null,
  ...extra,
});

test('a step that succeeds is one passed', async () => {
  expect((await runStep(step('exit 0'))).counts).toEqual({ passed: 1, failed: 0, skipped: 0 });
});

test('a step that fails is one failed, and tells what it printed', async () => {
  const result = await runStep(step('echo out; echo err >&2; exit 3'));
  expect(result).toMatchObject({ counts: { passed: 0, failed: 1, skipped: 0 }, output: 'out\nerr\n' });
});

test('a step that can’t start is one failed', async () => {
  const result = await runStep(step('', { command: ['/nowhere/to/be/found'] }));
  expect(result.counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(result.output).toContain('ENOENT');
});

test('a step that can’t run here is one skipped, with the reason', async () => {
  const result = await runStep(step('exit 1', { whySkipped: () => 'needs root' }));
  expect(result).toMatchObject({ counts: { passed: 0, failed: 0, skipped: 1 }, skipped: ['needs root'] });
});

test('a step that hangs is ended and failed', async () => {
  const result = await runStep(step('sleep 60', { timeoutMs: 200 }));
  expect(result.counts.failed).toBe(1);
  expect(result.output).toContain('Ended after 0.2 s');
});

test('a process left behind does not hold the check up', async () => {
  const result = await runStep(step('sleep 20 & echo $!'));
  process.kill(Number(result.output), 'SIGKILL');
  expect(result.counts.passed).toBe(1);
  expect(result.durationMs).toBeLessThan(10_000);
});

test('numbers of a suite that ends badly never look like a success', async () => {
  const result = await runStep(step('echo 5 passed, 0 failed, 1 skipped; exit 1', { counted: 'closing-line' }));
  expect(result.counts).toEqual({ passed: 5, failed: 1, skipped: 1 });
});

test('a closing line counts only in the end', () => {
  expect(countClosingLine('1 passed, 0 failed, 0 skipped\n')).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(countClosingLine('tests: 12 passed, 3 failed, 4 skipped\n')).toEqual({ passed: 12, failed: 3, skipped: 4 });
  expect(countClosingLine('1 passed, 0 failed, 0 skipped\nthen it crashed\n')).toBeNull();
});

test('a test file that breaks before its first test is one failed', () => {
  const report = {
    testResults: [
      { name: 'a.test.ts', status: 'failed', assertionResults: [] },
      {
        name: 'b.test.ts',
        status: 'passed',
        assertionResults: [
          { status: 'passed', fullName: 'adds' },
          { status: 'skipped', fullName: 'needs root' },
          { status: 'todo', fullName: 'divides' },
        ],
      },
    ],
  };
  expect(countVitest(JSON.stringify(report))).toEqual({
    counts: { passed: 1, failed: 1, skipped: 2 },
    skipped: ['b.test.ts: needs root', 'b.test.ts: divides'],
  });
});

test('a report that was never written is not counted', () => {
  expect(countVitest('')).toBeNull();
});
