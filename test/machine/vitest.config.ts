// How the machine suites run: one server after the other, as each is a whole system and the machine may be small.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/machine/*.machine.ts'],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    allowOnly: false,
    // What was measured is printed as it comes.
    disableConsoleIntercept: true,
  },
});
