import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as conditions from '../../../operator/api/conditions.ts';

const docs = readFileSync(new URL('../../../docs/concepts.md', import.meta.url), 'utf8');
const words = [...new Set(Object.values(conditions).flatMap((list) => Object.values(list)))];

test('the list is closed and known to the documentation', () => {
  expect(words).toContain('PartiallyProgrammed');
  expect(words.filter((word) => !docs.includes(word))).toEqual([]);
});
