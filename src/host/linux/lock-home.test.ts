// Shows that a home stays locked for as long as its holder lives, whoever still thinks of the lock.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { lockHome } from './lock-home.ts';

test('a home stays locked though the lock itself is not held on to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'allswell-lock-'));
  setFlagsFromString('--expose-gc');
  try {
    expect(lockHome(join(folder, 'lock.db')).ok).toBe(true);
    (runInNewContext('gc') as () => void)();
    expect(lockHome(join(folder, 'lock.db'))).toEqual({ ok: false, failure: 'held' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
