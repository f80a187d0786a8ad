import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, ChartCluster, type KubernetesObject, pathOf, said } from './chart-cluster.ts';

const RBAC = 'rbac.authorization.k8s.io';
const policy = (spec: object, name = 'orders'): KubernetesObject => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'orders' }], ...spec },
});
const baseline = (defaults: object): KubernetesObject => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ClusterApiPolicy',
  metadata: { name: 'baseline' },
  spec: { defaults },
});

const issuerRef = { kind: 'Issuer', name: 'shop-ca' };
const issue = [{ secretName: 'billing-client-tls', commonName: 'billing' }];
const serverName = 'orders.shop.svc';
const clients = (parts: object) => ({ mutualTLS: { clients: parts } });
const backend = (parts: object) => ({ mutualTLS: { backend: { serverName, ...parts } } });

/** Every way to have a certificate issued. */
const ISSUING: readonly [string, object][] = [
  ['tls.certificate.issuerRef', { tls: { certificate: { issuerRef } } }],
  ['mutualTLS.clients.ca.issuerRef', clients({ ca: { issuerRef } })],
  ['mutualTLS.clients.issue, with the CA of a baseline', clients({ issue })],
  ['mutualTLS.backend.certificate.issuerRef', backend({ certificate: { issuerRef } })],
  [
    'mutualTLS.backend.issue',
    backend({
      certificate: { issuerRef },
      issue: [{ secretName: 'orders-server-tls', dnsNames: [serverName] }],
    }),
  ],
];
const MANAGED = clients({ ca: { managed: { duration: '43800h' } } });

const right = (resource: string, verbs: readonly string[] = ['create']) => ({
  apiGroups: ['cert-manager.io'],
  resources: [resource],
  verbs,
});
/** Users who write policies, by what of cert-manager they may write beside that. */
const USERS: Readonly<Record<string, readonly object[]>> = {
  jane: [],
  reader: [right('certificates', ['get', 'list', 'watch', 'update', 'patch', 'delete'])],
  requester: [right('certificaterequests')],
  issuer: [right('certificates')],
  founder: [right('certificates'), right('issuers')],
};

describe('who has certificates issued by a policy', () => {
  let chart: ChartCluster;

  const grant = async (user: string, rules: readonly object[], namespace?: string): Promise<void> => {
    const kind = namespace === undefined ? 'ClusterRole' : 'Role';
    const metadata = { name: `${user}-rights`, ...(namespace !== undefined && { namespace }) };
    const roleRef = { apiGroup: RBAC, kind, name: metadata.name };
    const subjects = [{ apiGroup: RBAC, kind: 'User', name: user }];
    const role = { apiVersion: `${RBAC}/v1`, kind, metadata, rules };
    const binding = { apiVersion: `${RBAC}/v1`, kind: `${kind}Binding`, metadata, roleRef, subjects };
    for (const object of [role, binding])
      expect(said(await chart.apply(ADMIN, object, { manager: 'admin' }))).toMatch(/^20[01]$/);
  };
  const write = async (user: string, object: KubernetesObject, dryRun = true): Promise<string> =>
    said(await chart.apply(user, object, { dryRun, manager: user }));

  // Without cert-manager: the right is asked for whether or not its CRDs are there.
  beforeAll(async () => {
    chart = await ChartCluster.start();
    const policies = { apiGroups: ['apipolicy.dev'], resources: ['apipolicies'], verbs: ['*'] };
    for (const [user, rights] of Object.entries(USERS)) await grant(user, [policies, ...rights], 'shop');
    await grant('elsewhere', [right('certificates'), right('issuers')], 'other');
    await grant('elsewhere-writer', [policies], 'shop');
    const baselines = { apiGroups: ['apipolicy.dev'], resources: ['clusterapipolicies'], verbs: ['*'] };
    await grant('platform', [baselines]);
    await grant('platform', [right('certificates'), right('issuers')], 'shop');
    await grant('root', [baselines, right('certificates')]);
    await chart.inForce('what the policy has issued', () =>
      chart.apply('jane', policy(MANAGED), { dryRun: true, manager: 'jane' }),
    );
    await chart.inForce('what the baseline has issued', () =>
      chart.apply('platform', baseline(MANAGED), { dryRun: true, manager: 'platform' }),
    );
  });

  afterAll(() => chart?.[Symbol.asyncDispose]());

  describe.each([...ISSUING, ['mutualTLS.clients.ca.managed', MANAGED] as const])('by spec.%s', (_, spec) => {
    test.each(['jane', 'reader', 'requester'])('is refused as %s, who may create none', async (user) => {
      const answer = await write(user, policy(spec));
      expect(answer).toMatch(/^403 /);
      expect(answer).toContain(`takes certificates.cert-manager.io, which ${user} may not create`);
      expect(answer).toContain(
        'a Role with the verb create on certificates, apiGroups [cert-manager.io], bound to that account in namespace shop',
      );
    });

    test('is let through as one who may create what it takes', async () => {
      expect(await write('founder', policy(spec))).toBe('201');
    });
  });

  test.each(ISSUING)('by spec.%s takes no right on issuers', async (_, spec) => {
    expect(await write('issuer', policy(spec))).toBe('201');
  });

  test('a CA of the policy’s own takes the right to create issuers, too', async () => {
    expect(await write('issuer', policy(MANAGED))).toContain(
      'takes issuers.cert-manager.io, which issuer may not create',
    );
  });

  test('the right in another namespace does not do', async () => {
    const binding = {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'elsewhere-writes', namespace: 'shop' },
      roleRef: { apiGroup: RBAC, kind: 'Role', name: 'elsewhere-writer-rights' },
      subjects: [{ apiGroup: RBAC, kind: 'User', name: 'elsewhere' }],
    };
    expect(said(await chart.apply(ADMIN, binding, { manager: 'admin' }))).toBe('201');
    expect(await write('elsewhere', policy({ rateLimit: { connections: 10 } }))).toBe('201');
    expect(await write('elsewhere', policy(MANAGED))).toContain('elsewhere may not create');
  });

  test('what names certificates that are there takes no such right', async () => {
    for (const spec of [clients({ ca: { secretName: 'brought' } }), { tls: { plaintext: 'Redirect' } }])
      expect(await write('jane', policy(spec))).not.toContain('may not create');
  });

  test('the issuer of somebody else’s policy is not changed without the right, its reference is taken out', async () => {
    const theirs = policy(clients({ ca: { issuerRef } }), 'theirs');
    expect(await write('issuer', theirs, false)).toBe('201');
    const merge = async (user: string, patch: object): Promise<string> =>
      said(
        await chart.as(user, 'PATCH', `${pathOf(theirs)}?dryRun=All`, patch, {
          'content-type': 'application/merge-patch+json',
        }),
      );
    const other = { spec: { mutualTLS: { clients: { ca: { issuerRef: { name: 'other-ca' } } } } } };
    expect(await merge('jane', other)).toContain('jane may not create');
    expect(await merge('jane', { spec: { enforcement: 'Audit' } })).toContain('jane may not create');
    expect(await merge('issuer', other)).toBe('200');
    expect(await merge('jane', { spec: { mutualTLS: null, rateLimit: { connections: 10 } } })).toBe('200');
    expect(await merge('jane', { metadata: { labels: { team: 'shop' } } })).toBe('200');
  });

  test('in a baseline it takes the right in all namespaces', async () => {
    const defaults = { tls: { certificate: { issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' } } } };
    expect(await write('platform', baseline(defaults))).toContain(
      'takes certificates.cert-manager.io in every namespace that it governs, which platform may not create in all namespaces',
    );
    expect(await write('root', baseline(defaults))).toBe('201');
    expect(await write('root', baseline(MANAGED))).toContain('takes issuers.cert-manager.io');
    expect(await write('platform', baseline({ rateLimit: { connections: 10 } }))).toBe('201');
  });
});
