import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import { ingressNginx } from '../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { planPolicy } from '../../../../operator/policy/plan-policy.ts';
import { aController, anIngress, aPolicy } from '../../../generators/objects.ts';
import { annotationsOf, lowered, SEEN } from './lower.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';
const carrying = (name: string, value: string, more: Record<string, string> = {}) =>
  anIngress({ metadata: { annotations: { [PREFIX + name]: value, ...more } } });
const connections: Partial<ApiPolicySpec> = { rateLimit: { connections: 5 } };

describe('annotations beside ours', () => {
  it.each([
    ['global-rate-limit', '100', 'no effect since controller 1.12'],
    ['global-rate-limit-window', '1m', 'no effect since controller 1.12'],
    ['configuration-snippet', 'deny all;', 'must not be counted on'],
    ['auth-snippet', 'x', 'must not be counted on'],
    ['whitelist-source-range', '198.51.100.0/24\n203.0.113.0/28', 'a comma is missing'],
    ['denylist-source-range', 'office', '503 to everybody'],
  ])('%s: %j is warned of, at the annotation', (name, value, text) => {
    const { remarks } = lowered(connections, SEEN, carrying(name, value));
    expect(remarks).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: expect.stringContaining(text),
        at: { object: 'Ingress shop/orders', path: `metadata.annotations["${PREFIX}${name}"]` },
      }),
    ]);
  });

  it('a controller older than 1.12 still counts globally', () => {
    const settings = { ...SEEN, deployment: aController('1.11.0', 1) };
    expect(lowered(connections, settings, carrying('global-rate-limit', '100')).remarks).toEqual([]);
  });

  it('what we wrote ourselves is no neighbour', () => {
    const target = carrying('limit-allowlist', '192.0.2.0/24', {
      'apipolicy.dev/written': 'limit-allowlist,limit-connections',
    });
    expect(lowered(connections, SEEN, target).remarks).toEqual([]);
  });
});

describe('a canary', () => {
  const canary = anIngress({
    metadata: { name: 'orders-canary', annotations: { [`${PREFIX}canary`]: 'true' } },
  });
  const plan = planPolicy(aPolicy({ rateLimit: { connections: 5, exemptCIDRs: ['192.0.2.0/24'] } }));

  it('is protected by its primary, and nothing is written on it', () => {
    expect(ingressNginx.lower(plan, canary, SEEN, [anIngress()])).toMatchObject({
      groups: [],
      shortfalls: [],
    });
  });

  it('is not protected alone', () => {
    const lowering = ingressNginx.lower(plan, canary, SEEN);
    expect(annotationsOf(lowering)).toEqual({});
    expect(lowering.shortfalls).toMatchObject([
      { field: 'spec.rateLimit.connections', result: 'NotEnforceable' },
      { field: 'spec.rateLimit.exemptCIDRs', result: 'NotEnforceable' },
    ]);
  });
});

describe('the version', () => {
  it.each([
    [{ version: 'v1.14.5' }, '1.14.5'],
    [{ version: '1.13.0', deployment: aController('1.15.1', 1) }, '1.13.0'],
    [{ deployment: aController('1.15.1', 1) }, '1.15.1'],
    [{ deployment: aController('latest', 1) }, undefined],
    [{}, undefined],
  ])('of %j is %s', (settings, version) => {
    expect(ingressNginx.version(settings)).toBe(version);
  });
});
