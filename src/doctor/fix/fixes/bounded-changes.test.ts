// Shows the plans of small fixes: exactly one line leaves a file, a flag is written as Node takes it, a timeout can be taken back.
import { expect, test } from 'vitest';
import { checkPlan } from '../../../plan/check-plan.ts';
import type { FactId, Facts, Finding } from '../../model.ts';
import type { Fix, Machine } from '../model.ts';
import { dropUnknownOption } from './drop-unknown-option.ts';
import { removeStalePidFile } from './remove-stale-pid-file.ts';
import { setIdleTransactionTimeout } from './set-idle-transaction-timeout.ts';
import { setOomPolicyContinue } from './set-oom-policy-continue.ts';
import { startUnit } from './start-unit.ts';

const facts: Facts<FactId> = {
  get: () => {
    throw new Error('not known');
  },
  find: () => null,
  takenAt: '2026-01-01T00:00:00Z',
};
const FILE = '[program:worker]\ncommand=node dist/worker.js\nmemory_limit=256M\nuser=www-data\n';
const machine: Machine = {
  readText: (path) => (path === '/etc/supervisor/conf.d/worker.conf' ? FILE : null),
  exists: (path) => path === '/run/shop.pid',
  user: () => null,
};
const plan = (fix: Fix, data: Finding['data'], about: Finding['about'] = []): ReturnType<Fix['plan']> =>
  fix.plan(
    {
      rule: '',
      role: 'cause',
      says: '',
      began: null,
      holdsNow: true,
      strength: 'proof',
      evidence: [],
      against: [],
      remedy: { says: '', commands: [], fix: null },
      about,
      data,
    },
    facts,
    machine,
  );

test('only the line that does nothing is taken out, and only while it is there', () => {
  const data = { file: '/etc/supervisor/conf.d/worker.conf', line: 3, option: 'memory_limit' };
  expect(plan(dropUnknownOption, data)).toMatchObject({
    value: { steps: [{ action: { before: FILE, after: FILE.replace('memory_limit=256M\n', '') } }] },
  });
  expect(plan(dropUnknownOption, { ...data, line: 2 }).ok).toBe(false);
});

test('a timeout of a PostgreSQL elsewhere is not touched, one of here can be taken back', () => {
  const here = plan(setIdleTransactionTimeout, { program: 'shop' }, ['database:postgres@127.0.0.1:5433']);
  expect(JSON.stringify(here)).toContain('alter system reset idle_in_transaction_session_timeout');
  expect(JSON.stringify(here)).toContain('"-p","5433"');
  expect(plan(setIdleTransactionTimeout, {}, ['database:postgres@10.0.0.5:5432']).ok).toBe(false);
});

test('what is planned is allowed', () => {
  const plans = [
    plan(removeStalePidFile, { path: '/run/shop.pid', keeper: 'unit:shop.service' }),
    plan(setOomPolicyContinue, { unit: 'shop.service', child: 'node' }),
    plan(startUnit, { unit: 'postgresql@15-main.service' }),
    plan(setIdleTransactionTimeout, { program: 'shop' }, ['database:postgres@127.0.0.1:5432']),
  ];
  for (const planned of plans) expect(planned.ok ? checkPlan(planned.value) : planned.failure).toEqual([]);
});
