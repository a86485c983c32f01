// Shows that a fix which uncovers the next fault of the same program has helped, and one after which another is ill has not.
import { expect, test } from 'vitest';
import type { Diagnosis, EntityKey, Finding } from '../model.ts';
import { judgeOutcome } from './judge-outcome.ts';

const finding = (rule: string, about: EntityKey[]): Finding => ({
  rule,
  role: 'symptom',
  about,
  says: rule,
  began: null,
  holdsNow: true,
  strength: 'proof',
  evidence: [],
  against: [],
  data: {},
  remedy: { says: '', commands: [], fix: null },
});
const diagnosis = (causes: Finding[], symptoms: Finding[]): Diagnosis => ({
  schema: 1,
  takenAt: '2026-01-01T00:00:00Z',
  verdict: 'confirmed',
  causes: causes.map((one) => ({ rank: 1, finding: one })),
  propagation: [],
  symptoms: symptoms.map((one) => ({ finding: one, isExplained: true })),
  unexplained: [],
  noticed: [],
  past: [],
  notJudged: [],
  checked: [],
});
const owner = finding('tree-owned-by-another-user', ['unit:shop.service']);
const gaveUp = finding('keeper-gave-up', ['unit:shop.service']);
const before = diagnosis([owner], [gaveUp]);

test('the next fault of what was ill before is no harm', () => {
  const loop = finding('workload-restarts-again-and-again', ['unit:shop.service']);
  expect(judgeOutcome(before, diagnosis([], [loop]), owner)).toEqual({ helped: true, left: [loop] });
});

test('what was well before and is ill now is harm', () => {
  const other = finding('keeper-gave-up', ['unit:blog.service']);
  expect(judgeOutcome(before, diagnosis([], [gaveUp, other]), owner)).toMatchObject({ helped: false });
});

test('what is still found was not mended', () => {
  expect(judgeOutcome(before, before, owner)).toMatchObject({ helped: false });
});
