// Shows that a tree is given to the user that runs it, that only what is down is started, and that unknown users are refused.
import { expect, test } from 'vitest';
import type { FactId, Facts, Finding } from '../../model.ts';
import type { Machine } from '../model.ts';
import { checkPlan } from '../../../plan/check-plan.ts';
import { chownTreeToRunUser, letRunUserPassThrough, letRunUserReadTree } from './give-to-run-user.ts';

const facts: Facts<FactId> = {
  get: () => {
    throw new Error('not known');
  },
  find: () => null,
  takenAt: '2026-01-01T00:00:00Z',
};
const machine: Machine = {
  readText: () => null,
  exists: () => true,
  user: (name) => (name === 'www-data' ? { uid: 33, gid: 33 } : null),
};
const finding = (data: Finding['data']): Finding => ({
  rule: 'tree-owned-by-another-user',
  role: 'cause',
  about: [],
  says: '',
  began: null,
  holdsNow: true,
  strength: 'proof',
  evidence: [],
  against: [],
  data,
  remedy: { says: '', commands: [], fix: null },
});

test('the tree is given to its run user, and the plan is allowed', () => {
  const planned = chownTreeToRunUser.plan(finding({ folder: '/srv/shop', user: 'www-data' }), facts, machine);
  expect(planned).toMatchObject({
    ok: true,
    value: { steps: [{ action: { kind: 'own-tree', path: '/srv/shop', uid: 33, gid: 33 } }] },
  });
  if (planned.ok) expect(checkPlan(planned.value)).toEqual([]);
});

test('a user that is not there gets nothing', () => {
  expect(chownTreeToRunUser.plan(finding({ folder: '/srv/shop', user: 'nobody-here' }), facts, machine).ok).toBe(false);
});

test('a tree of somebody else is read through the group, and a folder on the way only passed', () => {
  expect(
    letRunUserReadTree.plan(finding({ folder: '/srv/shop', user: 'www-data', isOnWay: false }), facts, machine),
  ).toMatchObject({ value: { steps: [{ action: { kind: 'grant-tree', path: '/srv/shop', gid: 33 } }] } });
  expect(
    letRunUserPassThrough.plan(finding({ component: '/srv/private', user: 'www-data', mode: '0700' }), facts, machine),
  ).toMatchObject({ value: { steps: [{ action: { kind: 'set-mode', path: '/srv/private', mode: 0o701 } }] } });
});
