import { describe, expect, it, test } from 'vitest';
import type { ApiPolicySpec, AuthenticationOidc } from '../../../operator/api/types.generated.ts';
import { nodeOf, nodesOf } from '../../../operator/plan/plan.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { PolicyValueError } from '../../../operator/policy/value-error.ts';
import { aPolicy } from '../../generators/objects.ts';

const plan = (spec: Partial<ApiPolicySpec>) => planPolicy(aPolicy(spec));
const OIDC: AuthenticationOidc = {
  issuerURL: 'https://id.example.com/realms/shop',
  clientID: 'orders',
  clientSecretRef: { name: 'orders-oidc', key: 'client-secret' },
};

describe('authentication', () => {
  it('fills what is left out with what is safe', () => {
    const jwt = [{ name: 'partners', issuer: 'https://partners.example.com', audiences: ['orders-api'] }];
    const node = nodeOf(
      plan({ authentication: { oidc: OIDC, jwt, apiKeys: { secretRef: { name: 'keys' } } } }),
      'authentication',
    );
    expect(node).toMatchObject({
      oidc: {
        scopes: ['openid', 'email', 'profile'],
        groupsClaim: 'groups',
        session: { lifetimeSeconds: 28_800, store: 'Cookie' },
      },
      jwt: [{ algorithms: ['RS256', 'ES256', 'PS256', 'EdDSA'], clockSkewSeconds: 30, requiredClaims: [] }],
      apiKeys: { header: 'X-API-Key', secretName: 'keys' },
      forwardAccessToken: { value: false },
      anonymous: [],
    });
    expect(node?.oidc?.session).not.toHaveProperty('refreshSeconds');
    expect(node?.fields).toEqual([
      'spec.authentication.apiKeys',
      'spec.authentication.jwt[0]',
      'spec.authentication.oidc',
    ]);
  });

  it('takes what is stated', () => {
    const node = nodeOf(
      plan({
        authentication: {
          oidc: {
            ...OIDC,
            allowedEmailDomains: ['example.com'],
            allowedEmails: ['Ada@Example.com'],
            session: { lifetime: '30m', refresh: '5m', store: 'Redis', redis: { address: 'redis:6379' } },
          },
          caBundleRef: { name: 'corporate-ca', key: 'ca.crt' },
          forward: { accessToken: true },
          anonymous: [{ name: 'docs', path: { type: 'PathPrefix', value: '/docs/' } }],
        },
      }),
      'authentication',
    );
    expect(node).toMatchObject({
      oidc: {
        allowedEmails: ['ada@example.com'],
        session: {
          lifetimeSeconds: 1_800,
          refreshSeconds: 300,
          redis: { address: 'redis:6379', tls: 'Enabled' },
        },
      },
      forwardAccessToken: { value: true, field: 'spec.authentication.forward.accessToken' },
      anonymous: [{ name: 'docs', path: { type: 'PathPrefix', value: '/docs' } }],
    });
    expect(node?.fields).toContain('spec.authentication.caBundleRef');
    expect(node?.fields).toContain('spec.authentication.anonymous[0]');
  });

  it('refuses a path that could be read in two ways, and a session without end, also where nothing validated', () => {
    const path = { type: 'Exact' as const, value: '/docs/../admin' };
    const open = { apiKeys: { secretRef: { name: 'keys' } }, anonymous: [{ name: 'a', path }] };
    expect(() => plan({ authentication: open })).toThrow(PolicyValueError);
    const oidc = { ...OIDC, session: { lifetime: '721h' } };
    expect(() => plan({ authentication: { oidc } })).toThrow('spec.authentication.oidc.session.lifetime');
  });
});

test('authorization: rules in order, and what no rule matches', () => {
  const matches = [{ path: { type: 'PathPrefix' as const, value: '/' }, methods: ['GET' as const] }];
  const node = nodeOf(
    plan({
      authorization: {
        rules: [
          { name: 'b', matches, require: { groups: ['admins'] } },
          { name: 'a', deny: true },
        ],
      },
    }),
    'authorization',
  );
  expect(node).toMatchObject({
    fallback: { value: 'Allow' },
    rules: [
      { name: 'b', deny: false, matches, require: { groups: ['admins'] } },
      { name: 'a', deny: true, matches: [] },
    ],
    fields: ['spec.authorization.rules[0]', 'spec.authorization.rules[1]'],
  });
  expect(nodeOf(plan({ authorization: { default: 'Deny' } }), 'authorization')).toMatchObject({
    fallback: { value: 'Deny', field: 'spec.authorization.default' },
  });
});

describe('limits', () => {
  const rules: NonNullable<ApiPolicySpec['rateLimit']>['rules'] = [
    { name: 'user', requests: 100, per: 'Minute', by: 'User' },
    { name: 'paths', requests: 5, per: 'Second', by: 'ClientAddress', matches: [{ methods: ['POST'] }] },
    { name: 'address', requests: 20, per: 'Second', by: 'ClientAddress', burst: 40 },
    { name: 'again', requests: 10, per: 'Second', by: 'ClientAddress' },
    { name: 'day', requests: 1_000, per: 'Day', by: 'ClientAddress' },
    { name: 'tenant', requests: 50, per: 'Hour', by: 'Claim', claim: 'tenant' },
  ];

  it('gives the gateway the first by address of each unit, and the gate all others', () => {
    const found = plan({ rateLimit: { rules } });
    expect(nodesOf(found, 'address-rate')).toMatchObject([
      { name: 'address', burst: 40, field: 'spec.rateLimit.rules[2]' },
    ]);
    const counted = nodesOf(found, 'counted-rate').map(({ name, field }) => `${field} ${name}`);
    expect(counted.toSorted()).toEqual([
      'spec.rateLimit.rules[0] user',
      'spec.rateLimit.rules[1] paths',
      'spec.rateLimit.rules[3] again',
      'spec.rateLimit.rules[4] day',
      'spec.rateLimit.rules[5] tenant',
    ]);
  });

  it('names a store only where the policy speaks of one', () => {
    expect(nodeOf(plan({ rateLimit: { rules } }), 'rate-store')).toBeUndefined();
    expect(nodeOf(plan({ rateLimit: { redis: { address: 'redis:6379' } } }), 'rate-store')).toMatchObject({
      onFailure: { value: 'Local' },
      redis: { address: 'redis:6379', tls: 'Enabled' },
      fields: ['spec.rateLimit.redis'],
    });
  });
});

test('methods and media types in an order of their own', () => {
  const found = plan({
    validation: { methods: ['POST', 'GET'], contentTypes: ['text/plain', 'application/json'] },
  });
  expect(nodeOf(found, 'methods')).toMatchObject({ allowed: { value: ['GET', 'POST'] } });
  expect(nodeOf(found, 'content-types')).toMatchObject({
    allowed: { value: ['application/json', 'text/plain'] },
  });
});
