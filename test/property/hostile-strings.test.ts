import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiPolicy } from '../../operator/api/types.generated.ts';
import { validateApiPolicy } from '../../operator/api/validate.ts';
import { type CompanionObject, companionsOf } from '../../operator/companions/companions-of.ts';
import { companionSettings } from '../../operator/companions/settings.ts';
import { ingressNginx } from '../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { planPolicy } from '../../operator/policy/plan-policy.ts';
import { anIngress, aPolicy } from '../generators/objects.ts';

/** A policy that holds every string field there is, each once. */
const FULL = aPolicy({
  tls: { certificate: { secretName: 'orders-tls' } },
  mutualTLS: {
    clients: {
      ca: { issuerRef: { kind: 'Issuer', name: 'clients' } },
      subjects: [
        { name: 'billing', commonName: 'billing' },
        { name: 'ship', uri: 'spiffe://example.com/ns/shop/sa/ship' },
        { name: 'mail', dnsName: 'mail.shop.svc' },
      ],
      issue: [
        {
          name: 'billing',
          secretName: 'billing-tls',
          commonName: 'billing',
          uris: ['spiffe://example.com/ns/shop/sa/billing'],
          dnsNames: ['billing.shop.svc'],
          duration: '240h',
        },
      ],
    },
    backend: {
      certificate: { issuerRef: { kind: 'Issuer', name: 'services' } },
      serverName: 'orders.shop.svc',
      issue: [{ secretName: 'orders-server-tls', dnsNames: ['orders.shop.svc'] }],
    },
  },
  authentication: {
    oidc: {
      issuerURL: 'https://id.example.com/realms/shop',
      clientID: 'orders',
      clientSecretRef: { name: 'orders-oidc', key: 'client-secret' },
      scopes: ['openid', 'email'],
      groupsClaim: 'groups',
      allowedGroups: ['staff'],
      allowedEmailDomains: ['example.com'],
      allowedEmails: ['ada@example.org'],
      session: {
        cookieDomain: 'example.com',
        lifetime: '8h',
        store: 'Redis',
        redis: {
          address: 'redis.shop.svc:6379',
          passwordSecretRef: { name: 'redis', key: 'password' },
          tls: 'Enabled',
        },
      },
      logout: { path: '/logout', redirectURL: 'https://www.example.com/' },
    },
    jwt: [
      {
        name: 'partners',
        issuer: 'https://partners.example.com',
        audiences: ['orders-api'],
        jwksURI: 'https://partners.example.com/jwks.json',
        requiredClaims: [{ name: 'tenant', values: ['acme'] }],
      },
    ],
    apiKeys: { header: 'X-API-Key', secretRef: { name: 'orders-keys' } },
    caBundleRef: { name: 'corporate-ca', key: 'ca.crt' },
    anonymous: [{ name: 'health', path: { type: 'Exact', value: '/healthz' } }],
  },
  authorization: {
    rules: [{ name: 'admins', matches: [{ hosts: ['api.example.com'] }], require: { groups: ['admins'] } }],
  },
  rateLimit: {
    rules: [
      { name: 'per-address', requests: 20, per: 'Second', by: 'ClientAddress' },
      { name: 'per-tenant', requests: 20, per: 'Hour', by: 'Claim', claim: 'tenant' },
      { name: 'per-header', requests: 20, per: 'Hour', by: 'Header', header: 'X-Tenant' },
    ],
    redis: {
      address: 'redis.shop.svc:6379',
      passwordSecretRef: { name: 'limits', key: 'password' },
      tls: 'Enabled',
    },
    connections: 5,
    exemptCIDRs: ['192.0.2.0/24'],
  },
  timeouts: { connect: '5s', read: '60s', send: '60s' },
  validation: {
    methods: ['GET'],
    contentTypes: ['application/json'],
    maxBodySize: '1Mi',
    waf: { mode: 'Block' },
  },
  exposure: {
    cors: {
      allowOrigins: ['https://app.example.com'],
      allowMethods: ['GET'],
      allowHeaders: ['x-a'],
      exposeHeaders: ['x-b'],
    },
    responseHeaders: { set: [{ name: 'Cache-Control', value: 'no-store' }], remove: ['Server'] },
  },
  network: { allowedCIDRs: ['192.0.2.0/24'], deniedCIDRs: ['192.0.2.1/32'] },
});

/** Paths of all strings below a value. */
function stringPaths(
  value: unknown,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (typeof value === 'string') return [path];
  if (Array.isArray(value)) return value.flatMap((part, index) => stringPaths(part, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => stringPaths(part, [...path, key]));
}

function replaced(value: unknown, [step, ...rest]: readonly (string | number)[], by: string): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((part, index) => (index === step ? replaced(part, rest, by) : part));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, part]) => [
      key,
      key === step ? replaced(part, rest, by) : part,
    ]),
  );
}

const PATHS = stringPaths(FULL.spec);
const HARD = [
  '\n',
  '\r\n',
  ';',
  '{',
  '}',
  '$',
  '"',
  "'",
  '`',
  '\\',
  '#',
  ' ',
  '\t',
  '\u0000',
  'é',
  '\u202e',
  '😀',
];
const hostile = fc
  .tuple(fc.string(), fc.constantFrom(...HARD), fc.string())
  .map(([before, hard, after]) => `${before}${hard}${after}`);
const smuggled = fc
  .tuple(
    fc.constantFrom('192.0.2.0/24', '1Mi', '5s', 'https://app.example.com', 'GET', 'orders-tls'),
    fc.constantFrom(...HARD),
    fc.string(),
  )
  .map((parts) => parts.join(''));

describe('a string that no field takes, in any field of the policy', () => {
  it('is refused, or appears in no value that is written', () => {
    expect(PATHS.length).toBeGreaterThan(60);
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), fc.oneof(hostile, smuggled), (path, text) => {
        const policy = { ...FULL, spec: replaced(FULL.spec, path, text) } as ApiPolicy;
        for (const value of written(policy)) expect(value).not.toMatch(/[^A-Za-z0-9,.:/*_-]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused by the schema where it holds more than one line', () => {
    const lines = fc.tuple(fc.string(), fc.constantFrom('\n', '\r', '\u0000', '\t'), fc.string());
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), lines, (path, parts) => {
        const spec = replaced(FULL.spec, path, parts.join(''));
        expect(validateApiPolicy({ ...FULL, spec })).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect(validateApiPolicy(FULL)).toEqual([]);
  });
});

describe('a string that no field takes, and what stands beside the gateway', () => {
  /** Parts of a policy that companions are made from. */
  const paths = PATHS.filter(([section]) => section === 'authentication' || section === 'rateLimit');

  it('no name, path or argument of a companion holds what is neither printable nor its own', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.oneof(hostile, smuggled), (path, text) => {
        const policy = { ...FULL, spec: replaced(FULL.spec, path, text) } as ApiPolicy;
        const wrong = companions(policy).flatMap(({ metadata, ...rest }) => {
          const named = /^apipolicy-(gate(-errors|-plan|-headers)?|login-[0-9a-f]{8})$/.test(metadata.name);
          // What the gate is told is data, which it reads as such; the variables of nginx are the same for every policy.
          const passed = /^apipolicy-gate-(plan|headers)$/.test(metadata.name);
          const strings = passed ? [] : stringsIn(rest);
          const odd = strings.filter(([at, value]) => !(at.includes('args') ? isArgument : isPlain)(value));
          return named ? odd : [['name', metadata.name], ...odd];
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  const isPlain = (text: string): boolean =>
    /^[A-Za-z0-9 ,.:;/*_=&?@%+~()[\]-]*$/.test(text) && !text.includes('..');

  /** One flag, in printable ASCII, in which the kubelet finds nothing to fill in. */
  const isArgument = (text: string): boolean =>
    /^(gate|--[a-z0-9-]+=[\x20-\x7e]*)$/.test(text) && !text.replaceAll('$$', '').includes('$');
});

/** Strings below a value, each with the members that lead to it. */
const stringsIn = (value: unknown): [string, string][] =>
  stringPaths(value).map((path) => [
    path.join('.'),
    String(path.reduce<unknown>((part, step) => (part as Record<string | number, unknown>)[step], value)),
  ]);

function companions(policy: ApiPolicy): readonly CompanionObject[] {
  try {
    const plan = planPolicy(policy);
    const policies = [{ name: plan.policy.name, plan, targets: [anIngress()] }];
    return companionsOf(plan.policy.namespace, policies, companionSettings({})).objects;
  } catch (error) {
    expect(error).toMatchObject({ code: 'INVALID_POLICY_VALUE' });
    return [];
  }
}

function written(policy: ApiPolicy): string[] {
  try {
    const { groups, tls } = ingressNginx.lower(planPolicy(policy), anIngress(), {});
    const secrets = (tls?.value ?? []).map(({ secretName = '' }) => secretName);
    return [...groups.flatMap(({ annotations }) => Object.values(annotations)), ...secrets];
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^INVALID_(POLICY|ANNOTATION)_VALUE$/) });
    return [];
  }
}
