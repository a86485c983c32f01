// Checks which words are taken for slips of which.
import { expect, test } from 'vitest';

import { didYouMean } from './did-you-mean.ts';

const KEYS = ['workers', 'queueFor', 'envFile', 'env', 'run', 'ready'];

test.each([
  ['worker', 'workers'],
  ['wrokers', 'workers'],
  ['queue_for', 'queueFor'],
  ['EnvFile', 'envFile'],
  ['rum', 'run'],
  ['redy', 'ready'],
  ['zebra', null],
  ['x', null],
])('%s is taken for %s', (typed, meant) => {
  expect(didYouMean(typed, KEYS)).toBe(meant);
});
