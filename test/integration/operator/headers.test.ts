import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../cluster/wait.ts';
import { Harness, NGINX, refs } from './harness.ts';

interface HeaderMap {
  readonly metadata: {
    readonly name: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly data?: Readonly<Record<string, string>>;
}

const controller = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'controller', namespace: 'gateway' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'controller' } },
    template: {
      metadata: { labels: { app: 'controller' } },
      spec: {
        containers: [
          {
            name: 'controller',
            image: 'ingress-nginx/controller:v1.15.1',
            args: ['/nginx-ingress-controller'],
          },
        ],
      },
    },
  },
};

describe('response headers by ConfigMap', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    await harness.must('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'gateway' },
    });
    await harness.must('POST', '/apis/apps/v1/namespaces/gateway/deployments', controller);
    await harness.must('POST', '/api/v1/namespaces/gateway/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'controller' },
      data: { 'global-allowed-response-headers': 'X-Frame-Options,Cache-Control' },
    });
    await harness.startOperator([
      { class: 'nginx', namespace: 'gateway', configMap: 'controller', deployment: 'controller' },
    ]);
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  const maps = async (namespace: string): Promise<HeaderMap[]> => {
    const list = (await harness.must(
      'GET',
      `/api/v1/namespaces/${namespace}/configmaps?labelSelector=app.kubernetes.io/managed-by=apipolicy`,
    )) as { items: HeaderMap[] };
    return list.items;
  };
  const policy = (namespace: string, value: string) =>
    harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      rateLimit: { connections: 5 },
      exposure: { responseHeaders: { set: [{ name: 'Cache-Control', value }] } },
    });
  const named = (namespace: string) =>
    waitFor(
      'the annotation to name the ConfigMap',
      async (pending) => {
        const annotation = (await harness.nginx(namespace, 'orders'))['custom-headers'];
        const [only, ...others] = await maps(namespace);
        pending({ annotation, only, others });
        return others.length === 0 && only && annotation === `${namespace}/${only.metadata.name}`
          ? only
          : undefined;
      },
      { timeoutMs: 15_000, everyMs: 30 },
    );

  test('the ConfigMap is there first, follows the policy, and goes with it; the other groups do not wait', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await policy(namespace, 'no-store');
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    const first = await named(namespace);
    expect(first.data).toEqual({ 'Cache-Control': 'no-store' });
    expect(first.metadata.ownerReferences).toMatchObject([{ kind: 'Ingress', name: 'orders' }]);
    await policy(namespace, 'no-cache');
    const second = await waitFor('the new value', async () => {
      const map = await named(namespace);
      return map.data?.['Cache-Control'] === 'no-cache' && map;
    });
    expect(second.metadata.name).not.toBe(first.metadata.name);
    await harness.delete(namespace, 'apipolicies', 'orders');
    await harness.annotations(namespace, 'orders', {});
    await waitFor('the ConfigMap to be gone', async () => (await maps(namespace)).length === 0);
  });

  test("a name that the controller does not list is said, and somebody else's ConfigMap is never taken", async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', {
      annotations: { [`${NGINX}custom-headers`]: `${namespace}/theirs` },
    });
    await policy(namespace, 'no-store');
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'PartiallyProgrammed');
    expect(await harness.nginx(namespace, 'orders')).toEqual({
      'custom-headers': `${namespace}/theirs`,
      'limit-connections': '5',
    });
    expect(await maps(namespace)).toEqual([]);
  });
});
