// Checks where a configuration is looked for and what is said when there is none.
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { explainReadTrouble, readConfig } from './read-config.ts';
import { tempFolder } from './temp-folder.ts';

test('the nearest folder upward has it', () => {
  using tree = tempFolder({ 'allswell.yaml': 'outer', 'app/allswell.yml': 'inner', 'app/src/deep/x': '' });
  const file = join(tree.folder, 'app/allswell.yml');
  expect(readConfig(null, join(tree.folder, 'app/src/deep'))).toEqual({ ok: true, value: { file, text: 'inner' } });
});

test('a path is a file of any name, or a folder', () => {
  using tree = tempFolder({ 'a/allswell.yaml': 'one', 'other.yaml': 'two' });
  const text = (path: string) => {
    const read = readConfig(path, tree.folder);
    return read.ok ? read.value.text : explainReadTrouble(read.failure);
  };
  expect(text('a')).toBe('one');
  expect(text('other.yaml')).toBe('two');
  expect(text('none.yaml')).toBe(`${tree.folder}/none.yaml: no such file`);
});

test('without one it says where it looked and what writes one', () => {
  using tree = tempFolder({ 'x/y': '' });
  const given = readConfig('x', tree.folder);
  expect(given.ok ? '' : explainReadTrouble(given.failure)).toBe(
    `no allswell.yaml or allswell.yml in ${tree.folder}/x; write one with: allswell init`,
  );
  const searched = readConfig(null, join(tree.folder, 'x'));
  expect(searched.ok ? '' : explainReadTrouble(searched.failure)).toContain('or above it; write one with');
});

test('a folder of that name can not be read', () => {
  using tree = tempFolder({ 'allswell.yaml/x': '' });
  const read = readConfig(null, tree.folder);
  expect(read.ok ? '' : explainReadTrouble(read.failure)).toBe(`${tree.folder}/allswell.yaml: it is not a file`);
});
