import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Harness, NGINX, refs } from './harness.ts';

describe('annotations that somebody else owns', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    await harness.startOperator();
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  test('an equal value is shared: when its owner drops it, it stays', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', { annotations: { [`${NGINX}limit-connections`]: '5' } });
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await harness.ingress(namespace, 'orders');
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '5' });
    await harness.delete(namespace, 'apipolicies', 'orders');
    await harness.annotations(namespace, 'orders', {});
  });

  test('another value is a conflict that names its manager; the other groups are written', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', {
      manager: 'argocd-controller',
      annotations: { [`${NGINX}limit-rps`]: '100', [`${NGINX}proxy-body-size`]: '0' },
    });
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      rateLimit: {
        connections: 50,
        rules: [{ name: 'a', requests: 20, per: 'Second', by: 'ClientAddress' }],
      },
      validation: { maxBodySize: '1Mi' },
    });
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'PartiallyProgrammed');
    await harness.condition(namespace, 'orders', 'Accepted', 'True');
    await harness.condition(namespace, 'orders', 'Stalled', 'True');
    expect(await harness.nginx(namespace, 'orders')).toEqual({
      'limit-rps': '100',
      'proxy-body-size': '0',
      'limit-connections': '50',
    });
    const { status } = await harness.readPolicy(namespace, 'orders');
    const conflicts = status?.enforcement?.filter(({ result }) => result === 'Conflict') ?? [];
    expect(conflicts.map(({ field }) => field).sort()).toEqual([
      'spec.rateLimit.rules[0]',
      'spec.validation.maxBodySize',
    ]);
    for (const { message } of conflicts) expect(message).toContain('argocd-controller');
    expect(conflicts.find(({ field }) => field.includes('maxBody'))?.message).toContain(
      `kubectl annotate ingress/orders -n ${namespace} ${NGINX}proxy-body-size-`,
    );
  });

  test('the hand-over command of the message ends the conflict', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', { annotations: { [`${NGINX}proxy-body-size`]: '0' } });
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      validation: { maxBodySize: '1Mi' },
    });
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'PartiallyProgrammed');
    const { status } = await harness.readPolicy(namespace, 'orders');
    const command = /run: kubectl (.*)$/.exec(status?.enforcement?.[0]?.message ?? '')?.[1] ?? '';
    await harness.cluster.mustKubectl(command.split(' '));
    await harness.annotations(namespace, 'orders', { 'proxy-body-size': '1m' });
    await harness.condition(namespace, 'orders', 'Ready', 'True', 'Ready');
  });

  test('a stricter foreign value meets the intent and is left alone', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'carts', { annotations: { [`${NGINX}proxy-body-size`]: '512k' } });
    await harness.policy(namespace, 'carts', {
      targetRefs: refs('carts'),
      validation: { maxBodySize: '1Mi' },
    });
    await harness.condition(namespace, 'carts', 'Ready', 'True');
    expect(await harness.nginx(namespace, 'carts')).toEqual({ 'proxy-body-size': '512k' });
    expect((await harness.readPolicy(namespace, 'carts')).status?.enforcement).toEqual([]);
  });

  test('a conflict leaves the group as last written while the other groups follow the policy', async () => {
    const namespace = await harness.namespace();
    const targetRefs = refs('orders');
    await harness.ingress(namespace, 'orders');
    const rule = (requests: number) => ({
      name: 'a',
      requests,
      per: 'Second' as const,
      by: 'ClientAddress' as const,
    });
    await harness.policy(namespace, 'orders', {
      targetRefs,
      rateLimit: { connections: 5, rules: [rule(20)] },
    });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await harness.ingress(namespace, 'orders', { annotations: { [`${NGINX}limit-rpm`]: '9000' } });
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'PartiallyProgrammed');
    await harness.policy(namespace, 'orders', {
      targetRefs,
      rateLimit: { connections: 6, rules: [rule(10)] },
    });
    await harness.annotations(namespace, 'orders', {
      'limit-rps': '20',
      'limit-burst-multiplier': '1',
      'limit-rpm': '9000',
      'limit-connections': '6',
    });
  });

  test('what we had written and somebody changed is put back, with an Event that names them', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    await harness.cluster.mustKubectl([
      'annotate',
      '-n',
      namespace,
      'ingress/orders',
      `${NGINX}limit-connections=9000`,
      '--overwrite',
    ]);
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    const [event] = await harness.events(namespace, 'DriftRepaired', 1);
    expect(event?.note).toContain('kubectl-annotate');
  });

  test('with spec.drift Report it stays, and the status says who changed what, for as long as it does', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    const spec = { targetRefs: refs('orders'), drift: 'Report' as const, rateLimit: { connections: 5 } };
    await harness.policy(namespace, 'orders', spec);
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    const annotate = (...change: string[]) =>
      harness.cluster.mustKubectl(['annotate', '-n', namespace, 'ingress/orders', ...change]);
    await annotate(`${NGINX}limit-connections=9000`, '--overwrite');
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'PartiallyProgrammed');
    await harness.settled();
    const reported = await harness.readPolicy(namespace, 'orders');
    expect(reported.status?.enforcement?.[0]?.message).toMatch(
      /limit-connections was changed from "5" to "9000" by field manager kubectl-annotate.*spec\.drift is Report/,
    );
    const { resourceVersion } = (await harness.readIngress(namespace, 'orders')).metadata;
    await harness.settled();
    expect((await harness.readIngress(namespace, 'orders')).metadata.resourceVersion).toBe(resourceVersion);
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '9000' });
    await harness.policy(namespace, 'orders', { ...spec, drift: 'Repair' });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
  });

  test('a removed annotation comes back, and a replaced Ingress is written anew', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    const bare = await harness.readIngress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    await harness.cluster.mustKubectl([
      'annotate',
      '-n',
      namespace,
      'ingress/orders',
      `${NGINX}limit-connections-`,
    ]);
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    const { managedFields: _owners, resourceVersion: _version, ...metadata } = bare.metadata;
    await harness.cluster.mustKubectl(['replace', '-f', '-'], {
      input: JSON.stringify({ ...bare, metadata }),
    });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
  });

  test("a user's spec.tls is left alone where it serves another Secret", async () => {
    const namespace = await harness.namespace();
    const tls = [{ hosts: [`orders.${namespace}.example.com`], secretName: 'theirs' }];
    await harness.ingress(namespace, 'orders', { spec: { tls } });
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      tls: { certificate: { secretName: 'ours' } },
    });
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'PartiallyProgrammed');
    expect((await harness.readIngress(namespace, 'orders')).spec.tls).toEqual(tls);
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'force-ssl-redirect': 'true' });
    expect((await harness.readPolicy(namespace, 'orders')).status?.enforcement).toMatchObject([
      { field: 'spec.tls.certificate.secretName', result: 'Conflict' },
    ]);
  });

  test('a manifest that says `annotations: {}` is no obstacle, and applying it again takes nothing off', async () => {
    const namespace = await harness.namespace();
    const empty = { metadata: { annotations: {} } };
    await harness.ingress(namespace, 'orders', empty);
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await harness.ingress(namespace, 'orders', empty);
    await harness.settled();
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '5' });
  });
});
