// Shows that the project keeps its house rules (STYLE.md), and that each rule can fail.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkFile } from './tidy/check-file.ts';
import { MACHINE_FILES } from './tidy/directions.ts';
import { findLeaks } from './tidy/leaks.ts';
import { findGaps } from './tidy/lockfiles.ts';
import { listFiles } from './tidy/list-files.ts';
import type { Problem } from './tidy/model.ts';
import { countLines } from './tidy/shape.ts';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const files = listFiles(root);
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The programs of this project; the example and the test applications are somebody else's programs. */
const isSource = (path: string) =>
  /^(src|protocol|preload|scripts|test|panel)\/.*\.(ts|mts|cts|js|mjs|cjs|svelte|sh)$/.test(path) &&
  !path.startsWith('test/apps/');
const sources = [...files.filter(isSource), 'bin/allswell', '.ci/run'];
const MEDIAN_MAX_LINES = 80;

const sentence = ({ path, line, rule, says }: Problem) => `${path}:${line} ${says} (${rule})`;

describe('the project', () => {
  test('keeps the rules for source files', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap((path) => checkFile(path, read(path))).map(sentence)).toEqual([]);
  });

  test('has small files', () => {
    const lengths = sources
      .filter((path) => /^(src|protocol|preload)\//.test(path) && !path.endsWith('.test.ts'))
      .map((path) => countLines(read(path)))
      .toSorted((a, b) => a - b);
    const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
    console.log(`${lengths.length} source files, median ${median} lines, longest ${lengths.at(-1)}`);
    expect(median).toBeLessThanOrEqual(MEDIAN_MAX_LINES);
  });

  test('has nothing of anybody’s machine in it', () => {
    const texts = files.filter((path) => !/\.(png|ico|woff2|gz|tgz)$/.test(path));
    const own = (path: string) => path.startsWith('test/tidy');
    expect(
      texts
        .filter((path) => !own(path))
        .flatMap((path) => findLeaks(path, read(path), root))
        .map(sentence),
    ).toEqual([]);
  });

  test('names only files that are there among those that may touch the machine', () => {
    expect(Object.keys(MACHINE_FILES).filter((path) => !files.includes(path))).toEqual([]);
  });

  test('has lockfiles that name the packages of every platform', () => {
    const lockfiles = files.filter((path) => path.endsWith('package-lock.json'));
    expect(lockfiles.length).toBeGreaterThan(0);
    expect(lockfiles.flatMap((path) => findGaps(read(path)).map((gap) => `${path}: ${gap}`))).toEqual([]);
  });

  test('says of every dependency why it is here', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json'));
    const wanted: string[] = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
    const told = [...read('DEPENDENCIES.md').matchAll(/^- \*\*([^*]+)\*\*/gm)].flatMap((found) =>
      (found[1] ?? '').split(', '),
    );
    expect(told.toSorted()).toEqual(wanted.toSorted());
  });
});

const HEAD = '// Decides what to do with a made-up file.\n';

/** Rule, path, text that breaks the rule, text that does not. */
const CASES: [rule: string, path: string, bad: string, good: string][] = [
  ['first-line', 'src/std/ring.ts', 'export const a = 1;\n', HEAD],
  ['first-line', 'src/std/ring.ts', '// ring\n', HEAD],
  ['first-line', 'bin/x', '#!/bin/sh\nset -eu\n', '#!/bin/sh\n# Finds the right program and starts it.\n'],
  ['length', 'src/std/ring.ts', HEAD + 'x;\n'.repeat(400), HEAD + 'x;\n'.repeat(399)],
  ['names', 'src/std/string-utils.ts', HEAD, HEAD],
  ['names', 'src/cli/pool-manager.ts', HEAD, HEAD],
  ['names', 'src/cli/main.ts', `${HEAD}export class JobProcessor {}\n`, `${HEAD}const jobProcessor = 1;\n`],
  ['names', 'src/cli/main.ts', `${HEAD}export { a as errorHandler };\n`, `${HEAD}export { a as serviceUnit };\n`],
  ['names', 'preload/app.cjs', `${HEAD}module.exports = { utils };\n`, `${HEAD}module.exports = { ready };\n`],
  ['directions', 'src/supervise/a.ts', from('../daemon/loop.ts'), from('../std/result.ts')],
  ['directions', 'src/supervise/a.ts', `${HEAD}import type { A } from '../cli/main.ts';\n`, from('../config/model.ts')],
  ['directions', 'src/supervise/a.ts', `${HEAD}export * from '../config/schema.ts';\n`, from('./model.ts')],
  ['directions', 'src/cli/commands/made-up.ts', from('../../daemon/loop.ts'), from('../../control/call-daemon.ts')],
  [
    'directions',
    'src/cli/commands/made-up.ts',
    `${HEAD}await import('../../keeper/hold.ts');\n`,
    from('../exit-code.ts'),
  ],
  ['directions', 'src/doctor/rules/a/rule.ts', from('../../collect/units.ts'), from('../../model.ts')],
  ['directions', 'src/daemon/loop.ts', from('../cli/exit-code.ts'), from('../supervise/reduce-app.ts')],
  ['directions', 'src/newcomer/a.ts', HEAD, HEAD],
  [
    'preload',
    'preload/app.cjs',
    `${HEAD}const a = require('../src/std/ring.ts');\n`,
    `${HEAD}require('./drain.cjs');\n`,
  ],
  ['preload', 'preload/app.cjs', `${HEAD}const a = require('zod');\n`, `${HEAD}const a = require('node:net');\n`],
  ['machine', 'src/daemon/made-up.ts', from('node:fs'), `${HEAD}import type { Stats } from 'node:fs';\n`],
  ['machine', 'src/cli/made-up.ts', from('node:child_process'), from('node:util')],
  ['machine', 'src/config/made-up.ts', from('node:fs/promises'), `${HEAD}// import 'node:fs/promises';\n`],
  ['machine', 'src/config/disk-files.ts', HEAD, from('node:fs')],
  ['purity', 'src/plan/check-plan.ts', from('node:util'), from('node:path')],
  ['purity', 'src/supervise/a.ts', `${HEAD}const at = Date.now();\n`, `${HEAD}const says = 'Date.now()';\n`],
  ['purity', 'src/supervise/a.ts', `${HEAD}const at = new Date();\n`, `${HEAD}// new Date() would be wrong here.\n`],
  ['purity', 'src/supervise/a.ts', `${HEAD}const a = Math.random();\n`, `${HEAD}const a = Math.round(event.random);\n`],
  ['purity', 'src/supervise/a.ts', `${HEAD}setTimeout(f, 1);\n`, `${HEAD}const setTimeoutMs = 1;\n`],
  ['purity', 'src/supervise/a.ts', `${HEAD}const a = process.pid;\n`, `${HEAD}const a = worker.process.pid;\n`],
  ['purity', 'src/supervise/a.ts', `${HEAD}export async function f() {}\n`, `${HEAD}const a = \`await \${b}\`;\n`],
  ['purity', 'src/supervise/a.ts', `${HEAD}const a = \`\${await b}\`;\n`, `${HEAD}const a = /await b/;\n`],
  ['purity', 'src/std/ring.ts', `${HEAD}console.log(1);\n`, `${HEAD}const console1 = 1;\n`],
];

function from(path: string): string {
  return `${HEAD}import { a } from '${path}';\n`;
}

describe('a rule', () => {
  const titled = CASES.map(([rule, path, bad, good]) => ({
    rule,
    path,
    bad,
    good,
    sees: bad.trim().split('\n').at(-1),
  }));
  test.each(titled)('on $rule sees $sees in $path', ({ rule, path, bad, good }) => {
    expect(checkFile(path, bad).map((problem) => problem.rule)).toEqual([rule]);
    if (good !== bad) expect(checkFile(path, good)).toEqual([]);
  });

  test('on long files leaves out the worker table', () => {
    expect(checkFile('src/supervise/worker-table.ts', HEAD + 'x;\n'.repeat(600))).toEqual([]);
  });

  test('on purity leaves out tests', () => {
    expect(checkFile('src/supervise/a.test.ts', `${HEAD}await Date.now();\n`)).toEqual([]);
  });

  test.each([
    ['cd /home/annika/allswell', 'a home folder'],
    ['"resolved": "https://example.test/zod.tgz"', 'the registry it was installed from'],
    ['registry=https://example.test/', 'a registry'],
    ['see https://registry.example.test/zod', 'a registry'],
    ['see /checkouts/one/src/std', 'the path of this checkout'],
  ])('on leaks sees %s', (text, what) => {
    const says = findLeaks('docs/a.md', `first\n${text}\n`, '/checkouts/one').map((problem) => problem.says);
    expect(says).toEqual([expect.stringContaining(what)]);
  });

  test('on leaks leaves alone what belongs to nobody', () => {
    const text =
      'cd /home/deploy/shop && npm view allswell # https://www.npmjs.com/package/allswell in /srv/allswell/current';
    expect(findLeaks('docs/a.md', text, '/srv/allswell')).toEqual([]);
  });

  test('on lockfiles sees a missing package, and one that is further up', () => {
    const packages = {
      '': { dependencies: { a: '1' } },
      'node_modules/a': { dependencies: { b: '1' }, optionalDependencies: { 'a-linux': '1', 'a-win': '1' } },
      'node_modules/a/node_modules/b': { dependencies: { 'a-linux': '1' } },
      'node_modules/a-linux': {},
    };
    expect(findGaps(JSON.stringify({ packages }))).toEqual(['node_modules/a needs a-win, and it is not there']);
  });
});
