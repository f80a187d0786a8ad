import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { trimPolicy } from '../../../operator/reconcile/policy-cache.ts';
import { problemsOf } from '../../../operator/reconcile/policy-problems.ts';
import { aPolicy } from '../../generators/objects.ts';

const good = { rateLimit: { connections: 5 } };
const bad = { rateLimit: { connections: 0 } };
const policy = (spec: Partial<ApiPolicySpec>, generation: number | undefined, uid = 'a') =>
  aPolicy(spec, { uid, ...(generation !== undefined && { generation }) });

describe('a policy in the cache', () => {
  it('keeps its spec in a generation, and what is wrong with it is looked for once', () => {
    const stored = trimPolicy(policy(bad, 1));
    const next = trimPolicy({ ...policy(bad, 1), status: { observedGeneration: 1 } }, stored);
    expect(next.spec).toBe(stored.spec);
    expect(next.status).toEqual({ observedGeneration: 1 });
    expect(problemsOf(next)).toBe(problemsOf(stored));
    expect(problemsOf(next)).toMatchObject([{ path: ['spec', 'rateLimit', 'connections'] }]);
  });

  it.each([
    ['of another generation', policy(good, 2)],
    ['that is new, of the same name', policy(good, 1, 'b')],
    ['without a generation', policy(good, undefined)],
  ])('has the spec of what came, where that is one %s', (_, next) => {
    const stored = trimPolicy(policy(bad, 1));
    expect(trimPolicy(next, stored).spec).toBe(next.spec);
    expect(problemsOf(trimPolicy(next, stored))).toEqual([]);
  });
});
