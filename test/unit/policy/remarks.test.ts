import { expect, test } from 'vitest';
import type { ApiPolicySpec, AuthenticationOidc } from '../../../operator/api/types.generated.ts';
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
  ['a store', { rateLimit: { onStoreFailure: 'Deny', redis: { address: 'r:1' } } }, []],
])('%s', (_, spec, expected) => {
  expect(said(spec)).toEqual(expected);
});
