import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import { ingressNginx } from '../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { addressRate } from '../../../../operator/plan/nodes/address-rate.ts';
import { allowedAddresses } from '../../../../operator/plan/nodes/allowed-addresses.ts';
import { cors } from '../../../../operator/plan/nodes/cors.ts';
import { servingCertificate } from '../../../../operator/plan/nodes/serving-certificate.ts';
import { type PlanNode, securityPlan } from '../../../../operator/plan/plan.ts';
import { byDefault } from '../../../../operator/plan/stated.ts';
import { aController, anIngress } from '../../../generators/objects.ts';
import { annotationsOf, lowered, SEEN } from './lower.ts';

const second = (requests: number, burst?: number) => ({
  name: 's',
  requests,
  per: 'Second' as const,
  by: 'ClientAddress' as const,
  ...(burst !== undefined && { burst }),
});
const minute = (requests: number, burst?: number) => ({
  ...second(requests, burst),
  name: 'm',
  per: 'Minute' as const,
});

describe('what is written', () => {
  it.each<[string, Partial<ApiPolicySpec>, Record<string, string>]>([
    [
      'a present tls section redirects',
      { tls: { minimumVersion: 'TLS1.2' } },
      { 'force-ssl-redirect': 'true' },
    ],
    ['plaintext Allow writes nothing', { tls: { plaintext: 'Allow' } }, {}],
    ['no section, nothing', {}, {}],
    [
      'requests a second',
      { rateLimit: { rules: [second(20)] } },
      { 'limit-rps': '20', 'limit-burst-multiplier': '1' },
    ],
    [
      'requests a minute',
      { rateLimit: { rules: [minute(60)] } },
      { 'limit-rpm': '60', 'limit-burst-multiplier': '1' },
    ],
    [
      'a burst as a multiple',
      { rateLimit: { rules: [second(20, 50)] } },
      { 'limit-rps': '20', 'limit-burst-multiplier': '2' },
    ],
    [
      'the smaller multiple of two rules',
      { rateLimit: { rules: [second(10, 40), minute(100, 250)] } },
      { 'limit-rps': '10', 'limit-rpm': '100', 'limit-burst-multiplier': '2' },
    ],
    ['connections', { rateLimit: { connections: 50 } }, { 'limit-connections': '50' }],
    [
      'exemptions, sorted, without blanks',
      { rateLimit: { connections: 5, exemptCIDRs: ['203.0.113.0/28', '198.51.100.0/24'] } },
      { 'limit-connections': '5', 'limit-allowlist': '198.51.100.0/24,203.0.113.0/28' },
    ],
    [
      'timeouts without a unit, only those that are stated',
      { timeouts: { connect: '5s', read: '1m30s' } },
      { 'proxy-connect-timeout': '5', 'proxy-read-timeout': '90' },
    ],
    ['whole mebibytes', { validation: { maxBodySize: '2Gi' } }, { 'proxy-body-size': '2048m' }],
    ['other sizes in bytes', { validation: { maxBodySize: '512Ki' } }, { 'proxy-body-size': '524288' }],
    [
      'waf Detect',
      { validation: { waf: { mode: 'Detect' } } },
      { 'enable-modsecurity': 'true', 'enable-owasp-core-rules': 'true' },
    ],
    ['waf Off writes nothing', { validation: { waf: { mode: 'Off' } } }, {}],
    [
      'cors with every default explicit',
      { exposure: { cors: { allowOrigins: ['https://app.example.com'] } } },
      {
        'enable-cors': 'true',
        'cors-allow-origin': 'https://app.example.com',
        'cors-allow-methods': 'GET,HEAD,POST',
        'cors-allow-headers': 'content-type',
        'cors-allow-credentials': 'false',
        'cors-max-age': '600',
      },
    ],
    [
      'cors as stated, in the order written',
      {
        exposure: {
          cors: {
            allowOrigins: [
              'https://app.example.com',
              'https://*.tenants.example.com',
              'http://localhost:3000',
            ],
            allowMethods: ['GET', 'POST', 'DELETE'],
            allowHeaders: ['authorization', 'content-type'],
            exposeHeaders: ['x-request-id'],
            allowCredentials: true,
            maxAgeSeconds: 300,
          },
        },
      },
      {
        'enable-cors': 'true',
        'cors-allow-origin': 'https://app.example.com,https://*.tenants.example.com,http://localhost:3000',
        'cors-allow-methods': 'GET,POST,DELETE',
        'cors-allow-headers': 'authorization,content-type',
        'cors-allow-credentials': 'true',
        'cors-max-age': '300',
        'cors-expose-headers': 'x-request-id',
      },
    ],
    [
      'address lists',
      { network: { allowedCIDRs: ['2001:db8::/32', '198.51.100.0/24'], deniedCIDRs: ['198.51.100.13/32'] } },
      {
        'allowlist-source-range': '198.51.100.0/24,2001:db8::/32',
        'denylist-source-range': '198.51.100.13/32',
      },
    ],
  ])('%s', (_, spec, annotations) => {
    expect(annotationsOf(lowered(spec))).toEqual(annotations);
  });

  it('under the prefix that the controller reads', () => {
    const deployment = aController('1.15.1', 1, ['--annotations-prefix=nginx.example.com']);
    const { groups } = lowered({ rateLimit: { connections: 5 } }, { ...SEEN, deployment });
    expect(groups[0]?.annotations).toEqual({ 'nginx.example.com/limit-connections': '5' });
  });

  it('has every written key, and the older names of it, in the domain of its group', () => {
    const { groups } = lowered({
      tls: {},
      rateLimit: { rules: [second(1), minute(2)], connections: 1, exemptCIDRs: ['192.0.2.0/24'] },
      timeouts: { connect: '1s', read: '1s', send: '1s' },
      validation: { maxBodySize: '1Mi', waf: { mode: 'Detect' } },
      exposure: { cors: { allowOrigins: ['*'], exposeHeaders: ['x-a'] } },
      network: { allowedCIDRs: ['192.0.2.0/24'], deniedCIDRs: ['192.0.2.0/24'] },
    });
    expect(groups).toHaveLength(12);
    for (const group of groups)
      expect(group.domain).toEqual(expect.arrayContaining(Object.keys(group.annotations)));
    const domain = groups.flatMap((group) => group.domain).map((key) => key.slice(key.indexOf('/') + 1));
    expect(domain).toEqual(
      expect.arrayContaining(['ssl-redirect', 'whitelist-source-range', 'limit-whitelist']),
    );
    expect(new Set(domain).size).toBe(domain.length);
  });
});

describe('spec.tls', () => {
  it('is every host of the rules with the stated Secret', () => {
    const { tls: _, ...spec } = anIngress().spec;
    const target = { ...anIngress(), spec };
    expect(lowered({ tls: { certificate: { secretName: 'orders-tls' } } }, SEEN, target).tls).toEqual({
      value: [{ hosts: ['api.example.com'], secretName: 'orders-tls' }],
      fields: ['spec.tls.certificate.secretName'],
    });
  });
});

describe('values outside the closed alphabet of their key, which the schema refuses earlier', () => {
  const hostile = ['a\nb', 'a;b', 'a{b', '$uri', '"', "'", 'é', '', 'a b', 'a,b', 'a\u0000b'];
  const corsWith = (parts: Partial<Parameters<typeof cors>[0]>): PlanNode =>
    cors({
      allowOrigins: byDefault(['https://a.example']),
      allowMethods: byDefault(['GET']),
      allowHeaders: byDefault(['x']),
      exposeHeaders: byDefault([]),
      allowCredentials: byDefault(false),
      maxAgeSeconds: byDefault(1),
      ...parts,
    });
  it.each(hostile)('%j stops the lowering', (text) => {
    const nodes: PlanNode[] = [
      allowedAddresses({ networks: byDefault([text]) }),
      servingCertificate({ secretName: byDefault(text) }),
      corsWith({ allowOrigins: byDefault([text]) }),
      corsWith({ allowMethods: byDefault([text]) }),
      corsWith({ allowHeaders: byDefault([text]) }),
      corsWith({ exposeHeaders: byDefault([text]) }),
    ];
    for (const node of nodes) {
      const plan = securityPlan({ namespace: 'shop', name: 'orders' }, [node]);
      expect(() => ingressNginx.lower(plan, anIngress(), SEEN)).toThrow(/is not written/);
    }
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is no limit', (requests) => {
    const node = addressRate({ name: 's', requests, per: 'Second', field: 'spec.rateLimit.rules[0]' });
    const plan = securityPlan({ namespace: 'shop', name: 'orders' }, [node]);
    expect(() => ingressNginx.lower(plan, anIngress(), SEEN)).toThrow(/is not written/);
  });
});
