// Checks what `allswell init` writes, prints and refuses, through the command line.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { expect, test, vi } from 'vitest';

import { tempFolder } from '../../config/temp-folder.ts';
import { EXIT } from '../exit-code.ts';
import { addInit } from './init.ts';

async function run(...args: string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command('allswell');
  addInit(program);
  try {
    await program.parseAsync(['init', ...args], { from: 'user' });
    const text = (spy: typeof out) => spy.mock.calls.map((call) => String(call[0])).join('');
    return { code: process.exitCode, out: text(out), err: text(err) };
  } finally {
    process.exitCode = 0;
    out.mockRestore();
    err.mockRestore();
  }
}

const APP = { 'package.json': { name: 'shop', scripts: { start: 'node server.js' } }, 'server.js': 'app.listen(3000)' };

test('it writes the file and tells what it saw and what comes next', async () => {
  using tree = tempFolder(APP);
  const { code, out } = await run(tree.folder);
  expect(code).toBe(EXIT.fine);
  expect(readFileSync(`${tree.folder}/allswell.yaml`, 'utf8')).toContain('listen: 3000');
  expect(out).toMatch(/^pool web +web: npm start +package.json: scripts.start$/m);
  expect(out).toContain(`Wrote ${tree.folder}/allswell.yaml.`);
  expect(out).toContain(`  cd ${tree.folder}\n  allswell check `);
  expect(out).not.toContain('Not yet right');
});

test('it tells what is not yet right', async () => {
  using tree = tempFolder({ 'package.json': { scripts: { start: 'node dist/main.js' } } });
  const { out } = await run(tree.folder);
  expect(out).toMatch(
    /Not yet right:\n {2}web: npm start means 'node dist\/main.js': no such file: .*; did you build\?/,
  );
});

test('a file that is there is not written over without --force', async () => {
  using tree = tempFolder({ ...APP, 'allswell.yml': 'mine' });
  const { code, err } = await run(tree.folder);
  expect(code).toBe(EXIT.refused);
  expect(err).toContain('allswell.yml is there already; write over it with --force');
  expect(readFileSync(`${tree.folder}/allswell.yml`, 'utf8')).toBe('mine');

  expect((await run(tree.folder, '--force')).code).toBe(EXIT.fine);
  expect(readFileSync(`${tree.folder}/allswell.yml`, 'utf8')).toContain('name: shop');
});

test('--print and --json with it write nothing', async () => {
  using tree = tempFolder({ ...APP, 'allswell.yaml': 'mine' });
  expect((await run(tree.folder, '--print')).out).toMatch(/^# How allswell runs shop/);
  const { out } = await run(tree.folder, '--print', '--json');
  expect(JSON.parse(out)).toMatchObject({ ok: true, written: false, detected: { name: { value: 'shop' } } });
  expect(readFileSync(`${tree.folder}/allswell.yaml`, 'utf8')).toBe('mine');
});

test('no app, no folder', async () => {
  using tree = tempFolder({ 'readme.txt': '' });
  expect(await run(tree.folder)).toMatchObject({
    code: EXIT.refused,
    err: expect.stringContaining('no app was recognised'),
  });
  const { code, out } = await run(`${tree.folder}/none`, '--json');
  expect([code, JSON.parse(out)]).toEqual([
    EXIT.refused,
    { ok: false, message: `there is no folder ${tree.folder}/none` },
  ]);
});
