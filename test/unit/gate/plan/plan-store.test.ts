import { beforeEach, expect, test } from 'vitest';
import { PlanStore } from '../../../../operator/gate/plan/plan-store.ts';
import type { GatePolicy } from '../../../../operator/plan/gate-plan.ts';
import { authenticated, ISSUER, LOGIN, policy } from '../fakes.ts';

let bad: { policy: string; reason: string; kept: boolean }[];
let store: PlanStore;

beforeEach(() => {
  bad = [];
  store = new PlanStore((name, reason, kept) => bad.push({ policy: name, reason, kept }));
});

const entry = (parts: Partial<GatePolicy> = {}): string => JSON.stringify(policy(parts));

const match = {
  hosts: ['*.example.com'],
  path: { type: 'PathPrefix', value: '/v1' },
  methods: ['GET'],
} as const;

/** Each member that a plan may have. */
const whole = policy({
  ingresses: ['orders'],
  refusePlaintext: true,
  authentication: authenticated({
    jwt: [
      { ...ISSUER, jwksURI: 'https://x/jwks', requiredClaims: [{ name: 'tenant', values: ['acme', ''] }] },
    ],
    apiKeys: { header: 'X-API-Key', directory: '/keys' },
    caFile: '/ca.pem',
    login: {
      ...LOGIN,
      allowedGroups: ['staff'],
      allowedEmailDomains: ['example.com'],
      allowedEmails: ['a@example.com'],
      logout: { path: '/logout', redirectURL: 'https://example.com/' },
    },
    anonymous: [{ name: 'docs', ...match }],
  }),
  authorization: {
    fallback: 'Deny',
    rules: [
      { name: 'no', matches: [match], deny: true },
      {
        name: 'staff',
        matches: [{}],
        deny: false,
        require: {
          groups: ['staff'],
          claims: [{ name: 'tenant', values: ['acme'] }],
          scopes: ['read'],
          clientCertificates: ['billing'],
        },
      },
    ],
  },
  clientCertificates: {
    required: true,
    subjects: [
      { name: 'billing', commonName: 'billing' },
      { name: 'erp', uri: 'spiffe://example.com/ns/shop/sa/erp' },
      { name: 'stock', dnsName: 'stock.shop.svc' },
    ],
  },
  rates: [
    { name: 'certificate', requests: 100, per: 'Minute', by: 'ClientCertificate', matches: [] },
    { name: 'user', requests: 100, per: 'Minute', by: 'User', matches: [] },
    { name: 'tenant', requests: 5, per: 'Day', by: 'Claim', claim: 'tenant', matches: [match] },
    { name: 'header', requests: 5, per: 'Second', by: 'Header', header: 'X-Tenant', matches: [] },
  ],
  rateExemptions: ['10.0.0.0/8'],
  store: { address: 'redis:6379', tls: true, onFailure: 'Local', passwordFile: '/password' },
  methods: ['GET'],
  contentTypes: ['application/json'],
  answers: {
    hsts: 'max-age=1',
    cors: { allowOrigins: ['*'], allowCredentials: false, exposeHeaders: ['X-A'] },
    headers: { 'X-Frame-Options': 'DENY' },
  },
});

test('a plan is enforced as it is written, with all that a policy may state', () => {
  store.load({ orders: JSON.stringify(whole) });
  expect(bad).toEqual([]);
  expect(store.get('orders')).toEqual(whole);
  expect(Object.isFrozen(store.get('orders')?.rates)).toBe(true);
});

test('before a plan is seen no policy is known; an empty one is a plan', () => {
  expect(store.loaded).toBe(false);
  store.load({});
  expect(store.loaded).toBe(true);
  expect([...store.all()]).toEqual([]);
});

test('a changed entry counts, an unchanged one stays the very same, a removed one is unknown', () => {
  store.load({ orders: entry(), other: entry({ policy: 'other' }) });
  const [orders, other] = [store.get('orders'), store.get('other')];
  store.load({ orders: entry({ revision: '2' }), other: entry({ policy: 'other' }) });
  expect(store.get('orders')).not.toBe(orders);
  expect(store.get('orders')?.revision).toBe('2');
  expect(store.get('other')).toBe(other);
  store.load({ other: entry({ policy: 'other' }) });
  expect(store.get('orders')).toBeUndefined();
});

test('listeners are told after the change, until they end it', () => {
  const seen: (string | undefined)[] = [];
  const end = store.onChange(() => seen.push(store.get('orders')?.revision));
  store.load({ orders: entry() });
  store.load({ orders: entry({ revision: '2' }) });
  end();
  store.load({});
  expect(seen).toEqual(['1', '2']);
});

const without = (name: string): string => {
  const { [name]: _, ...rest } = policy() as unknown as Record<string, unknown>;
  return JSON.stringify(rest);
};
const withPart = (parts: Record<string, unknown>): string => JSON.stringify({ ...policy(), ...parts });
const rate = { name: 'a', requests: 1, per: 'Minute', by: 'User', matches: [] };
const rule = { name: 'a', matches: [], deny: true };

test.each([
  ['no JSON', '{', 'JSON'],
  ['no object', '[]', 'the entry has to be an object'],
  ['another version', withPart({ version: 2 }), 'version has to be 1'],
  ['another policy’s name', withPart({ policy: 'other' }), 'policy is "other"'],
  ['hosts left out', without('hosts'), 'hosts is missing'],
  [
    'a certificate without its mode',
    withPart({ clientCertificates: { subjects: [] } }),
    'clientCertificates.required is missing',
  ],
  [
    'a subject that names nothing',
    withPart({ clientCertificates: { required: true, subjects: [{ name: 'a' }] } }),
    'clientCertificates.subjects[0] has to say one of commonName, uri and dnsName',
  ],
  [
    'a subject that names two things',
    withPart({
      clientCertificates: { required: true, subjects: [{ name: 'a', commonName: 'a', uri: 'b' }] },
    }),
    'clientCertificates.subjects[0] has to say one of commonName, uri and dnsName',
  ],
  [
    'a rule that asks for no certificate by name',
    withPart({
      authorization: {
        fallback: 'Allow',
        rules: [{ ...rule, deny: false, require: { clientCertificates: [] } }],
      },
    }),
    'clientCertificates has to be a list of at least 1',
  ],
  ['a restriction that is not known', withPart({ mutualTLS: {} }), 'mutualTLS is not known'],
  [
    'refusePlaintext that is a text',
    withPart({ refusePlaintext: 'true' }),
    'refusePlaintext has to be true or false',
  ],
  [
    'a limit of none',
    withPart({ rates: [{ ...rate, requests: 0 }] }),
    'rates[0].requests has to be a whole number',
  ],
  [
    'a limit by nothing known',
    withPart({ rates: [{ ...rate, by: 'Host' }] }),
    'rates[0].by has to be User or',
  ],
  [
    'a limit by header without one',
    withPart({ rates: [{ ...rate, by: 'Header' }] }),
    'rates[0].header belongs to',
  ],
  ['two limits of one name', withPart({ rates: [rate, rate] }), 'two rates are named "a"'],
  [
    'a rule that both denies and asks',
    withPart({ authorization: { fallback: 'Deny', rules: [{ ...rule, require: {} }] } }),
    'authorization.rules[0] has to say either',
  ],
  [
    'a rule that says nothing',
    withPart({ authorization: { fallback: 'Deny', rules: [{ ...rule, deny: false }] } }),
    'authorization.rules[0] has to say either',
  ],
  [
    'an issuer without audience',
    withPart({
      authentication: {
        forwardAccessToken: false,
        anonymous: [],
        jwt: [
          {
            name: 'a',
            issuer: 'x',
            audiences: [],
            algorithms: ['RS256'],
            clockSkewSeconds: 0,
            requiredClaims: [],
          },
        ],
      },
    }),
    'authentication.jwt[0].audiences has to be a list of at least 1',
  ],
])('%s: not enforced by half, but told; the former entry stays', (_name, text, reason) => {
  store.load({ orders: text });
  expect(store.get('orders')).toBeUndefined();
  expect(bad).toEqual([{ policy: 'orders', reason: expect.stringContaining(reason), kept: false }]);
  store.load({ orders: entry() });
  store.load({ orders: text, other: entry({ policy: 'other' }) });
  expect(store.get('orders')?.revision).toBe('1');
  expect(store.get('other')).toBeDefined();
  expect(bad[1]).toMatchObject({ policy: 'orders', kept: true });
  store.load({ orders: text });
  expect(bad.length).toBe(2);
});
