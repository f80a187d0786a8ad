import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, ChartCluster, type KubernetesObject, OPERATOR, pathOf, said } from './chart-cluster.ts';

const RBAC = 'rbac.authorization.k8s.io';
const policy = (spec: object, name = 'orders', metadata: object = {}): KubernetesObject => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  metadata: { name, namespace: 'shop', ...metadata },
  spec: { targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'orders' }], ...spec },
});
const baseline = (defaults: object): KubernetesObject => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ClusterApiPolicy',
  metadata: { name: 'baseline' },
  spec: { defaults },
});

const oidc = (change: object = {}) => ({
  authentication: {
    oidc: {
      issuerURL: 'https://id.example.com',
      clientID: 'orders',
      clientSecretRef: { name: 'named', key: 'client-secret' },
      ...change,
    },
  },
});
const redis = { address: 'redis.shop.svc:6379', passwordSecretRef: { name: 'named', key: 'password' } };
const apiKeys = { header: 'X-API-Key', secretRef: { name: 'named' } };
const jwt = [{ name: 'partners', issuer: 'https://partners.example.com', audiences: ['orders'] }];
const rules = [{ name: 'per-user', requests: 100, per: 'Minute', by: 'User' }];

/** Every way to name a Secret or a ConfigMap called `named`. */
const REFERENCES: readonly [string, object, string][] = [
  ['authentication.oidc.clientSecretRef', oidc(), 'secrets'],
  ['authentication.apiKeys.secretRef', { authentication: { apiKeys } }, 'secrets'],
  ['rateLimit.redis.passwordSecretRef', { authentication: { jwt }, rateLimit: { rules, redis } }, 'secrets'],
  ['tls.certificate', { tls: { certificate: { secretName: 'named' } } }, 'secrets'],
  ['mutualTLS.clients.ca', { mutualTLS: { clients: { ca: { secretName: 'named' } } } }, 'secrets'],
  [
    'mutualTLS.backend.certificate',
    { mutualTLS: { backend: { certificate: { secretName: 'named' }, serverName: 'orders.shop.svc' } } },
    'secrets',
  ],
  [
    'authentication.caBundleRef',
    { authentication: { jwt, caBundleRef: { name: 'named', key: 'ca.crt' } } },
    'configmaps',
  ],
];

/** Users who write policies, by what they may get beside that. */
const USERS: Readonly<Record<string, readonly object[]>> = {
  jane: [],
  reader: [
    { apiGroups: [''], resources: ['secrets', 'configmaps'], resourceNames: ['named'], verbs: ['get'] },
  ],
  lister: [{ apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['list', 'watch'] }],
  neighbour: [
    { apiGroups: [''], resources: ['secrets', 'configmaps'], resourceNames: ['other'], verbs: ['get'] },
  ],
};

describe('who names a Secret in a policy', () => {
  let chart: ChartCluster;

  const grant = async (user: string, rules: readonly object[], namespace?: string): Promise<void> => {
    const kind = namespace === undefined ? 'ClusterRole' : 'Role';
    const metadata = { name: `${user}-rights`, ...(namespace !== undefined && { namespace }) };
    const roleRef = { apiGroup: RBAC, kind, name: metadata.name };
    const subjects = [{ apiGroup: RBAC, kind: 'User', name: user }];
    const manager = 'admin';
    const role = { apiVersion: `${RBAC}/v1`, kind, metadata, rules };
    const binding = { apiVersion: `${RBAC}/v1`, kind: `${kind}Binding`, metadata, roleRef, subjects };
    for (const object of [role, binding])
      expect(said(await chart.apply(ADMIN, object, { manager }))).toMatch(/^20[01]$/);
  };
  const write = async (user: string, object: KubernetesObject, dryRun = true): Promise<string> =>
    said(await chart.apply(user, object, { dryRun, manager: user }));

  beforeAll(async () => {
    chart = await ChartCluster.start();
    const policies = { apiGroups: ['apipolicy.dev'], resources: ['apipolicies'], verbs: ['*'] };
    const status = { ...policies, resources: ['apipolicies/status'] };
    for (const [user, rights] of Object.entries(USERS))
      await grant(user, [policies, status, ...rights], 'shop');
    const baselines = { apiGroups: ['apipolicy.dev'], resources: ['clusterapipolicies'], verbs: ['*'] };
    await grant('platform', [baselines]);
    const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
    await grant('root', [baselines, secrets]);
    await grant('platform-reader', [baselines]);
    await grant('platform-reader', [secrets], 'shop');
    await chart.inForce('may not get', () =>
      chart.apply('jane', policy({ tls: { certificate: { secretName: 'named' } } }), { dryRun: true }),
    );
    await chart.inForce('may not get in all namespaces', () =>
      chart.apply('platform', baseline({ tls: { certificate: { secretName: 'named' } } }), { dryRun: true }),
    );
  });

  afterAll(() => chart[Symbol.asyncDispose]());

  describe.each(REFERENCES)('by spec.%s', (path, spec, resource) => {
    test.each(['jane', 'lister', 'neighbour'])('is refused as %s, who may not get it', async (user) => {
      const answer = await write(user, policy(spec));
      expect(answer).toMatch(/^403 /);
      const kind = resource === 'secrets' ? 'Secret' : 'ConfigMap';
      expect(answer).toContain(`spec.${path} names the ${kind} named, which ${user} may not get`);
      expect(answer).toContain(
        `verb get on ${resource}, resourceNames [named], bound to that account in namespace shop`,
      );
    });

    test('is let through as one who may get it', async () => {
      expect(await write('reader', policy(spec))).toBe('201');
    });
  });

  test('by the password of a session’s Redis is refused too', async () => {
    const session = { store: 'Redis', redis };
    const mixed = oidc({ clientSecretRef: { name: 'other', key: 'a' }, session });
    expect(await write('neighbour', policy(mixed))).toContain(
      'spec.authentication.oidc.session.redis.passwordSecretRef names the Secret named',
    );
    expect(await write('reader', policy(oidc({ session })))).toBe('201');
  });

  test('may write what names none', async () => {
    expect(await write('jane', policy({ rateLimit: { connections: 10 } }))).toBe('201');
  });

  describe('of a policy that somebody else wrote', () => {
    const theirs = policy(oidc(), 'theirs');

    beforeAll(async () => {
      expect(await write('reader', theirs, false)).toBe('201');
    });

    const merge = async (user: string, patch: object, subresource = ''): Promise<string> =>
      said(
        await chart.as(user, 'PATCH', `${pathOf(theirs)}${subresource}?dryRun=All`, patch, {
          'content-type': 'application/merge-patch+json',
        }),
      );

    test('the issuer is not changed under a Secret that one may not get', async () => {
      const evil = { spec: { authentication: { oidc: { issuerURL: 'https://evil.example.com' } } } };
      expect(await merge('jane', evil)).toContain('names the Secret named, which jane may not get');
      expect(await merge('reader', evil)).toBe('200');
    });

    test('nothing else of the spec is changed either', async () => {
      expect(await merge('jane', { spec: { enforcement: 'Audit' } })).toMatch(/^403 /);
    });

    test('the reference is taken out by anyone who may write the policy', async () => {
      expect(await merge('jane', { spec: { authentication: null, rateLimit: { connections: 10 } } })).toBe(
        '200',
      );
    });

    test('metadata and status are written, and an apply that changes nothing is let through', async () => {
      expect(await merge('jane', { metadata: { annotations: { 'apipolicy.dev/paused': 'true' } } })).toBe(
        '200',
      );
      expect(await write('jane', theirs)).toBe('200');
      expect(await merge(OPERATOR, { status: { observedGeneration: 1 } }, '/status')).toBe('200');
    });
  });

  describe('in a baseline', () => {
    test.each(['platform', 'platform-reader'])(
      'is refused as %s, who may not get it everywhere',
      async (user) => {
        expect(await write(user, baseline(oidc()))).toContain(
          `spec.defaults.authentication.oidc.clientSecretRef names the Secret named of every namespace that the baseline governs, which ${user} may not get`,
        );
      },
    );

    test('is let through as one who may', async () => {
      expect(await write('root', baseline(oidc()))).toBe('201');
      expect(await write('platform', baseline({ rateLimit: { connections: 10 } }))).toBe('201');
    });
  });
});
