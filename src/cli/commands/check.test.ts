// Checks what `allswell check` prints and answers, through the command line.
import { Command } from 'commander';
import { expect, test, vi } from 'vitest';

import { tempFolder } from '../../config/temp-folder.ts';
import { EXIT } from '../exit-code.ts';
import { addCheck } from './check.ts';

async function run(...args: string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command('allswell');
  addCheck(program);
  try {
    await program.parseAsync(['check', ...args], { from: 'user' });
    const text = (spy: typeof out) => spy.mock.calls.map((call) => String(call[0])).join('');
    return { code: process.exitCode, out: text(out), err: text(err) };
  } finally {
    process.exitCode = 0;
    out.mockRestore();
    err.mockRestore();
  }
}

const RIGHT = {
  'allswell.yaml': `name: shop\nrun: m.js\nnode: ${process.execPath}\nenv: { TOKEN: hush }\n`,
  'm.js': '',
};

test('a right configuration is shown as what would run', async () => {
  using tree = tempFolder(RIGHT);
  const { code, out } = await run(tree.folder);
  expect(code).toBe(EXIT.fine);
  expect(out).toContain(`${tree.folder}/allswell.yaml is right.`);
  expect(out).toContain(`node  ${process.version} at ${process.execPath}`);
  expect(out).toMatch(/^web +web +1 +learned +not checked +node m.js$/m);
  expect(out).toContain('1 thing to mind:\n  web: no health path');
});

test('--json has the whole command lines and no values of variables', async () => {
  using tree = tempFolder(RIGHT);
  const { out } = await run(tree.folder, '--json');
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    name: 'shop',
    node: { version: process.version },
    pools: [{ name: 'web', argv: [process.execPath, `${tree.folder}/m.js`], isNode: true, via: ['m.js'] }],
    problems: [],
    warnings: [{ pool: 'web' }],
  });
  expect(out).not.toContain('hush');
});

test('what is wrong is named with its place', async () => {
  using tree = tempFolder({ 'allswell.yaml': 'name: shop\nrun: m.js\nworker: 2\n' });
  const { code, err } = await run(tree.folder);
  expect(code).toBe(EXIT.refused);
  expect(err).toBe(
    `${tree.folder}/allswell.yaml:3:1  worker: no such key; did you mean workers?\n  3 | worker: 2\n    | ^\n\n1 problem; nothing was started or changed\n`,
  );
  const json = await run(`${tree.folder}/allswell.yaml`, '--json');
  expect([json.code, JSON.parse(json.out)]).toMatchObject([
    EXIT.refused,
    { ok: false, problems: [{ line: 3, path: 'worker' }] },
  ]);
});

test('what can not run is named at its option, in the short form and in pools', async () => {
  using short = tempFolder({ 'allswell.yaml': `name: shop\nnode: ${process.execPath}\nrun: m.js\n` });
  expect((await run(short.folder)).err).toContain('allswell.yaml:3:6  run: no such file: ');
  using pools = tempFolder({ 'allswell.yaml': `name: shop\nnode: /none\npools:\n  web:\n    run: m.js\n` });
  const { code, err } = await run(pools.folder);
  expect(code).toBe(EXIT.refused);
  expect(err).toContain('allswell.yaml:2:7  node: there is no Node at /none');
  expect(err).toContain('allswell.yaml:5:10  pools.web.run: no such file: ');
  expect(err).toContain('2 problems');
});

test('no configuration', async () => {
  using tree = tempFolder({ x: '' });
  const { code, err } = await run(tree.folder);
  expect([code, err]).toEqual([
    EXIT.refused,
    `no allswell.yaml or allswell.yml in ${tree.folder}; write one with: allswell init\n`,
  ]);
});

test('--schema prints the JSON Schema', async () => {
  const schema = JSON.parse((await run('--schema')).out);
  expect(schema).toMatchObject({ title: 'allswell.yaml', properties: { run: { type: 'string' } } });
  expect(schema).not.toHaveProperty('required');
});
