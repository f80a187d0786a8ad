import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Harness, refs } from './harness.ts';

describe('what the operator reads goes away and comes back', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  test("a controller's Deployment that cannot be seen does not change the prefix of what is written", async () => {
    const namespace = await harness.namespace();
    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const labels = { app: 'gateway' };
    const containers = [
      {
        name: 'controller',
        image: 'registry.example.com/ingress-nginx/controller:v1.11.0',
        args: ['/nginx-ingress-controller', '--annotations-prefix=gateway.example.com'],
      },
    ];
    await harness.must('POST', deployments, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'gateway' },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
    });
    const gateways = [{ class: 'nginx', namespace, deployment: 'gateway' }];
    await harness.startOperator(gateways);
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    const values = async () => (await harness.readIngress(namespace, 'orders')).metadata.annotations;
    const written = { 'gateway.example.com/limit-connections': '5' };
    expect(await values()).toMatchObject(written);

    await harness.must('DELETE', `${deployments}/gateway`);
    await harness.settled();
    expect(await values()).toMatchObject(written);
    await harness.startOperator(gateways);
    await harness.settled();
    expect(await values()).toMatchObject(written);
  });

  test('a CRD that was deleted and installed anew while the operator was away takes no protection off', async () => {
    const namespace = await harness.namespace();
    await harness.startOperator();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await harness.stopOperator();
    await harness.cluster.mustKubectl(['delete', 'crd', 'apipolicies.apipolicy.dev', '--wait=true']);
    await harness.nextSecond();
    await harness.installCrd();

    await harness.startOperator();
    await harness.events(namespace, 'ProtectionKept', 1);
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '5' });

    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await harness.delete(namespace, 'apipolicies', 'orders');
    await harness.annotations(namespace, 'orders', {});
  });
});
