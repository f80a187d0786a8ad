import { expect, test } from 'vitest';
import type {
  ApiPolicySpec,
  AuthenticationOidc,
  MutualTLSClients,
} from '../../../operator/api/types.generated.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { policyRemarks } from '../../../operator/policy/remarks.ts';
import { aPolicy } from '../../generators/objects.ts';

const said = (spec: Partial<ApiPolicySpec>): string[] =>
  policyRemarks(planPolicy(aPolicy(spec))).map(({ field, rule, severity }) => `${severity} ${field} ${rule}`);
const login = (session: NonNullable<AuthenticationOidc['session']>): Partial<ApiPolicySpec> => ({
  authentication: {
    oidc: {
      issuerURL: 'https://id.example.com',
      clientID: 'a',
      clientSecretRef: { name: 'a', key: 'b' },
      session,
    },
  },
});
const keys = { apiKeys: { secretRef: { name: 'keys' } } };
const open = (path: string, methods?: ['GET']): Partial<ApiPolicySpec> => ({
  authentication: {
    ...keys,
    anonymous: [{ name: 'a', path: { type: 'PathPrefix', value: path }, ...(methods && { methods }) }],
  },
});
const certificates = (clients: MutualTLSClients) => ({
  clients: { ca: { issuerRef: { kind: 'Issuer' as const, name: 'shop-ca' } }, ...clients },
});
const SHARED = { issuerRef: { kind: 'ClusterIssuer' as const, name: 'corporate-ca' } };
const BILLING = { name: 'billing', commonName: 'billing' };
const scoped = { rules: [{ name: 'a', require: { scopes: ['orders.read'] } }] };
const jwt = [{ name: 'a', issuer: 'https://a.example.com', audiences: ['b'] }];

test.each<[string, Partial<ApiPolicySpec>, string[]]>([
  [
    'a refreshed session in cookies',
    login({ refresh: '1h' }),
    ['warning spec.authentication.oidc.session.refresh session-refresh-lost'],
  ],
  ['a session in cookies without refresh', login({}), []],
  ['a refreshed session in Redis', login({ refresh: '1h', store: 'Redis', redis: { address: 'r:1' } }), []],
  ['everything open', open('/'), ['warning spec.authentication.anonymous[0].path anonymous-everything']],
  ['some of it open', open('/docs'), []],
  ['all of it to be read', open('/', ['GET']), []],
  [
    'scopes without tokens',
    { authentication: keys, authorization: scoped },
    ['warning spec.authorization.rules[0].require login-has-no-claims'],
  ],
  ['scopes of tokens', { authentication: { jwt }, authorization: scoped }, []],
  [
    'claims counted without tokens',
    {
      authentication: keys,
      rateLimit: { rules: [{ name: 'a', requests: 1, per: 'Day', by: 'Claim', claim: 'b' }] },
    },
    ['warning spec.rateLimit.rules[0].by login-has-no-claims'],
  ],
  [
    'a store that fails and is not there',
    { rateLimit: { onStoreFailure: 'Deny' } },
    ['warning spec.rateLimit.onStoreFailure store-failure-without-store'],
  ],
  [
    'an open path where everybody needs a certificate',
    { ...open('/a'), mutualTLS: certificates({}) },
    ['warning spec.authentication.anonymous[0] anonymous-needs-certificate'],
  ],
  [
    'an open path of callers with certificates',
    {
      authentication: { anonymous: [{ name: 'a', path: { type: 'Exact', value: '/a' } }] },
      mutualTLS: certificates({}),
    },
    ['info spec.authentication.anonymous[0] anonymous-needs-certificate'],
  ],
  [
    'an open path where a certificate may be shown',
    { ...open('/a'), mutualTLS: certificates({ mode: 'Optional' }) },
    [],
  ],
  [
    'a certificate that nothing needs',
    { mutualTLS: certificates({ mode: 'Optional' }) },
    ['warning spec.mutualTLS.clients.mode certificate-needed-nowhere'],
  ],
  [
    'a certificate that a rule needs',
    {
      mutualTLS: certificates({ mode: 'Optional', subjects: [BILLING] }),
      authorization: { rules: [{ name: 'a', require: { clientCertificates: ['billing'] } }] },
    },
    [],
  ],
  [
    'any certificate of a CA for everybody',
    { mutualTLS: certificates({ ca: SHARED }) },
    ['warning spec.mutualTLS.clients.ca shared-authority'],
  ],
  [
    'names of a CA for everybody',
    {
      mutualTLS: certificates({
        ca: SHARED,
        subjects: [BILLING, { name: 'batch', uri: 'spiffe://example.com/ns/shop/sa/batch' }],
      }),
    },
    ['warning spec.mutualTLS.clients.subjects[0].commonName shared-authority'],
  ],
  [
    'a certificate for somebody who is refused',
    {
      mutualTLS: certificates({
        subjects: [BILLING, { name: 'orders', dnsName: 'orders.shop.svc' }],
        issue: [
          { secretName: 'a', commonName: 'billing' },
          { secretName: 'b', commonName: 'Billing' },
          { secretName: 'c', dnsNames: ['a.shop.svc', 'orders.shop.svc'] },
        ],
      }),
    },
    ['warning spec.mutualTLS.clients.issue[1] issued-to-nobody'],
  ],
  ['a store', { rateLimit: { onStoreFailure: 'Deny', redis: { address: 'r:1' } } }, []],
])('%s', (_, spec, expected) => {
  expect(said(spec)).toEqual(expected);
});
