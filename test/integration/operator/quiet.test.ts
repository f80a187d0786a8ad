import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Harness, NGINX, refs } from './harness.ts';
import { operatorWrites } from './writes.ts';

describe('an operator with nothing to do writes nothing', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  test('one apply and one status for a new policy and for a change; nothing for a restart or for changes that do not concern it', async () => {
    const namespace = await harness.namespace();
    await harness.startOperator();
    await harness.ingress(namespace, 'orders');
    // Else the policy may be seen first: its watch is another one, and its target would be missing for a moment.
    await harness.settled();
    const targetRefs = refs('orders');
    await harness.policy(namespace, 'orders', { targetRefs, rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    expect(await operatorWrites(harness)).toHaveLength(2);
    await harness.policy(namespace, 'orders', { targetRefs, rateLimit: { connections: 6 } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '6' });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await harness.settled();
    expect(await operatorWrites(harness)).toHaveLength(4);

    await harness.ingress(namespace, 'orders', {
      annotations: { 'example.com/note': 'x', [`${NGINX}proxy-buffering`]: 'on' },
    });
    await harness.settled();
    await harness.stopOperator();
    await harness.startOperator();
    await harness.settled();
    expect(await operatorWrites(harness)).toHaveLength(4);
  });

  test('a policy changed while the operator was away is taken up at its start', async () => {
    const namespace = await harness.namespace();
    await harness.startOperator();
    await harness.ingress(namespace, 'orders');
    await harness.ingress(namespace, 'left');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.policy(namespace, 'left', { targetRefs: refs('left'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await harness.condition(namespace, 'left', 'Ready', 'True');
    await harness.stopOperator();
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 8 } });
    await harness.delete(namespace, 'apipolicies', 'left');
    expect(await harness.nginx(namespace, 'left')).toEqual({ 'limit-connections': '5' });
    await harness.startOperator();
    await harness.annotations(namespace, 'orders', { 'limit-connections': '8' });
    await harness.annotations(namespace, 'left', {});
  });

  test('a namespace or CRD on its way out takes no protection off', async () => {
    const namespace = await harness.namespace();
    await harness.startOperator();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    const other = await harness.namespace();
    await harness.ingress(other, 'orders');
    await harness.policy(other, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(other, 'orders', 'Ready', 'True');

    await harness.must('DELETE', `/api/v1/namespaces/${other}`);
    await harness.delete(other, 'apipolicies', 'orders');
    await harness.settled();
    expect(await harness.nginx(other, 'orders')).toEqual({ 'limit-connections': '5' });

    await harness.cluster.mustKubectl(['delete', 'crd', 'apipolicies.apipolicy.dev', '--wait=true']);
    await harness.events(namespace, 'ProtectionKept', 1);
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '5' });
  });
});
