import { expect, test } from 'vitest';
import { emptyFields, withoutNulls } from '../../../operator/api/validation/nulls.ts';

test('a field that holds nothing is dropped, an entry of a list is not', () => {
  expect(withoutNulls({ a: null, b: [null, { c: null }], d: 0 })).toEqual({ b: [null, {}], d: 0 });
});

test('fields that are dropped are told, since they are hardly meant', () => {
  const spec = { tls: null, targetSelectors: [{ matchLabels: { tier: null } }] };
  expect(emptyFields({ spec }).map(({ path }) => path)).toEqual([
    ['spec', 'tls'],
    ['spec', 'targetSelectors', 0, 'matchLabels', 'tier'],
  ]);
});
