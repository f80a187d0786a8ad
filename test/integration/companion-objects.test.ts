import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CompanionObject } from '../../operator/companions/companions-of.ts';
import { stated } from '../../operator/plan/stated.ts';
import { contains } from '../../operator/reconcile/companions/contains.ts';
import { type ApiCluster, startApi } from '../cluster/api.ts';
import { companions, input, loginWith, podOf, serving } from '../unit/companions/inputs.ts';
import { inRedis, onlyGet, perUser, refuse } from '../unit/gateways/ingress-nginx/gate-plan.ts';

const PLACES: Readonly<Record<string, string>> = {
  ConfigMap: '/api/v1/namespaces/shop/configmaps',
  Deployment: '/apis/apps/v1/namespaces/shop/deployments',
  Ingress: '/apis/networking.k8s.io/v1/namespaces/shop/ingresses',
  NetworkPolicy: '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies',
  PodDisruptionBudget: '/apis/policy/v1/namespaces/shop/poddisruptionbudgets',
  RoleBinding: '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings',
  Service: '/api/v1/namespaces/shop/services',
  ServiceAccount: '/api/v1/namespaces/shop/serviceaccounts',
};
const APPLY = 'fieldManager=apipolicy&fieldValidation=Strict';

/** All that a policy can bring: two logins, Redis, a CA, keys. */
const { objects, logins } = companions(
  input(
    'orders',
    [
      loginWith(
        {
          session: {
            lifetimeSeconds: 28_800,
            refreshSeconds: 3_600,
            store: 'Redis',
            redis: {
              address: 'redis.shop.svc:6379',
              passwordSecretRef: { name: 'redis', key: 'password' },
              tls: 'Enabled',
            },
          },
        },
        {
          caBundle: { field: 'spec.authentication.caBundleRef', name: 'corporate-ca', key: 'ca.crt' },
          apiKeys: { field: 'spec.authentication.apiKeys', header: 'X-API-Key', secretName: 'orders-keys' },
          forwardAccessToken: stated(true, 'spec.authentication.forward.accessToken'),
        },
      ),
      perUser,
      inRedis,
      onlyGet,
      refuse,
    ],
    [serving('orders', ['api.example.com', 'app.example.com'])],
  ),
);

describe('companions, at a real API server', () => {
  let cluster: ApiCluster;
  beforeAll(async () => {
    cluster = await startApi();
    await cluster.mustKubectl(['create', 'namespace', 'shop']);
    await cluster.mustKubectl([
      ...['label', 'namespace', 'shop'],
      'pod-security.kubernetes.io/enforce=restricted',
      'pod-security.kubernetes.io/enforce-version=latest',
    ]);
    await cluster.mustKubectl([
      'create',
      'clusterrole',
      'apipolicy-gate',
      '--verb=get',
      '--resource=configmaps',
    ]);
    for (const object of objects) await apply(object);
  });
  afterAll(() => cluster?.stop());

  const apply = (object: CompanionObject) =>
    cluster.request('PATCH', `${PLACES[object.kind]}/${object.metadata.name}?${APPLY}`, object, {
      'content-type': 'application/apply-patch+yaml',
    });

  test.each(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object] as const))(
    '%s is taken as it is, and shows all that was asked for',
    async (_, object) => {
      const { status, body } = await apply(object);
      expect([200, 201], JSON.stringify(body)).toContain(status);
      expect(contains(body, object)).toBe(true);
    },
  );

  test.each(['apipolicy-gate', ...(logins.orders ?? [])])(
    'pods of %s are let in under the restricted Pod Security Standard',
    async (name) => {
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { generateName: `${name}-`, namespace: 'shop' },
        spec: podOf(objects, name),
      };
      const { status, body } = await cluster.request(
        'POST',
        '/api/v1/namespaces/shop/pods?dryRun=All&fieldValidation=Strict',
        pod,
      );
      expect(status, JSON.stringify(body)).toBe(201);
    },
  );
});
