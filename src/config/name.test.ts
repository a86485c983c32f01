// Checks which names are allowed and what is proposed for the others.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { explainName, NAME_PATTERN, proposeName } from './name.ts';

test.each(['shop', 'a', '2fast', 'shop-api-2', 'a'.repeat(40)])('%s is a name', (name) => {
  expect(explainName(name)).toBeNull();
});

test.each([
  ['My Shop', "'My Shop' has a space in it; use small letters, digits and '-', at most 40, e.g. my-shop"],
  ['shop.api', "'shop.api' has a dot in it; use small letters, digits and '-', at most 40, e.g. shop-api"],
  ['Café', "'Café' has a capital letter in it; use small letters, digits and '-', at most 40, e.g. cafe"],
  ['', "'' is empty; use small letters, digits and '-', at most 40, e.g. shop"],
])('%s is explained', (name, words) => {
  expect(explainName(name)).toBe(words);
});

test('a scope is left out of a proposal', () => {
  expect(proposeName('@acme/shop-api')).toBe('shop-api');
});

test('what is proposed is always allowed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (wish) => {
      const name = proposeName(wish);
      expect(name === null || NAME_PATTERN.test(name)).toBe(true);
    }),
  );
});
