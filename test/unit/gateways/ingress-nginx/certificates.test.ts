import { describe, expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import type { ForeignVerdict } from '../../../../operator/gateways/gateway.ts';
import { ingressNginx } from '../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { AnnotationValueError } from '../../../../operator/gateways/ingress-nginx/values.ts';
import { planPolicy } from '../../../../operator/policy/plan-policy.ts';
import { aController, aControllerConfigMap, anIngress, aPolicy } from '../../../generators/objects.ts';
import { annotationsOf, lowered } from './lower.ts';

type Clients = NonNullable<NonNullable<ApiPolicySpec['mutualTLS']>['clients']>;

const CA = { secretName: 'partner-ca' } as const;
const ISSUER = { issuerRef: { kind: 'Issuer', name: 'a' } } as const;
const clients = (parts: Clients = { ca: CA }): Partial<ApiPolicySpec> => ({ mutualTLS: { clients: parts } });
const backend: Partial<ApiPolicySpec> = {
  mutualTLS: { backend: { certificate: { secretName: 'gateway' }, serverName: 'orders.shop.svc' } },
};
const groupOf = (spec: Partial<ApiPolicySpec>, name: string) =>
  lowered(spec).groups.find((group) => group.name === name);

describe('callers’ certificates', () => {
  test.each<[string, NonNullable<Clients['ca']>, string]>([
    ['a brought CA', CA, 'shop/partner-ca'],
    ['an issuer', ISSUER, 'shop/orders-clients-ca'],
    ['a managed CA', { managed: {} }, 'shop/orders-ca-bundle'],
  ])('%s', (_, ca, secret) => {
    expect(annotationsOf(lowered(clients({ ca })))).toMatchObject({
      'auth-tls-secret': secret,
      'auth-tls-verify-client': 'on',
      'auth-tls-verify-depth': '1',
      'force-ssl-redirect': 'true',
      // nginx alone takes a certificate that another host's CA verified.
      'auth-url': expect.stringContaining('/v1/orders/'),
    });
  });

  test('Optional', () => {
    expect(annotationsOf(lowered(clients({ ca: CA, mode: 'Optional', verifyDepth: 3 })))).toMatchObject({
      'auth-tls-verify-client': 'optional',
      'auth-tls-verify-depth': '3',
    });
  });

  test('http is closed in the same apply: redirected, or refused by the gate', () => {
    expect(groupOf(clients(), 'client-certificates')?.needs).toBe('redirect');
    const refusing = { ...clients(), tls: { plaintext: 'Refuse' as const } };
    expect(annotationsOf(lowered(refusing))).toMatchObject({
      'auth-tls-secret': 'shop/partner-ca',
      'force-ssl-redirect': 'false',
      'auth-url': expect.stringContaining('/v1/orders/'),
    });
    for (const name of ['redirect', 'client-certificates'])
      expect(groupOf(refusing, name)?.needs).toBe('auth');
  });

  test('nothing is asked for where http stays open', () => {
    const target = anIngress({ spec: { rules: [], defaultBackend: { service: { name: 'orders' } } } });
    const { groups, shortfalls } = lowered(clients({ ca: CA, mode: 'Required' }), {}, target);
    expect(groups.map(({ name }) => name)).not.toContain('client-certificates');
    expect(shortfalls.map(({ field, result }) => [field, result])).toEqual([
      ['spec.mutualTLS.clients.ca', 'NotEnforceable'],
      ['spec.mutualTLS.clients.mode', 'NotEnforceable'],
    ]);
  });

  test('whom a certificate names is the gate’s to judge', () => {
    const named = clients({ ca: ISSUER, subjects: [{ name: 'billing', commonName: 'billing' }] });
    expect(annotationsOf(lowered(named))).not.toHaveProperty('auth-tls-match-cn');
    expect(groupOf(named, 'auth')).toMatchObject({
      enforcedBy: 'gate',
      fields: ['spec.mutualTLS.clients.subjects[0]'],
    });
    expect(groupOf(named, 'client-certificates')?.fields).toEqual(['spec.mutualTLS.clients.ca']);
  });

  test('where the controller takes no question to the gate that is to refuse http, certificates are not written either', () => {
    const configMap = aControllerConfigMap({ 'annotation-value-word-blocklist': 'http:' });
    const refusing = { ...clients(), tls: { plaintext: 'Refuse' as const } };
    const { groups } = lowered(refusing, { configMap, deployment: aController('1.12.1', 1) });
    expect(groups.map(({ name }) => name)).toEqual([]);
  });

  test('only an object of the policy’s own namespace is named', () => {
    for (const secretName of ['../x', 'a/b', 'a b', 'A', ''])
      expect(() =>
        ingressNginx.lower(planPolicy(aPolicy(clients({ ca: { secretName } }))), anIngress(), {}),
      ).toThrow(AnnotationValueError);
  });
});

test('the app is verified by name, with what the gateway shows, and spoken to over TLS alone', () => {
  expect(annotationsOf(lowered(backend))).toEqual({
    'proxy-ssl-secret': 'shop/gateway',
    'proxy-ssl-verify': 'on',
    'proxy-ssl-verify-depth': '1',
    'proxy-ssl-name': 'orders.shop.svc',
    'proxy-ssl-server-name': 'on',
    'proxy-ssl-ciphers': 'DEFAULT:name-d5aa11e96a21e8cb',
    'backend-protocol': 'HTTPS',
  });
});

describe('a certificate that is issued', () => {
  const issued = (tls: NonNullable<Parameters<typeof anIngress>[0]>['spec']) =>
    lowered({ tls: { certificate: ISSUER } }, {}, anIngress(tls && { spec: tls })).tls;

  test('goes where the Ingress says, and only one without spec.tls is given a name', () => {
    expect(issued(undefined)).toBeUndefined();
    expect(issued({ tls: [] })).toEqual({
      value: [{ hosts: ['api.example.com'], secretName: 'orders-tls' }],
      fields: ['spec.tls.certificate'],
    });
  });

  test('what the operator gave it follows the rules; what a person wrote in its place is left', () => {
    const metadata = { annotations: { 'apipolicy.dev/written': 'force-ssl-redirect,spec.tls' } };
    const of = (secretName: string) =>
      lowered(
        { tls: { certificate: ISSUER } },
        {},
        anIngress({ metadata, spec: { tls: [{ hosts: ['old.example.com'], secretName }] } }),
      ).tls?.value;
    expect(of('orders-tls')).toEqual([{ hosts: ['api.example.com'], secretName: 'orders-tls' }]);
    expect(of('mine')).toBeUndefined();
  });
});

describe('somebody else’s values', () => {
  const ours = { 'auth-tls-secret': 'shop/partner-ca' };
  test.each<[string, Partial<ApiPolicySpec>, Record<string, string>, ForeignVerdict]>([
    ['the same CA alone', clients(), ours, 'equal'],
    ['all of it', clients(), { ...ours, 'auth-tls-verify-client': 'on' }, 'equal'],
    [
      'a shorter chain',
      clients({ ca: CA, verifyDepth: 3 }),
      { ...ours, 'auth-tls-verify-depth': '2' },
      'meets',
    ],
    ['a longer chain', clients(), { ...ours, 'auth-tls-verify-depth': '2' }, 'conflicts'],
    ['another CA', clients(), { 'auth-tls-secret': 'shop/other' }, 'conflicts'],
    ['no demand', clients(), { ...ours, 'auth-tls-verify-client': 'off' }, 'conflicts'],
    [
      'a demand that may be passed over',
      clients(),
      { ...ours, 'auth-tls-verify-client': 'optional' },
      'conflicts',
    ],
    [
      'any certificate at all',
      clients(),
      { ...ours, 'auth-tls-verify-client': 'optional_no_ca' },
      'conflicts',
    ],
    ['a check of names', clients(), { ...ours, 'auth-tls-match-cn': 'CN=a' }, 'conflicts'],
    ['a page for whoever has none', clients(), { ...ours, 'auth-tls-error-page': '/open' }, 'conflicts'],
    [
      'the certificate for the app',
      clients(),
      { 'auth-tls-pass-certificate-to-upstream': 'true' },
      'compatible',
    ],
    ['the same protocol', backend, { 'backend-protocol': 'HTTPS' }, 'equal'],
    ['another protocol', backend, { 'backend-protocol': 'GRPCS' }, 'conflicts'],
    ['no verification', backend, { 'proxy-ssl-verify': 'off' }, 'conflicts'],
    ['versions of TLS', backend, { 'proxy-ssl-protocols': 'TLSv1.2 TLSv1.3' }, 'compatible'],
    ['ciphers', backend, { 'proxy-ssl-ciphers': 'NULL' }, 'conflicts'],
  ])('%s', (_, spec, foreign, verdict) => {
    const name = spec === backend ? 'backend-certificates' : 'client-certificates';
    const group = groupOf(spec, name);
    if (!group) throw new Error(`no group ${name}`);
    const full = Object.fromEntries(
      Object.entries(foreign).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
    );
    expect(ingressNginx.judgeForeign(group, full)).toBe(verdict);
    if (verdict === 'conflicts') expect(ingressNginx.explainForeign(group, full)).not.toBe('');
  });
});
