import { describe, expect, test } from 'vitest';
import { contains } from '../../../../operator/reconcile/companions/contains.ts';

describe('a live object shows what is wanted', () => {
  test('defaults of the API server are passed over', () => {
    const wanted = { spec: { ports: [{ name: 'a', port: 1 }] } };
    expect(
      contains({ spec: { clusterIP: '10.0.0.1', ports: [{ name: 'a', port: 1, protocol: 'TCP' }] } }, wanted),
    ).toBe(true);
  });

  test.each([
    ['another value', { a: 1 }, { a: 2 }],
    ['an absent field', {}, { a: 1 }],
    ['an argument more', { args: ['a', '--skip-auth-route=.*'] }, { args: ['a'] }],
    ['a peer more', { from: [{ podSelector: {} }, {}] }, { from: [{ podSelector: {} }] }],
    ['a key more in data', { data: { a: '1', b: '2' } }, { data: { a: '1' } }],
    ['a label more in a selector', { selector: { a: '1', b: '2' } }, { selector: { a: '1' } }],
    ['a container less', { containers: [] }, { containers: [{ name: 'a' }] }],
  ])('%s is drift', (_, live, wanted) => {
    expect(contains(live, wanted)).toBe(false);
  });

  test('containers and volumes that others added are theirs', () => {
    expect(contains({ containers: [{ name: 'mesh' }, { name: 'a' }] }, { containers: [{ name: 'a' }] })).toBe(
      true,
    );
  });

  test('an empty map that the API server drops is no drift', () => {
    expect(contains({}, { data: {} })).toBe(true);
    expect(contains({ data: { a: '1' } }, { data: {} })).toBe(false);
  });
});
