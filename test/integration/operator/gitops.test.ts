import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Harness, refs } from './harness.ts';

/** How often a tool applies the same manifests again. */
const ROUNDS = 15;

describe.each([
  ['client-side', ['apply', '-f', '-']],
  ['server-side', ['apply', '--server-side', '--field-manager=argocd-controller', '-f', '-']],
  [
    'server-side, forced',
    ['apply', '--server-side', '--force-conflicts', '--field-manager=argocd-controller', '-f', '-'],
  ],
])('a GitOps tool that applies the manifests %s, again and again', (_name, command) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    await harness.startOperator();
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  test('changes nothing, and no protection is lost', async () => {
    const namespace = await harness.namespace();
    const manifest = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'orders', namespace, annotations: { 'example.com/team': 'orders' } },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          {
            host: `orders.${namespace}.example.com`,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'orders', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    };
    const apply = () => harness.cluster.mustKubectl(command, { input: JSON.stringify(manifest) });
    await apply();
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      tls: { plaintext: 'Redirect' },
      rateLimit: { connections: 5 },
    });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await apply();
    await harness.settled();
    const before = await harness.readIngress(namespace, 'orders');
    const status = await harness.readPolicy(namespace, 'orders');
    for (let round = 0; round < ROUNDS; round++) {
      await apply();
      expect(await harness.nginx(namespace, 'orders')).toEqual({
        'force-ssl-redirect': 'true',
        'limit-connections': '5',
      });
    }
    await harness.settled();
    const after = await harness.readIngress(namespace, 'orders');
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    expect((await harness.readPolicy(namespace, 'orders')).metadata.resourceVersion).toBe(
      status.metadata.resourceVersion,
    );
  });
});
