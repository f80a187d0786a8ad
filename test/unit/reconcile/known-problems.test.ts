import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { KnownProblems } from '../../../operator/reconcile/known-problems.ts';
import { aPolicy } from '../../generators/objects.ts';

const KEY = 'shop/orders';
const good = { rateLimit: { connections: 5 } };
const bad = { rateLimit: { connections: 0 } };
const policy = (spec: Partial<ApiPolicySpec>, generation: number | undefined, uid = 'a') =>
  aPolicy(spec, { uid, ...(generation !== undefined && { generation }) });

describe('what is wrong with a policy', () => {
  it('is looked for once in a generation', () => {
    const known = new KnownProblems();
    const first = known.of(KEY, policy(bad, 1));
    expect(first).toMatchObject([{ path: ['spec', 'rateLimit', 'connections'] }]);
    expect(known.of(KEY, policy(bad, 1))).toBe(first);
  });

  it.each([
    ['another generation', policy(good, 2)],
    ['a new policy of the same name', policy(good, 1, 'b')],
    ['a policy without a generation', policy(good, undefined)],
  ])('is looked for anew with %s', (_, next) => {
    const known = new KnownProblems();
    expect(known.of(KEY, policy(bad, 1))).toHaveLength(1);
    expect(known.of(KEY, next)).toEqual([]);
  });

  it('is forgotten with the policy', () => {
    const known = new KnownProblems();
    const first = known.of(KEY, policy(bad, 1));
    known.forget(KEY);
    expect(known.of(KEY, policy(bad, 1))).not.toBe(first);
  });
});
