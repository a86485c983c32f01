// Shows that a group is let in to read and pass, and that the undo restores every mode and leaves no folder behind.
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { executePlan, undoPlan } from './execute-plan.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'grant-test-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('the group reads files and enters folders, and everything can be taken back', async () => {
  const site = join(root, 'site');
  mkdirSync(join(site, 'dist'), { recursive: true });
  writeFileSync(join(site, 'dist', 'main.js'), '');
  symlinkSync('dist/main.js', join(site, 'link'));
  chmodSync(join(site, 'dist', 'main.js'), 0o600);
  chmodSync(join(site, 'dist'), 0o700);
  const modes = (): number[] => ['', 'dist', 'dist/main.js'].map((name) => lstatSync(join(site, name)).mode & 0o7777);
  const before = modes();
  const { gid } = lstatSync(site);
  const done = await executePlan(
    {
      schema: 1,
      title: 'Let the group read',
      risk: 'safe',
      steps: [{ says: 'Let it read', action: { kind: 'grant-tree', path: site, gid, named: 'www-data' } }],
      notes: [],
    },
    join(root, 'undo'),
    () => undefined,
  );
  expect(done.ok).toBe(true);
  expect(modes().slice(1)).toEqual([0o750, 0o640]);
  expect(await undoPlan(join(root, 'undo'), () => undefined)).toEqual([]);
  expect(modes()).toEqual(before);
});

test('a folder that was made for a file goes with it', async () => {
  const path = join(root, 'shop.service.d', 'limits.conf');
  const plan = {
    schema: 1 as const,
    title: 'Write a drop-in',
    risk: 'safe' as const,
    steps: [
      {
        says: 'Write it',
        action: { kind: 'write-file' as const, path, before: null, after: '[Service]\n', mode: 0o644 },
      },
    ],
    notes: [],
  };
  expect((await executePlan(plan, join(root, 'undo'), () => undefined)).ok).toBe(true);
  expect(lstatSync(path).mode & 0o7777).toBe(0o644);
  await undoPlan(join(root, 'undo'), () => undefined);
  expect(() => lstatSync(join(root, 'shop.service.d'))).toThrow();
});
