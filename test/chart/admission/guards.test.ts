import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, ChartCluster, type KubernetesObject, OPERATOR, pathOf, said } from './chart-cluster.ts';
import {
  configMap,
  deployment,
  disruptionBudget,
  ingress,
  LOGIN,
  networkPolicy,
  roleBinding,
  secret,
  service,
  serviceAccount,
} from './companion-samples.ts';

const GATE = 'apipolicy-gate';
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole' };
const COOKIE = `${LOGIN}-cookie-89abcdef`;

/** What someone gets who holds the operator's token: RBAC is wide, and these policies bind it. */
describe('whoever acts as the operator', () => {
  let chart: ChartCluster;

  beforeAll(async () => {
    chart = await ChartCluster.start();
    const firsts: readonly [KubernetesObject, string][] = [
      [configMap('orders'), 'no ConfigMaps but'],
      [service('orders'), 'no such object but'],
      [service(GATE, 'app'), 'must select pods'],
      [networkPolicy(GATE, {}), 'must select pods'],
      [disruptionBudget(GATE, { selector: { matchLabels: { a: 'b' } } }), 'must select pods'],
      [
        roleBinding(GATE, { subjects: [{ kind: 'ServiceAccount', name: 'x', namespace: 'shop' }] }),
        'no one but',
      ],
      [ingress('orders'), 'makes and deletes no Ingresses'],
    ];
    for (const [object, message] of firsts)
      await chart.inForce(message, () => chart.apply(OPERATOR, object, { dryRun: true }));
    const dry = (object: KubernetesObject) => `${pathOf(object).replace(/\/[^/]+$/, '')}?dryRun=All`;
    await chart.inForce('creates no Secrets but', () =>
      chart.as(OPERATOR, 'POST', dry(secret('orders')), secret('orders')),
    );
  });

  afterAll(() => chart[Symbol.asyncDispose]());

  const attempt = async (object: KubernetesObject): Promise<string> =>
    said(await chart.apply(OPERATOR, object, { dryRun: true }));
  const post = async (object: KubernetesObject): Promise<string> =>
    said(await chart.as(OPERATOR, 'POST', `${pathOf(object).replace(/\/[^/]+$/, '')}?dryRun=All`, object));

  test.each<[string, KubernetesObject]>([
    ['the plan of a gate', configMap('apipolicy-gate-plan')],
    ['the headers of a gate', configMap('apipolicy-gate-headers')],
    ['response headers', configMap('orders-apipolicy-headers-0123abcd')],
    ['the Service of a gate', service(GATE)],
    ['the error Service', service('apipolicy-gate-errors', GATE)],
    ['the Service of a login', service(LOGIN)],
    ['the account of a gate', serviceAccount(GATE)],
    ['the budget of a gate', disruptionBudget(GATE)],
    ['who may ask a gate', networkPolicy(GATE)],
    ['who may ask a login', networkPolicy(LOGIN)],
    ['the role of a gate', roleBinding(GATE)],
    ['the Ingress of a login', ingress(LOGIN)],
  ])('makes %s', async (_, object) => {
    expect(await attempt(object)).toBe('201');
  });

  test('makes the key of a login’s cookies', async () => {
    expect(await post(secret(COOKIE))).toBe('201');
  });

  test.each<[string, KubernetesObject, string]>([
    ['a ConfigMap of somebody else', configMap('orders'), 'no ConfigMaps but'],
    ['a ConfigMap named almost alike', configMap('x-apipolicy-gate-plan'), 'no ConfigMaps but'],
    ['a Deployment of another name', deployment('miner'), 'no such object but'],
    ['a login without a digest', deployment('apipolicy-login-x'), 'no such object but'],
    ['a Service of another name', service('orders'), 'no such object but'],
    ['an account of another name', serviceAccount('admin'), 'no such object but'],
    ['a NetworkPolicy of another name', networkPolicy('open'), 'no such object but'],
    ['a budget of another name', disruptionBudget('open'), 'no such object but'],
    ['a RoleBinding of another name', roleBinding('more'), 'no such object but'],
    ['a Service that leads to other pods', service(GATE, 'orders'), 'must select pods'],
    ['a Service without a selector', service(GATE, GATE, { selector: {} }), 'must select pods'],
    ['a NetworkPolicy over all pods', networkPolicy(GATE, {}), 'must select pods'],
    [
      'a budget over other pods',
      disruptionBudget(GATE, { selector: { matchLabels: { app: 'orders' } } }),
      'must select pods',
    ],
    [
      'a Service that is a name outside',
      service(GATE, GATE, { type: 'ExternalName', externalName: 'evil.example.com' }),
      'type ClusterIP',
    ],
    [
      'a Service with an address outside',
      service(GATE, GATE, { externalIPs: ['192.0.2.1'] }),
      'type ClusterIP',
    ],
    ['a Service on every node', service(GATE, GATE, { type: 'NodePort' }), 'type ClusterIP'],
    [
      'another role, whose rights the operator holds itself',
      roleBinding(GATE, { roleRef: { ...roleRef, name: 'apipolicy-view' } }),
      'binds no role but',
    ],
    [
      'the role for another account',
      roleBinding(GATE, { subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'shop' }] }),
      'no one but the ServiceAccount',
    ],
    [
      'the role for an account elsewhere',
      roleBinding(GATE, { subjects: [{ kind: 'ServiceAccount', name: GATE, namespace: 'other' }] }),
      'no one but the ServiceAccount',
    ],
    [
      'the role for a user',
      roleBinding(GATE, {
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: GATE }],
      }),
      'no one but the ServiceAccount',
    ],
    ['an Ingress of another name', ingress('orders'), 'makes and deletes no Ingresses but'],
    ['a login on another path', ingress(LOGIN, { path: '/' }), 'under /oauth2'],
    ['a login on a path that begins alike', ingress(LOGIN, { path: '/oauth2x' }), 'under /oauth2'],
    ['a login that leads elsewhere', ingress(LOGIN, { service: 'orders' }), 'under /oauth2'],
    [
      'a login with a backend for the rest',
      ingress(LOGIN, { spec: { defaultBackend: { service: { name: LOGIN, port: { number: 4180 } } } } }),
      'under /oauth2',
    ],
    [
      'a snippet',
      ingress(LOGIN, { annotations: { 'nginx.ingress.kubernetes.io/server-snippet': 'return 200;' } }),
      'no snippets',
    ],
  ])('is refused %s', async (_, object, message) => {
    const answer = await attempt(object);
    expect(answer).toMatch(/^(403|422) /);
    expect(answer).toContain(message);
  });

  test.each<[string, KubernetesObject, string]>([
    ['of another name', secret('orders-tls'), 'creates no Secrets but'],
    ['without a random suffix', secret(`${LOGIN}-cookie`), 'creates no Secrets but'],
    [
      'that is a token of an account',
      secret(COOKIE, {
        type: 'kubernetes.io/service-account-token',
        data: {},
        metadata: {
          name: COOKIE,
          namespace: 'shop',
          annotations: { 'kubernetes.io/service-account.name': 'default' },
        },
      }),
      'is Opaque',
    ],
    ['with another key', secret(COOKIE, { data: { 'tls.key': '' } }), 'is Opaque'],
    ['with another key as text', secret(COOKIE, { stringData: { 'tls.key': 'a' } }), 'is Opaque'],
  ])('is refused a Secret %s', async (_, object, message) => {
    expect(await post(object)).toContain(message);
  });

  test('deletes nothing that belongs to others', async () => {
    const others: readonly KubernetesObject[] = [
      ...[deployment('orders'), service('orders'), serviceAccount('orders'), disruptionBudget('orders')],
      ...[networkPolicy('orders'), roleBinding('orders'), ingress('orders'), configMap('orders')],
    ];
    for (const object of others) {
      expect(said(await chart.apply(ADMIN, object, { manager: 'helm' })), object.kind).toBe('201');
      expect(said(await chart.as(OPERATOR, 'DELETE', pathOf(object))), object.kind).toMatch(
        /^(403|422) .*denied request: the operator/,
      );
    }
  });

  test('deletes what it made', async () => {
    const own: readonly KubernetesObject[] = [
      ...[deployment(LOGIN), service('apipolicy-gate-errors', GATE), serviceAccount(GATE)],
      ...[disruptionBudget(GATE), networkPolicy(LOGIN), roleBinding(GATE), ingress(LOGIN)],
      configMap('apipolicy-gate-plan'),
    ];
    for (const object of own) {
      expect(said(await chart.apply(OPERATOR, object)), object.kind).toBe('201');
      expect(said(await chart.as(OPERATOR, 'DELETE', pathOf(object))), object.kind).toBe('200');
    }
  });

  describe('on an Ingress of somebody else', () => {
    const shared = 'orders-shared';
    const manifest = (change: object = {}): KubernetesObject => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: shared, namespace: 'shop' },
      ...change,
    });
    const metadata = (change: object) => manifest({ metadata: { ...manifest().metadata, ...change } });

    beforeAll(async () => {
      const theirs = ingress(shared, {
        path: '/',
        annotations: { 'nginx.ingress.kubernetes.io/server-snippet': 'return 404;' },
      });
      expect(said(await chart.apply(ADMIN, theirs, { manager: 'helm' }))).toBe('201');
    });

    test('writes annotations, beside a snippet that stands there', async () => {
      const annotations = { 'nginx.ingress.kubernetes.io/limit-rps': '10' };
      expect(await attempt(metadata({ annotations }))).toBe('200');
    });

    test('writes spec.tls', async () => {
      expect(
        await attempt(manifest({ spec: { tls: [{ hosts: ['api.example.com'], secretName: 'a' }] } })),
      ).toBe('200');
    });

    test.each<[string, KubernetesObject, string]>([
      ['where it leads', manifest({ spec: ingress(LOGIN, { path: '/oauth2' }).spec }), 'and nothing else'],
      ['its class', manifest({ spec: { ingressClassName: 'other' } }), 'and nothing else'],
      [
        'its backend for the rest',
        manifest({ spec: { defaultBackend: { service: { name: 'a', port: { number: 1 } } } } }),
        'and nothing else',
      ],
      ['its labels', metadata({ labels: { a: 'b' } }), 'and nothing else'],
      ['its finalizers', metadata({ finalizers: ['example.com/hold'] }), 'and nothing else'],
      [
        'a snippet',
        metadata({ annotations: { 'nginx.ingress.kubernetes.io/server-snippet': 'return 200;' } }),
        'no snippets',
      ],
    ])('does not write %s', async (_, object, message) => {
      expect(await attempt(object)).toContain(message);
    });
  });

  test('others are not bound by it', async () => {
    expect(
      said(await chart.apply(ADMIN, deployment('anything', { hostNetwork: true }), { dryRun: true })),
    ).toBe('201');
  });
});
