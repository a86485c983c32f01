// Which tests vitest runs and how many at once. test/package.test.ts is a step of its own (scripts/check/steps.ts).
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/apps/**', 'test/machine/**'],
    // Tests start real processes: more of them at once only makes each wait longer.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A forgotten `.only` would hide all other tests.
    allowOnly: false,
  },
});
