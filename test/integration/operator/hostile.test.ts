import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Harness, NGINX, refs } from './harness.ts';

describe('somebody works against the operator', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    await harness.startOperator();
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  const ingressPath = (namespace: string, name: string): string =>
    `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}`;

  const patch = (namespace: string, name: string, metadata: object): Promise<unknown> =>
    harness.must(
      'PATCH',
      ingressPath(namespace, name),
      { metadata },
      { 'content-type': 'application/merge-patch+json' },
    );

  test('a controller that takes everything of ours off again and again is fought so many times an hour, no more', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    const strip = () => patch(namespace, 'orders', { annotations: null });
    for (let times = 0; times < 10; times++) {
      await strip();
      await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    }
    await strip();
    const programmed = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'ApplyFailed');
    expect(programmed.message).toContain('undone');
    await harness.settled();
    expect(await harness.nginx(namespace, 'orders')).toEqual({});
    const [event] = await harness.events(namespace, 'DriftRepaired', 1);
    expect(event?.note).toContain('limit-connections');
  });

  test('a policy that comes and goes is no fight', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    for (let times = 0; times < 12; times++) {
      await harness.policy(namespace, 'orders', {
        targetRefs: refs('orders'),
        rateLimit: { connections: 5 },
      });
      await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
      await harness.delete(namespace, 'apipolicies', 'orders');
      await harness.annotations(namespace, 'orders', {});
    }
  });

  test('a record that somebody else wrote gives no right to take a value by force', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', {
      annotations: {
        [`${NGINX}limit-connections`]: '9000',
        'apipolicy.dev/written': 'limit-connections',
        'apipolicy.dev/governed-by': 'orders',
      },
    });
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'PartiallyProgrammed');
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '9000' });
  });

  test('a name of a policy that is a path leads nowhere', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await patch(namespace, 'orders', {
      annotations: { 'apipolicy.dev/governed-by': '../../../../../../api/v1/namespaces/default' },
    });
    await harness.settled();
    expect((await harness.readIngress(namespace, 'orders')).metadata.annotations).toMatchObject({
      'apipolicy.dev/governed-by': 'orders',
      [`${NGINX}limit-connections`]: '5',
    });
  });

  test('forged owners of fields reach no further than the Ingress that carries them', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', { annotations: { [`${NGINX}proxy-buffering`]: 'on' } });
    const { metadata } = await harness.readIngress(namespace, 'orders');
    const [entry] = metadata.managedFields ?? [];
    await patch(namespace, 'orders', {
      annotations: { 'apipolicy.dev/governed-by': 'nobody' },
      managedFields: [
        entry,
        {
          ...entry,
          manager: 'apipolicy',
          operation: 'Apply',
          fieldsV1: {
            'f:metadata': { 'f:annotations': { 'f:constructor': {}, 'f:apipolicy.dev/governed-by': {} } },
          },
        },
      ],
    });
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    expect(await harness.nginx(namespace, 'orders')).toEqual({
      'proxy-buffering': 'on',
      'limit-connections': '5',
    });
  });

  test('what a policy wrote goes when the last policy of the Ingress goes, also one that only audited it', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    const targetRefs = refs('orders');
    const all = [{ group: 'networking.k8s.io' as const, kind: 'Ingress' as const, matchLabels: {} }];
    await harness.policy(namespace, 'all', { targetSelectors: all, rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'all', 'Ready', 'True');
    await harness.policy(namespace, 'named', {
      targetRefs,
      enforcement: 'Audit',
      rateLimit: { connections: 9 },
    });
    await harness.condition(namespace, 'named', 'Programmed', 'True', 'AuditOnly');
    await harness.delete(namespace, 'apipolicies', 'all');
    await harness.settled();
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '5' });
    await harness.delete(namespace, 'apipolicies', 'named');
    await harness.annotations(namespace, 'orders', {});
  });

  test('an exemption that somebody else set beside a limit is told on the status', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', { annotations: { [`${NGINX}limit-whitelist`]: '0.0.0.0/0' } });
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'PartiallyProgrammed');
    const { status } = await harness.readPolicy(namespace, 'orders');
    expect(status?.enforcement).toMatchObject([
      {
        field: 'spec.rateLimit.connections',
        result: 'Conflict',
        message: expect.stringContaining('limit-whitelist'),
      },
    ]);
    expect(await harness.nginx(namespace, 'orders')).toMatchObject({ 'limit-connections': '5' });
  });
});
