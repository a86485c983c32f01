// Tests who lets connections go, and how many.
import { expect, test } from 'vitest';
import { chooseShedding } from './choose-shedding.ts';

const load = (loopBusy: number, connections: number) => ({ loopBusy, connections });

test.each([
  ['the only worker', load(1, 64), [], 0],
  ['a busy one beside an idle one', load(1, 64), [load(0, 0)], 16],
  ['a busy one beside three idle ones', load(1, 64), [load(0, 0), load(0, 0), load(0, 0)], 24],
  ['a busy one beside another', load(1, 64), [load(0.9, 4)], 0],
  ['one that has time enough', load(0.4, 64), [load(0, 0)], 0],
  ['the idle one', load(0, 0), [load(1, 64)], 0],
  ['one connection that keeps a worker busy', load(1, 1), [load(0, 0)], 1],
  ['a loop that is busy with something else', load(1, 0), [load(0, 64)], 0],
])('%s', (_, worker, others, expected) => {
  expect(chooseShedding(worker, others)).toBe(expected);
});
