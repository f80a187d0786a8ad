import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import { renderDocuments } from '../../operator/cli/render.ts';
import { toYaml } from '../../operator/cli/yaml-out.ts';
import { aController, aControllerConfigMap, anIngress, aPolicy } from '../generators/objects.ts';

/** Every field of this version, with values that differ from its default. */
const SPEC = {
  targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'orders' }],
  enforcement: 'Enforce',
  activation: 'WhenReady',
  tls: {
    certificate: { secretName: 'orders-tls' },
    minimumVersion: 'TLS1.3',
    plaintext: 'Refuse',
    hsts: { maxAgeSeconds: 63_072_000, includeSubDomains: true, preload: true },
  },
  authentication: {
    oidc: {
      issuerURL: 'https://id.example.com/realms/shop',
      clientID: 'orders',
      clientSecretRef: { name: 'orders-oidc', key: 'client-secret' },
      scopes: ['openid', 'email', 'groups'],
      groupsClaim: 'roles',
      allowedGroups: ['staff', 'partners'],
      allowedEmailDomains: ['example.com', 'example.org'],
      allowedEmails: ['ada@example.net', 'grace@example.net'],
      session: {
        cookieDomain: 'example.com',
        lifetime: '9h',
        refresh: '1h',
        store: 'Redis',
        redis: {
          address: 'sessions.shop.svc:6379',
          passwordSecretRef: { name: 'sessions', key: 'password' },
          tls: 'Disabled',
        },
      },
      logout: { path: '/logout', redirectURL: 'https://www.example.com/' },
    },
    jwt: [
      {
        name: 'partners',
        issuer: 'https://partners.example.com',
        audiences: ['orders-api', 'orders-batch'],
        jwksURI: 'https://partners.example.com/jwks.json',
        algorithms: ['RS256', 'ES384'],
        clockSkewSeconds: 10,
        requiredClaims: [
          { name: 'tenant', values: ['acme', 'emca'] },
          { name: 'env', values: ['prod'] },
        ],
      },
      { name: 'batch', issuer: 'https://batch.example.com', audiences: ['orders-api'] },
    ],
    apiKeys: { header: 'X-Orders-Key', secretRef: { name: 'orders-keys' } },
    caBundleRef: { name: 'corporate-ca', key: 'ca.crt' },
    forward: { accessToken: true },
    anonymous: [
      {
        name: 'health',
        hosts: ['api.example.com', '*.example.com'],
        path: { type: 'Exact', value: '/healthz' },
        methods: ['GET', 'HEAD'],
      },
      { name: 'docs', path: { type: 'PathPrefix', value: '/docs' } },
    ],
  },
  authorization: {
    default: 'Deny',
    rules: [
      {
        name: 'admins',
        matches: [
          {
            hosts: ['api.example.com', '*.example.com'],
            path: { type: 'PathPrefix', value: '/admin' },
            methods: ['GET', 'POST'],
          },
          { methods: ['DELETE'] },
        ],
        require: {
          groups: ['admins', 'owners'],
          claims: [
            { name: 'acr', values: ['2', '3'] },
            { name: 'amr', values: ['mfa'] },
          ],
          scopes: ['orders.write', 'orders.read'],
        },
      },
      { name: 'metrics', matches: [{ path: { type: 'PathPrefix', value: '/metrics' } }], deny: true },
    ],
  },
  rateLimit: {
    onStoreFailure: 'Deny',
    redis: {
      address: 'limits.shop.svc:6379',
      passwordSecretRef: { name: 'limits', key: 'password' },
      tls: 'Disabled',
    },
    rules: [
      { name: 'per-user', requests: 100, per: 'Hour', by: 'User' },
      { name: 'per-key', requests: 90, per: 'Day', by: 'APIKey' },
      { name: 'per-shop', requests: 80, per: 'Hour', by: 'Header', header: 'X-Shop' },
      {
        name: 'exports',
        requests: 10,
        per: 'Hour',
        by: 'Claim',
        claim: 'tenant',
        matches: [{ path: { type: 'PathPrefix', value: '/export' }, methods: ['POST', 'PUT'] }],
      },
      { name: 'per-second', requests: 20, per: 'Second', by: 'ClientAddress', burst: 40 },
      { name: 'per-minute', requests: 600, per: 'Minute', by: 'ClientAddress', burst: 1_200 },
    ],
    connections: 50,
    exemptCIDRs: ['192.0.2.0/24', '203.0.113.0/24'],
  },
  timeouts: { connect: '6s', read: '61s', send: '62s' },
  validation: {
    methods: ['GET', 'POST', 'DELETE'],
    contentTypes: ['application/json', 'text/plain'],
    maxBodySize: '2Mi',
    waf: { mode: 'Block' },
  },
  exposure: {
    cors: {
      allowOrigins: ['https://app.example.com', 'https://b.example.com'],
      allowMethods: ['GET', 'PUT'],
      allowHeaders: ['authorization', 'x-a'],
      exposeHeaders: ['x-request-id', 'x-b'],
      allowCredentials: true,
      maxAgeSeconds: 300,
    },
    securityHeaders: 'Standard',
    responseHeaders: {
      set: [
        { name: 'Cache-Control', value: 'no-store' },
        { name: 'X-A', value: 'b' },
      ],
      remove: ['X-B', 'X-Powered-By'],
    },
  },
  network: {
    allowedCIDRs: ['198.51.100.0/24', '2001:db8::/32'],
    deniedCIDRs: ['198.51.100.13/32', '198.51.100.14/32'],
  },
  verification: { mode: 'Passive', interval: '5m', limits: 'Enabled' },
  drift: 'Report',
};

/**
 * `Enforce` is the default: to delete it must change nothing. What is proved or repaired later, and when what is rendered
 * comes into force, is not rendered.
 */
const WITHOUT_EFFECT = [
  ...['enforcement', 'drift', 'activation'],
  ...['verification', 'verification.mode', 'verification.interval', 'verification.limits'],
];

type Path = readonly (string | number)[];

describe('nothing is accepted and dropped', () => {
  const whole = outcome(SPEC);

  it('and the whole of it is rendered, since beside an error nothing is', () => {
    expect(whole).toContain('kind: Ingress');
  });

  it.each(pathsBelow(SPEC).map((path) => [path.join('.'), path] as const))('without %s', (name, path) => {
    const changed = outcome(without(SPEC, path)) !== whole;
    expect(changed).toBe(!WITHOUT_EFFECT.includes(name));
  });
});

/** What is rendered and what is said, as one text. */
function outcome(spec: unknown): string {
  const { tls: _, ...ingress } = anIngress().spec;
  const policy: KubernetesObject = { ...aPolicy({}), spec } as KubernetesObject;
  const documents = [
    { ...anIngress(), spec: ingress },
    policy,
    aControllerConfigMap({}),
    aController('1.15.1', 2),
  ];
  const { objects, findings } = renderDocuments(documents);
  return toYaml(objects) + JSON.stringify(findings);
}

/** Paths of everything that can be deleted: fields and elements of lists. */
function pathsBelow(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => {
    const below = [...path, key];
    return [below, ...pathsBelow((value as Record<string | number, unknown>)[key], below)];
  });
}

function without(value: unknown, [step, ...rest]: Path): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((part, index) =>
      index !== step ? [part] : rest.length > 0 ? [without(part, rest)] : [],
    );
  }
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.flatMap(([key, part]) =>
      key !== step ? [[key, part]] : rest.length > 0 ? [[key, without(part, rest)]] : [],
    ),
  );
}
