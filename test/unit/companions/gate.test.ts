import { describe, expect, test } from 'vitest';
import { companionsOf } from '../../../operator/companions/companions-of.ts';
import { readPolicy } from '../../../operator/gate/plan/read-policy.ts';
import { authentication } from '../../../operator/plan/nodes/authentication.ts';
import { clientCertificates } from '../../../operator/plan/nodes/client-certificates.ts';
import { rateStore } from '../../../operator/plan/nodes/rate-store.ts';
import { byDefault } from '../../../operator/plan/stated.ts';
import { inRedis, onlyGet, perUser, redirect, refuse, tokens } from '../gateways/ingress-nginx/gate-plan.ts';
import { companions, input, objectNamed, podOf, SETTINGS, serving } from './inputs.ts';

const withKeys = (secretName: string) =>
  authentication({
    jwt: [],
    apiKeys: { field: 'spec.authentication.apiKeys', header: 'X-API-Key', secretName },
    caBundle: { field: 'spec.authentication.caBundleRef', name: 'corporate-ca', key: 'ca.crt' },
    forwardAccessToken: byDefault(false),
    anonymous: [],
  });
const withPassword = rateStore({
  onFailure: byDefault('Local'),
  redis: {
    field: 'spec.rateLimit.redis',
    address: 'redis.shop.svc:6379',
    passwordSecretRef: { name: 'redis', key: 'password' },
    tls: 'Enabled',
  },
});

describe('what the gate is told', () => {
  test('nothing of a policy that needs none, and no companions for it', () => {
    expect(companions(input('web', [redirect]))).toEqual({
      objects: [],
      gatePlans: {},
      shortfalls: {},
      logins: {},
    });
  });

  test('callers, limits, methods, and where the policy holds', () => {
    const targets = [serving('orders', ['API.example.com', '*.shop.example.com', ''])];
    const { gatePlans } = companions(input('orders', [tokens(), perUser, inRedis, onlyGet, refuse], targets));
    expect(gatePlans.orders).toEqual({
      version: 1,
      policy: 'orders',
      revision: expect.stringMatching(/^[0-9a-f]{64}$/),
      hosts: ['', '*.shop.example.com', 'api.example.com'],
      ingresses: ['orders'],
      refusePlaintext: true,
      authentication: {
        jwt: [
          {
            name: 'partners',
            issuer: 'https://partners.example.com',
            audiences: ['orders-api'],
            algorithms: ['RS256', 'ES256'],
            clockSkewSeconds: 30,
            requiredClaims: [],
          },
        ],
        forwardAccessToken: false,
        anonymous: [],
      },
      rates: [{ name: 'per-user', requests: 100, per: 'Minute', by: 'User', matches: [] }],
      rateExemptions: [],
      store: { address: 'redis.shop.svc:6379', tls: true, onFailure: 'Local' },
      methods: ['GET'],
      answers: { headers: {} },
    });
  });

  test.each([
    ['Required', true],
    ['Optional', false],
  ] as const)('certificates of callers: mode %s, and whom they name', (mode, required) => {
    const node = clientCertificates({
      mode: byDefault(mode),
      authority: { source: 'secret', secretName: 'clients-ca', field: 'spec.mutualTLS.clients.ca' },
      verifyDepth: byDefault(1),
      subjects: [
        { name: 'billing', commonName: 'billing', field: 'spec.mutualTLS.clients.subjects[0]' },
        { name: 'erp', uri: 'spiffe://example.com/erp', field: 'spec.mutualTLS.clients.subjects[1]' },
      ],
      issue: [],
    });
    const { gatePlans } = companions(input('orders', [node]));
    expect(gatePlans.orders?.clientCertificates).toEqual({
      required,
      subjects: [
        { name: 'billing', commonName: 'billing' },
        { name: 'erp', uri: 'spiffe://example.com/erp' },
      ],
      revocationFile: '/etc/apipolicy/gate/clients-ca/clients-ca/ca.crl',
    });
    expect(readPolicy('orders', JSON.stringify(gatePlans.orders))).toEqual(gatePlans.orders);
  });

  test('the revision changes with what it is about, and with nothing else', () => {
    const revision = (...nodes: Parameters<typeof input>[1]) =>
      companions(input('orders', nodes)).gatePlans.orders?.revision;
    expect(revision(tokens(), perUser)).toBe(revision(perUser, tokens()));
    expect(revision(tokens(), perUser, redirect)).toBe(revision(tokens(), perUser));
    expect(revision(tokens(), onlyGet)).not.toBe(revision(tokens()));
  });

  test('the plan holds each policy under its name', () => {
    const { objects, gatePlans } = companions(input('b', [tokens()]), input('a', [onlyGet]));
    const { data } = objectNamed(objects, 'ConfigMap', 'apipolicy-gate-plan') as unknown as {
      data: Record<string, string>;
    };
    expect(Object.keys(data)).toEqual(['a', 'b']);
    expect(JSON.parse(data.a ?? '')).toEqual(gatePlans.a);
  });
});

describe('what a gate is made of', () => {
  const { objects } = companions(input('orders', [withKeys('orders-keys'), perUser, withPassword]));

  test('every object that stands beside the gateway', () => {
    expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).toSorted()).toEqual([
      'ConfigMap/apipolicy-gate-headers',
      'ConfigMap/apipolicy-gate-plan',
      'Deployment/apipolicy-gate',
      'NetworkPolicy/apipolicy-gate',
      'PodDisruptionBudget/apipolicy-gate',
      'RoleBinding/apipolicy-gate',
      'Service/apipolicy-gate',
      'Service/apipolicy-gate-errors',
      'ServiceAccount/apipolicy-gate',
    ]);
    for (const { metadata } of objects)
      expect(metadata).toMatchObject({
        namespace: 'shop',
        labels: { 'app.kubernetes.io/managed-by': 'apipolicy', 'app.kubernetes.io/name': 'apipolicy-gate' },
      });
  });

  test('a pod under the restricted Pod Security Standard, that leaves slowly and is asked each second', () => {
    const pod = podOf(objects, 'apipolicy-gate');
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.containers[0]).toMatchObject({
      args: ['gate', '--namespace=shop', '--port=8080'],
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
      readinessProbe: { periodSeconds: 1, failureThreshold: 1 },
    });
    expect(pod.containers[0].env).toBeUndefined();
  });

  test('no rollout takes a replica away before the next one answers', () => {
    expect(objectNamed(objects, 'Deployment', 'apipolicy-gate').spec).toMatchObject({
      replicas: 2,
      strategy: { rollingUpdate: { maxUnavailable: 0 } },
    });
  });

  test('what policies name is mounted, and a missing one holds up nobody', () => {
    const { volumes = [], containers } = podOf(objects, 'apipolicy-gate');
    expect(containers[0].volumeMounts?.map(({ mountPath }) => mountPath)).toEqual([
      '/etc/apipolicy/gate/ca/corporate-ca',
      '/etc/apipolicy/gate/keys/orders-keys',
      '/etc/apipolicy/gate/redis/redis',
    ]);
    expect(volumes.map(({ name: _, ...source }) => source)).toEqual([
      { configMap: { name: 'corporate-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }], optional: true } },
      { secret: { secretName: 'orders-keys', optional: true } },
      { secret: { secretName: 'redis', items: [{ key: 'password', path: 'password' }], optional: true } },
    ]);
  });

  test('of a brought CA the list of revocations is mounted, and nothing else', () => {
    const node = clientCertificates({
      mode: byDefault('Required'),
      authority: { source: 'secret', secretName: 'brought', field: 'spec.mutualTLS.clients.ca' },
      verifyDepth: byDefault(1),
      subjects: [],
      issue: [],
    });
    const { volumes, containers } = podOf(companions(input('a', [perUser, node])).objects, 'apipolicy-gate');
    expect(volumes).toMatchObject([
      { secret: { secretName: 'brought', items: [{ key: 'ca.crl', path: 'ca.crl' }], optional: true } },
    ]);
    expect(containers[0].volumeMounts).toMatchObject([
      { mountPath: '/etc/apipolicy/gate/clients-ca/brought', readOnly: true },
    ]);
  });

  test('a Secret that two policies name is mounted once, with the keys of both', () => {
    const redis = (key: string) =>
      rateStore({
        onFailure: byDefault('Local'),
        redis: {
          field: 'spec.rateLimit.redis',
          address: 'redis.shop.svc:6379',
          passwordSecretRef: { name: 'redis', key },
          tls: 'Enabled',
        },
      });
    const both = companions(input('a', [perUser, redis('two')]), input('b', [perUser, redis('one')]));
    expect(podOf(both.objects, 'apipolicy-gate').volumes).toMatchObject([
      { secret: { items: [{ key: 'one' }, { key: 'two' }] } },
    ]);
  });

  test('decisions and refusals are for the gateway, the control port for the operator', () => {
    expect(objectNamed(objects, 'NetworkPolicy', 'apipolicy-gate').spec).toMatchObject({
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
          ports: [{ port: 8080 }, { port: 8081 }],
        },
        {
          from: [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'apipolicy-system' } } },
          ],
          ports: [{ port: 8082 }],
        },
      ],
    });
  });

  test('without a gateway to let in nobody is let in', () => {
    const none = companionsOf('shop', [input('orders', [tokens()])], { ...SETTINGS, gatewayFrom: [] });
    expect(JSON.stringify(objectNamed(none.objects, 'NetworkPolicy', 'apipolicy-gate').spec)).not.toContain(
      '8080',
    );
  });

  test.each(['..', '../etc', 'a/b', 'A', ''])(
    'the Secret name %j leads nowhere, and nobody has a key',
    (name) => {
      const { gatePlans, shortfalls, objects: made } = companions(input('orders', [withKeys(name)]));
      expect(gatePlans.orders?.authentication?.apiKeys).toBeUndefined();
      expect(shortfalls.orders).toMatchObject([
        { field: 'spec.authentication.apiKeys', result: 'NotEnforceable' },
      ]);
      expect(podOf(made, 'apipolicy-gate').containers[0].volumeMounts).toHaveLength(1);
    },
  );
});
