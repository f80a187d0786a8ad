import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { analyse } from '../../../operator/cli/analysis.ts';
import { composeStatus } from '../../../operator/reconcile/status.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';
const rateLimit: NonNullable<ApiPolicySpec['rateLimit']> = {
  rules: [{ name: 'per-address', requests: 20, per: 'Second', by: 'ClientAddress' }],
  connections: 50,
};

/** Names of the rules under `status.limits`. */
function limited(spec: Partial<ApiPolicySpec>, annotations: Record<string, string> = {}): string[] {
  const theirs = Object.entries(annotations).map(([name, value]) => [PREFIX + name, value]);
  const ingress = anIngress({ metadata: { annotations: Object.fromEntries(theirs) } });
  const [decision] = analyse([aPolicy({ rateLimit, ...spec }), ingress]).decisions;
  if (!decision) throw new Error('no decision');
  return (composeStatus(decision, new Map(), undefined, '2026-11-24T12:00:00Z').limits ?? []).map(
    ({ rule }) => rule,
  );
}

describe('status.limits', () => {
  it('has every limit that is written', () => {
    expect(limited({})).toEqual(['per-address', 'connections']);
  });

  it("has none that somebody else's value keeps from being written", () => {
    expect(limited({}, { 'limit-rps': '100' })).toEqual(['connections']);
  });

  it('has none that Audit holds back, and those that are on the Ingress all the same', () => {
    expect(limited({ enforcement: 'Audit' })).toEqual([]);
    expect(limited({ enforcement: 'Audit' }, { 'limit-connections': '50' })).toEqual(['connections']);
  });
});
