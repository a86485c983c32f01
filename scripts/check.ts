// Runs every check of this project one after the other, goes on after a failure, and ends with what passed.
// `check.ts lint types` runs only those steps; `check.ts src/std` only those tests.
import { describeCounts, sum } from './check/count.ts';
import type { Step, StepResult } from './check/model.ts';
import { runStep } from './check/run-step.ts';
import { machineStep, packageStep, staticSteps, testSteps } from './check/steps.ts';

const SKIPPED_SHOWN = 20;

const args = process.argv.slice(2);
const withMachine = args.includes('--with-machine');
const results: StepResult[] = [];
for (const step of chosenSteps(args.filter((arg) => arg !== '--with-machine'))) {
  const result = await runStep(step);
  results.push(result);
  show(result);
}

const total = sum(results.map((result) => result.counts));
const failed = results.filter((result) => result.counts.failed > 0).map((result) => result.name);
if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
console.log(`\ntests: ${describeCounts(total)}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function chosenSteps(words: string[]): Step[] {
  const all = [...staticSteps, ...testSteps([]), packageStep, ...(withMachine ? [machineStep] : [])];
  if (words.length === 0) return all;
  const named = all.filter((step) => words.includes(step.name));
  const filters = words.filter((word) => !named.some((step) => step.name === word));
  return filters.length === 0 ? named : [...named, ...testSteps(filters)];
}

function show({ name, counts, durationMs, output, skipped }: StepResult): void {
  const isWhole = counts.passed + counts.failed + counts.skipped === 1;
  const ending = counts.failed > 0 ? 'FAILED' : counts.passed === 0 ? 'skipped' : 'ok';
  const seconds = `${(durationMs / 1000).toFixed(1)} s`;
  console.log(
    `${name.padEnd(14)} ${seconds.padStart(8)}  ${isWhole ? ending : `${ending}: ${describeCounts(counts)}`}`,
  );
  for (const line of skipped.slice(0, SKIPPED_SHOWN)) console.log(`  skipped: ${line}`);
  if (skipped.length > SKIPPED_SHOWN) console.log(`  and ${skipped.length - SKIPPED_SHOWN} more skipped`);
  if (counts.failed > 0) console.log(`${output.trimEnd().replaceAll(/^/gm, '  ')}\n`);
}
