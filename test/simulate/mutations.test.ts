// Shows that the simulation would see it if the supervisor made a mistake: each is caught, by the judge alone.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { folderUrl } from './load-supervisor.ts';
import { type Mutation, mutations } from './mutations.ts';
import { simulate } from './simulate.ts';

const SEEDS_MAX = 3000;
const sources = fileURLToPath(new URL('../../src', import.meta.url));
const copies: string[] = [];
afterAll(() => copies.forEach((copy) => rmSync(copy, { recursive: true })));

/** The folder of a supervisor that makes the mistake. */
function copyWith({ file, from, to }: Mutation): string {
  const copy = mkdtempSync(join(tmpdir(), 'allswell-mutation-'));
  copies.push(copy);
  for (const folder of ['supervise', 'std', 'config']) {
    cpSync(join(sources, folder), join(copy, folder), { recursive: true });
  }
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
  const path = join(copy, 'supervise', file);
  const parts = readFileSync(path, 'utf8').split(from);
  expect(parts.length - 1, `the text to replace occurs once in ${file}`).toBe(1);
  writeFileSync(path, parts.join(to));
  return join(copy, 'supervise');
}

describe('the simulation blames a supervisor that', () => {
  test.each(mutations)('$name', { timeout: 5 * 60_000 }, async (mutation) => {
    const supervisor = folderUrl(copyWith(mutation));
    const summary = await simulate({ supervisor, from: 0, seeds: SEEDS_MAX, checksApp: false, stopsAtFirst: true });
    const [first] = summary.failed.toSorted((a, b) => a.seed - b.seed);
    expect(first, `nobody was blamed in ${summary.seeds} seeds`).toBeDefined();
    console.log(`${mutation.name}: caught by seed ${first?.seed}: ${first?.fault.split('\n')[0]}`);
  });
});
