// Checks that every option is described, shown in the example, and that the generated files are up to date.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { z } from 'zod';

import { checkConfig } from './check-config.ts';
import { generatedFiles } from './generated-files.ts';
import { appSchema, databaseSchema, poolSchema, SHORT_FORM_KEYS } from './schema.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, 'example.yaml'), 'utf8');
const OPTIONS: [string, z.ZodType][] = [appSchema, databaseSchema, poolSchema].flatMap((schema) =>
  Object.entries(schema.shape),
);

test.each(OPTIONS)('%s has a description, a default and an example that it takes itself', (_, schema) => {
  const { description, byDefault, example } = schema.meta() ?? {};
  expect(description).toMatch(/\.$/);
  expect(byDefault).toEqual(expect.any(String));
  expect(schema.safeParse(example).success).toBe(true);
});

test('the example is a right configuration', () => {
  const checked = checkConfig(EXAMPLE, { file: '/srv/shop/allswell.yaml' });
  expect(checked).toMatchObject({ ok: true });
});

test('the short form in the example is right too', () => {
  const short = [...EXAMPLE.matchAll(/^# {3}(.+)$/gm)].map((line) => line[1]).join('\n');
  expect(checkConfig(short, { file: '/srv/shop/allswell.yaml' })).toMatchObject({
    ok: true,
    value: { pools: [{ name: 'web' }] },
  });
});

test('the example mentions every option', () => {
  const missing = OPTIONS.map(([key]) => key).filter((key) => !new RegExp(`^[\\s#]*${key}:`, 'm').test(EXAMPLE));
  expect(missing).toEqual([]);
});

test('what stands at the top level in the short form is what a pool has', () => {
  expect([...SHORT_FORM_KEYS, 'run', 'env'].toSorted()).toEqual(Object.keys(poolSchema.shape).toSorted());
});

test.each(Object.entries(generatedFiles(EXAMPLE)))(
  '%s is up to date (else: node scripts/generate.ts)',
  (path, text) => {
    expect(readFileSync(join(import.meta.dirname, '../..', path), 'utf8')).toBe(text);
  },
);
