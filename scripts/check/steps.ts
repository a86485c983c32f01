// The checks, in the order they run: quick ones first.
import { existsSync } from 'node:fs';
import type { Step } from './model.ts';

const MINUTE_MS = 60_000;
const PACKAGE_TEST = 'test/package.test.ts';
const MACHINE_SUITES = 'test/machine/run';

const modules = 'node_modules';
const always = () => null;
const tool = (script: string, ...args: string[]): string[] => [process.execPath, `${modules}/${script}`, ...args];
const vitest = (...args: string[]): string[] => tool('vitest/vitest.mjs', 'run', ...args);

function check(name: string, command: string[]): Step {
  return { name, command, counted: 'one', timeoutMs: 2 * MINUTE_MS, whySkipped: always };
}

/** `filters` name test files or folders; none means all. */
export function testSteps(filters: string[]): Step[] {
  const timeoutMs = 15 * MINUTE_MS;
  const tests = filters.length > 0 ? vitest(...filters) : vitest('--exclude', PACKAGE_TEST);
  return [{ name: 'tests', command: tests, counted: 'vitest', timeoutMs, whySkipped: always }];
}

export const staticSteps: Step[] = [
  check('format', tool('@biomejs/biome/bin/biome', 'format', '--reporter=summary')),
  check('lint', tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings')),
  check('types', tool('typescript/bin/tsc', '-p', '.')),
  check('preload-types', tool('typescript/bin/tsc', '-p', 'tsconfig.preload.json')),
  check('generated', [process.execPath, 'scripts/generate.ts', '--check']),
  check('unused', tool('knip/bin/knip.js', '--no-progress')),
];

export const packageStep: Step = {
  name: 'package',
  command: vitest(PACKAGE_TEST),
  counted: 'vitest',
  timeoutMs: 5 * MINUTE_MS,
  whySkipped: always,
};

export const machineStep: Step = {
  name: 'machine',
  command: ['bash', MACHINE_SUITES],
  counted: 'closing-line',
  timeoutMs: 60 * MINUTE_MS,
  whySkipped() {
    if (!existsSync(MACHINE_SUITES)) return `there is no ${MACHINE_SUITES}`;
    return process.getuid?.() === 0 ? null : 'needs root (npm run test:machine)';
  },
};
