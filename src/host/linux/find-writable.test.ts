// Whose hands a program that root starts may be in.
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findWritable } from './find-writable.ts';

const isRoot = process.getuid?.() === 0;
let folder: string;
let program: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'aw-writable-')));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'bin'), { mode: 0o755 });
  program = join(folder, 'bin', 'program');
  writeFileSync(program, '', { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true }));

test.runIf(isRoot)('as root: a program that is root’s all the way up is fit', () => {
  expect(findWritable(program)).toBeNull();
});

test.runIf(isRoot)('as root: a folder of somebody else’s above it is found', () => {
  chownSync(folder, 33, 0);
  expect(findWritable(program)).toMatchObject({ path: folder, by: expect.stringMatching(/^user /) });
});

test.runIf(isRoot)('as root: rights of everybody and of a group are found', () => {
  chmodSync(program, 0o757);
  expect(findWritable(program)).toEqual({ path: program, by: 'everybody' });
  chmodSync(program, 0o775);
  chownSync(program, 0, 33);
  expect(findWritable(program)).toMatchObject({ path: program, by: expect.stringMatching(/^group /) });
  chownSync(program, 0, 0);
  expect(findWritable(program)).toBeNull();
});

test.runIf(isRoot)('as root: a link is followed to what would really run', () => {
  const link = join(folder, 'link');
  symlinkSync(program, link);
  chownSync(program, 33, 33);
  expect(findWritable(link)).toMatchObject({ path: program });
});
