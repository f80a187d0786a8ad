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

  it('has the same status, whatever is shared with others', () => {
    const places = [{ target: 'orders', host: 'api.example.com' }, { target: 'cart' }];
    const control = (id: string, failing?: typeof places) => ({
      id,
      result: 'Fail' as const,
      severity: 'High' as const,
      evidence: `GET of ${id}`,
      message: 'Set it.',
      observedAt: id === 'c.other' ? '2026-01-02T00:00:00.000Z' : '2026-01-01T00:00:00.000Z',
      ...(failing && { failing }),
    });
    const condition = {
      type: 'Ready',
      status: 'True' as const,
      reason: 'Ready',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      observedGeneration: 3,
    };
    const status = {
      observedGeneration: 3,
      conditions: [condition],
      controls: [
        control('a.one', places),
        control('a.two', structuredClone(places)),
        control('b.none'),
        control('c.other', [{ target: 'cart' }]),
        { id: 'd.bare', result: 'NotApplicable' as const, severity: 'Low' as const },
      ],
      targets: [
        { group: 'networking.k8s.io', kind: 'Ingress', name: 'orders', conditions: [condition] },
        { group: 'networking.k8s.io', kind: 'Ingress', name: 'cart' },
      ],
    };
    const trimmed = trimPolicy({ ...policy(good, 3), status: structuredClone(status) });
    expect(trimmed.status).toEqual(status);
    expect(trimmed.status?.controls?.[1]?.failing).toBe(trimmed.status?.controls?.[0]?.failing);
  });
});
