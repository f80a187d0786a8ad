import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import { aController, aControllerConfigMap, anIngress } from '../../../generators/objects.ts';
import { lowered } from './lower.ts';

const seen = (data: Record<string, string>) => ({ configMap: aControllerConfigMap(data) });

describe('effective limits', () => {
  const spec: Partial<ApiPolicySpec> = {
    rateLimit: {
      rules: [{ name: 'quotes', requests: 60, per: 'Minute', by: 'ClientAddress', burst: 130 }],
      connections: 5,
    },
  };

  it('multiply by the replicas, and name them and the burst', () => {
    const { limits } = lowered(spec, { deployment: aController('1.15.1', 3) });
    expect(limits).toEqual([
      {
        rule: 'quotes',
        group: 'rate',
        effective: '180 per Minute',
        because: '3 gateway replicas, 60 each; a burst of 120 is let through at once by each',
      },
      {
        rule: 'connections',
        group: 'connections',
        effective: '15 at once',
        because: '3 gateway replicas, 5 each; under HTTP/2 each request in flight counts as one',
      },
    ]);
  });

  it('say when the replicas are not known', () => {
    const [limit] = lowered(spec).limits;
    expect(limit?.effective).toBe('60 per Minute on each gateway replica');
    expect(limit?.because).toContain('how many there are is not seen');
  });

  it('a burst that is no whole multiple is told', () => {
    expect(lowered(spec, seen({})).remarks).toContainEqual(
      expect.objectContaining({
        severity: 'info',
        field: 'spec.rateLimit.rules[0].burst',
        message: expect.stringContaining('120 instead of 130'),
      }),
    );
  });

  it('over them the answer is 503 until the controller is told otherwise', () => {
    const codes = (settings: object) =>
      lowered(spec, settings).remarks.filter(({ rule }) => rule === 'limit-status-code');
    expect(codes({}).map(({ field }) => field)).toEqual([
      'spec.rateLimit.rules[0]',
      'spec.rateLimit.connections',
    ]);
    expect(codes(seen({ 'limit-req-status-code': '429' })).map(({ field }) => field)).toEqual([
      'spec.rateLimit.connections',
    ]);
    expect(codes(seen({ 'limit-req-status-code': '429', 'limit-conn-status-code': '429' }))).toEqual([]);
  });
});

describe('redirects and certificates', () => {
  it('an Ingress with a default backend alone is never redirected', () => {
    const target = anIngress({ spec: { rules: [], defaultBackend: {} } });
    const lowering = lowered({ tls: { plaintext: 'Redirect' } }, seen({}), target);
    expect(lowering.groups).toEqual([]);
    expect(lowering.shortfalls).toMatchObject([{ field: 'spec.tls.plaintext', result: 'NotEnforceable' }]);
  });

  it('names every host that spec.tls leaves out', () => {
    const rules = ['a.example.com', 'b.c.example.com', 'other.example.net'].map((host) => ({ host }));
    const target = anIngress({ spec: { rules, tls: [{ hosts: ['*.example.com'], secretName: 'wild' }] } });
    const hosts = lowered({ tls: {} }, seen({}), target).remarks.filter(
      ({ rule }) => rule === 'host-without-certificate',
    );
    expect(hosts.map(({ message }) => message.split(' ')[0])).toEqual([
      'b.c.example.com',
      'other.example.net',
    ]);
    expect(hosts[0]?.at).toEqual({ object: 'Ingress shop/orders', path: 'spec.tls' });
  });

  it('names paths that the controller exempts from the redirect, the ACME path aside', () => {
    const exempted = (locations: string) =>
      lowered({ tls: {} }, seen({ 'no-tls-redirect-locations': locations })).remarks.filter(
        ({ rule }) => rule === 'redirect-exempted',
      );
    expect(exempted('/')).toHaveLength(1);
    expect(exempted('/.well-known/acme-challenge')).toEqual([]);
  });
});
