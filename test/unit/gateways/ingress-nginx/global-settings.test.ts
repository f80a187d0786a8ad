import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import { aControllerConfigMap, anIngress } from '../../../generators/objects.ts';
import { annotationsOf, lowered } from './lower.ts';

const seen = (data: Record<string, string>) => ({ configMap: aControllerConfigMap(data) });
const shortOf = (spec: Partial<ApiPolicySpec>, settings = {}) =>
  lowered(spec, settings).shortfalls.map(({ field, result, message }) => ({ field, result, message }));
const fieldsShortOf = (spec: Partial<ApiPolicySpec>, settings = {}) =>
  shortOf(spec, settings).map(({ field }) => field);

describe('a stated leaf that only the controller’s ConfigMap can meet', () => {
  it.each<[string, Partial<ApiPolicySpec>, Record<string, string>, string]>([
    ['TLS 1.3', { tls: { minimumVersion: 'TLS1.3' } }, {}, 'ssl-protocols: "TLSv1.3"'],
    [
      'TLS 1.2',
      { tls: { minimumVersion: 'TLS1.2' } },
      { 'ssl-protocols': 'TLSv1.1 TLSv1.2' },
      'ssl-protocols: "TLSv1.2 TLSv1.3"',
    ],
    ['an HSTS age', { tls: { hsts: { maxAgeSeconds: 63_072_000 } } }, {}, 'hsts-max-age: "63072000"'],
    [
      'HSTS switched off',
      { tls: { hsts: { maxAgeSeconds: 1 } } },
      { hsts: 'false' },
      'hsts: "true", hsts-max-age: "1"',
    ],
    [
      'HSTS without subdomains, said in so many words',
      { tls: { hsts: { maxAgeSeconds: 1, includeSubDomains: false } } },
      {},
      'hsts-include-subdomains: "false"',
    ],
    [
      'waf Block',
      { validation: { waf: { mode: 'Block' } } },
      {},
      'enable-modsecurity: "true", modsecurity-snippet: "Include',
    ],
    [
      'waf Block, the engine only in a comment',
      { validation: { waf: { mode: 'Block' } } },
      {
        'enable-modsecurity': 'true',
        'modsecurity-snippet': '# SecRuleEngine On\nSecRuleEngine DetectionOnly',
      },
      'SecRuleEngine On',
    ],
    [
      'a header to remove',
      { exposure: { responseHeaders: { remove: ['Server', 'X-Powered-By'] } } },
      { 'hide-headers': 'X-AspNet-Version' },
      'hide-headers: "X-AspNet-Version,X-Powered-By"',
    ],
    [
      'nginx’s own Server',
      { exposure: { responseHeaders: { remove: ['Server'] } } },
      { 'server-tokens': 'true' },
      'server-tokens: "false"',
    ],
    [
      'the standard headers',
      { exposure: { securityHeaders: 'Standard' } },
      {},
      'global-allowed-response-headers: "X-Content-Type-Options,',
    ],
    [
      'a header to set',
      { exposure: { responseHeaders: { set: [{ name: 'Cache-Control', value: 'no-store' }] } } },
      { 'global-allowed-response-headers': 'X-Frame-Options' },
      'global-allowed-response-headers: "X-Frame-Options,Cache-Control"',
    ],
  ])('%s: the exact line is told', (_, spec, data, line) => {
    const [first, ...others] = shortOf(spec, seen(data));
    expect(others).toEqual([]);
    expect(first?.result).toBe('NeedsGlobalSetting');
    expect(first?.message).toContain(
      "add to the controller's ConfigMap ingress-nginx/ingress-nginx-controller: ",
    );
    expect(first?.message).toContain(line);
  });

  it.each<[string, Partial<ApiPolicySpec>, Record<string, string>]>([
    ['TLS 1.2 is the default', { tls: { minimumVersion: 'TLS1.2' } }, {}],
    ['TLS 1.3', { tls: { minimumVersion: 'TLS1.3' } }, { 'ssl-protocols': 'TLSv1.3' }],
    ['a year of HSTS is the default', { tls: { hsts: { maxAgeSeconds: 31_536_000 } } }, {}],
    ['a longer HSTS age is as good', { tls: { hsts: { maxAgeSeconds: 300 } } }, { 'hsts-max-age': '600' }],
    [
      'waf Block',
      { validation: { waf: { mode: 'Block' } } },
      {
        'enable-modsecurity': 'true',
        'modsecurity-snippet': 'Include /etc/nginx/modsecurity/modsecurity.conf\nSecRuleEngine On',
      },
    ],
    [
      'headers removed, in any case',
      { exposure: { responseHeaders: { remove: ['Server', 'X-Powered-By'] } } },
      { 'hide-headers': 'x-powered-by' },
    ],
    ['security headers None', { exposure: { securityHeaders: 'None' } }, {}],
  ])('%s: met by what is seen', (_, spec, data) => {
    expect(shortOf(spec, seen(data))).toEqual([]);
  });

  it('is not met by a ConfigMap that is not seen, and a default has no entry', () => {
    const spec = {
      tls: { minimumVersion: 'TLS1.2' as const, hsts: { maxAgeSeconds: 300 } },
      validation: { waf: { mode: 'Block' as const } },
      exposure: { responseHeaders: { remove: ['Server'] } },
    };
    expect(fieldsShortOf(spec)).toEqual([
      'spec.tls.minimumVersion',
      'spec.tls.hsts.maxAgeSeconds',
      'spec.validation.waf.mode',
      'spec.exposure.responseHeaders.remove',
    ]);
    expect(fieldsShortOf({ tls: {} })).toEqual([]);
  });

  it('an HSTS age of 0 asks browsers to forget: a year is not as good', () => {
    expect(fieldsShortOf({ tls: { hsts: { maxAgeSeconds: 0 } } }, seen({}))).toEqual([
      'spec.tls.hsts.maxAgeSeconds',
    ]);
  });
});

describe('callers whose address can be forged', () => {
  const spec: Partial<ApiPolicySpec> = {
    network: { allowedCIDRs: ['192.0.2.0/24'], deniedCIDRs: ['192.0.2.9/32'] },
    rateLimit: { rules: [{ name: 'r', requests: 1, per: 'Second', by: 'ClientAddress' }], connections: 1 },
  };
  const trusting = { 'use-forwarded-headers': 'true' };
  const forged = (data?: Record<string, string>) =>
    lowered(spec, data ? seen(data) : {}).remarks.filter(({ rule }) => rule === 'forged-address');

  it('falls short on the lists and warns at the limits, and all of it is still written', () => {
    expect(fieldsShortOf(spec, seen(trusting))).toEqual([
      'spec.network.allowedCIDRs',
      'spec.network.deniedCIDRs',
    ]);
    expect(forged(trusting).map(({ field }) => field)).toEqual([
      'spec.rateLimit.rules[0]',
      'spec.rateLimit.connections',
    ]);
    expect(annotationsOf(lowered(spec, seen(trusting)))).toHaveProperty('allowlist-source-range');
  });

  it.each([
    ['only the balancer is believed', { ...trusting, 'proxy-real-ip-cidr': '192.0.2.0/24' }],
    ['nobody is believed', {}],
    ['the ConfigMap is not seen', undefined],
  ])('is silent when %s', (_, data) => {
    expect(forged(data)).toEqual([]);
    expect(fieldsShortOf(spec, data ? seen(data) : {})).toEqual([]);
  });

  it('sees through two halves and real-ip', () => {
    expect(forged({ 'enable-real-ip': 'true', 'proxy-real-ip-cidr': '0.0.0.0/1,128.0.0.0/1' })).toHaveLength(
      2,
    );
  });
});

describe('annotations that the controller refuses', () => {
  const spec: Partial<ApiPolicySpec> = { validation: { maxBodySize: '1Mi' }, timeouts: { read: '60s' } };

  it('are not written: one of them would take the whole Ingress out of service', () => {
    for (const level of ['Low', 'none']) {
      const lowering = lowered(spec, seen({ 'annotations-risk-level': level }));
      expect(annotationsOf(lowering)).toEqual({ 'proxy-read-timeout': '60' });
      expect(lowering.shortfalls).toMatchObject([
        { field: 'spec.validation.maxBodySize', result: 'NeedsGlobalSetting' },
      ]);
    }
  });

  it('stay where they were written before: to take them off would open the API', () => {
    const annotations = { 'apipolicy.dev/written': 'proxy-body-size' };
    const lowering = lowered(
      spec,
      seen({ 'annotations-risk-level': 'Low' }),
      anIngress({ metadata: { annotations } }),
    );
    expect(annotationsOf(lowering)).toHaveProperty('proxy-body-size');
    expect(lowering.shortfalls).toMatchObject([
      { message: expect.stringContaining('written earlier, and left') },
    ]);
  });

  it('nor are names that an old controller does not know', () => {
    const lists = { network: { allowedCIDRs: ['192.0.2.0/24'], deniedCIDRs: ['192.0.2.1/32'] } };
    const lowering = lowered(lists, { version: '1.9.0' });
    expect(annotationsOf(lowering)).toEqual({ 'denylist-source-range': '192.0.2.1/32' });
    expect(lowering.shortfalls).toMatchObject([
      { field: 'spec.network.allowedCIDRs', result: 'NotEnforceable' },
    ]);
    expect(lowered(lists, { version: '1.9.1' }).shortfalls).toEqual([]);
  });

  it.each(['Medium', 'High', 'Critical'])('level %s refuses none of ours', (level) => {
    expect(lowered(spec, seen({ 'annotations-risk-level': level })).shortfalls).toEqual([]);
  });

  it('nor are values with a word of the blocklist', () => {
    const cors = { exposure: { cors: { allowOrigins: ['https://root.example.com'] } } };
    const lowering = lowered(cors, seen({ 'annotation-value-word-blocklist': 'load_module,root' }));
    expect(lowering.groups).toEqual([]);
    expect(lowering.shortfalls).toMatchObject([{ field: 'spec.exposure.cors.allowOrigins' }]);
  });
});
