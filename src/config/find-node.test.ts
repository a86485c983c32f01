// Checks which Node is found: with small programs that answer as Node would.
import { expect, test } from 'vitest';

import { findNode } from './find-node.ts';
import { compareVersions, fits, parseVersion } from './node-version.ts';
import { tempFolder, type Tree } from './temp-folder.ts';

const node = (version: string, path = '$0') => ({ program: `#!/bin/sh\necho ${version}; echo "${path}"\n` });
const broken = { program: '#!/bin/sh\nexit 1\n' };

async function find(wish: string | null, tree: Tree) {
  using made = tempFolder({ x: '', ...tree });
  const { folder } = made;
  const named = wish?.replace('<home>', folder) ?? null;
  const found = await findNode(named, { path: `${folder}/bin`, home: folder, cwd: folder });
  const short = (text: string) => text.replaceAll(folder, '<home>');
  return found.ok ? `${found.value.version} ${short(found.value.path)}` : short(found.failure);
}

test('without a wish it is the one on PATH, by its own word where it is', async () => {
  expect(await find(null, { 'bin/node': node('v22.1.0', '/opt/real/node') })).toBe('v22.1.0 /opt/real/node');
  expect(await find(null, {})).toBe('there is no node on the PATH (<home>/bin); set node to a path or a version');
  expect(await find(null, { 'bin/node': broken })).toBe('<home>/bin/node does not start as Node');
});

test('the Node these tests run with is found by its path', async () => {
  expect(await find(process.execPath, {})).toBe(`${process.version} ${process.execPath}`);
});

test('a path has to be a Node', async () => {
  expect(await find('<home>/none', {})).toBe('there is no Node at <home>/none');
  expect(await find('<home>/n', { 'n/bin/node': node('v20.0.0') })).toBe(
    '<home>/n is a folder; write the binary in it, e.g. <home>/n/bin/node',
  );
  expect(await find('<home>/n', { n: broken })).toBe('<home>/n does not start as Node');
});

test('of a version the newest that a version switcher has', async () => {
  const tree = {
    '.nvm/versions/node/v7.9.0/bin/node': node('v7.9.0'),
    '.nvm/versions/node/v7.11.1/bin/node': node('v7.11.1'),
    '.local/share/fnm/node-versions/v7.10.3/installation/bin/node': node('v7.10.3'),
    '.volta/tools/image/node/6.2.0/bin/node': node('v6.2.0'),
    'bin/node': node('v7.99.0'),
  };
  expect(await find('7', tree)).toBe('v7.11.1 <home>/.nvm/versions/node/v7.11.1/bin/node');
  expect(await find('v7.10', tree)).toBe('v7.10.3 <home>/.local/share/fnm/node-versions/v7.10.3/installation/bin/node');
  expect(await find('6.2.0', tree)).toBe('v6.2.0 <home>/.volta/tools/image/node/6.2.0/bin/node');
  expect(await find('7.99', tree)).toBe('v7.99.0 <home>/bin/node');
});

test('one that does not start is passed over', async () => {
  const tree = { '.nvm/versions/node/v7.11.1/bin/node': broken, 'bin/node': node('v7.0.0') };
  expect(await find('7', tree)).toBe('v7.0.0 <home>/bin/node');
});

test('when there is none, it says which there are', async () => {
  expect(
    await find('5', { '.nvm/versions/node/v7.11.1/bin/node': node('v7.11.1'), 'bin/node': node('v6.0.0') }),
  ).toMatch(/^no Node 5 on this machine; there is v7\.11\.1 \(<home>\/\.nvm[^)]*\), v6\.0\.0 \(<home>\/bin\/node\)/);
  expect(await find('latest', {})).toBe("'latest' is neither a path nor a version; write e.g. 20 or /usr/bin/node");
});

test('versions', () => {
  expect(['20', 'v20.11', '20.x', '20.11.1', '>=20', ''].map(parseVersion)).toEqual([
    [20],
    [20, 11],
    [20],
    [20, 11, 1],
    null,
    null,
  ]);
  expect(fits([20, 11, 1], [20, 1])).toBe(false);
  expect(
    [
      [20, 9, 1],
      [20, 10, 0],
      [18, 20, 4],
    ].toSorted(compareVersions),
  ).toEqual([
    [18, 20, 4],
    [20, 9, 1],
    [20, 10, 0],
  ]);
});
