import { expect, test } from 'vitest';
import { formatPath, type Path, parsePath, valueAt } from '../../../operator/api/path.ts';

const paths: readonly (readonly [Path, string])[] = [
  [[], ''],
  [['spec', 'rateLimit', 'rules', 1, 'requests'], 'spec.rateLimit.rules[1].requests'],
  [
    ['metadata', 'annotations', 'nginx.ingress.kubernetes.io/satisfy'],
    'metadata.annotations["nginx.ingress.kubernetes.io/satisfy"]',
  ],
  [['a', 'with "quotes" and \\'], 'a["with \\"quotes\\" and \\\\"]'],
];

test.each(paths)('%j is written %s and read back', (path, text) => {
  expect(formatPath(path)).toBe(text);
  expect(parsePath(text)).toEqual(path);
});

test('what is no path is refused with the place', () => {
  expect(() => parsePath('spec.rules[x]')).toThrow('not a path from character 11 on');
});

test('the value at a path, or undefined', () => {
  expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1);
  expect(valueAt({ a: 1 }, ['a', 'b', 'c'])).toBeUndefined();
  expect(valueAt({}, ['constructor'])).toBeUndefined();
});
