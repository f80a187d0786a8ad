import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Harness, refs } from './harness.ts';

describe('targets of a policy', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    await harness.startOperator();
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  test('a policy on an Ingress is written, read back and told on the status', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      validation: { maxBodySize: '1Mi' },
    });
    await harness.condition(namespace, 'orders', 'Ready', 'True', 'Ready');
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'proxy-body-size': '1m' });
    const { status } = await harness.readPolicy(namespace, 'orders');
    expect(status).toMatchObject({ mode: 'Enforce', targetCount: 1, enforcement: [] });
    expect(status?.targets).toMatchObject([
      { name: 'orders', gateway: 'ingress-nginx', hosts: [`orders.${namespace}.example.com`] },
    ]);
    const compliant = status?.conditions?.find(({ type }) => type === 'Compliant');
    expect(compliant).toMatchObject({ status: 'False', reason: 'ControlsFailed' });
    const verified = status?.conditions?.find(({ type }) => type === 'Verified');
    expect(verified).toMatchObject({ status: 'Unknown', reason: 'NotProbed' });
    const { metadata } = await harness.readIngress(namespace, 'orders');
    expect(metadata.annotations).toMatchObject({
      'apipolicy.dev/governed-by': 'orders',
      'apipolicy.dev/written': 'proxy-body-size',
    });
  });

  test('a missing target is told, and taken up when it appears', async () => {
    const namespace = await harness.namespace();
    await harness.policy(namespace, 'late', { targetRefs: refs('late'), rateLimit: { connections: 5 } });
    const accepted = await harness.condition(namespace, 'late', 'Accepted', 'False', 'TargetNotFound');
    expect(accepted.message).toContain('Ingress late');
    await harness.ingress(namespace, 'late');
    await harness.condition(namespace, 'late', 'Ready', 'True');
    expect(await harness.nginx(namespace, 'late')).toEqual({ 'limit-connections': '5' });
  });

  test('a target deleted and made anew is protected again', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'phoenix');
    await harness.policy(namespace, 'phoenix', {
      targetRefs: refs('phoenix'),
      rateLimit: { connections: 5 },
    });
    await harness.condition(namespace, 'phoenix', 'Ready', 'True');
    await harness.delete(namespace, 'ingresses', 'phoenix');
    await harness.condition(namespace, 'phoenix', 'Ready', 'False', 'TargetNotFound');
    await harness.ingress(namespace, 'phoenix');
    await harness.annotations(namespace, 'phoenix', { 'limit-connections': '5' });
    await harness.condition(namespace, 'phoenix', 'Ready', 'True');
  });

  test('one of two targets missing: the other is written, and the status names the missing one', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'here');
    await harness.policy(namespace, 'both', {
      targetRefs: refs('here', 'gone'),
      rateLimit: { connections: 5 },
    });
    const programmed = await harness.condition(
      namespace,
      'both',
      'Programmed',
      'False',
      'PartiallyProgrammed',
    );
    expect(programmed.message).toContain('Ingress gone');
    expect(await harness.nginx(namespace, 'here')).toEqual({ 'limit-connections': '5' });
  });

  test('another controller is never written to, and every stated leaf says so', async () => {
    const namespace = await harness.namespace();
    await harness.ingressClass('edge', 'example.com/other-controller');
    await harness.ingress(namespace, 'edge', { className: 'edge' });
    await harness.policy(namespace, 'edge', { targetRefs: refs('edge'), validation: { maxBodySize: '2Mi' } });
    await harness.condition(namespace, 'edge', 'Programmed', 'False', 'GatewayNotSupported');
    await harness.condition(namespace, 'edge', 'Stalled', 'True');
    const { status } = await harness.readPolicy(namespace, 'edge');
    expect(status?.enforcement).toMatchObject([
      { field: 'spec.validation.maxBodySize', target: 'edge', result: 'NotEnforceable' },
    ]);
    expect(await harness.nginx(namespace, 'edge')).toEqual({});
  });

  test('a class that does not exist yet is told, and the target is written when it appears', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'soon', { className: 'soon' });
    await harness.policy(namespace, 'soon', { targetRefs: refs('soon'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'soon', 'Programmed', 'False', 'GatewayUnknown');
    await harness.ingressClass('soon', 'k8s.io/ingress-nginx');
    await harness.condition(namespace, 'soon', 'Ready', 'True');
  });

  test('a renamed host appears on the status and keeps its protection', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', { host: 'old.example.com' });
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    await harness.ingress(namespace, 'orders', { host: 'new.example.com' });
    await expect
      .poll(async () => (await harness.readPolicy(namespace, 'orders')).status?.targets?.[0]?.hosts, {
        timeout: 15_000,
      })
      .toEqual(['new.example.com']);
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '5' });
  });

  test('a selector takes in what carries the label, and lets go of what no longer does', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'a', { labels: { tier: 'public' } });
    await harness.policy(namespace, 'public', {
      targetSelectors: [{ group: 'networking.k8s.io', kind: 'Ingress', matchLabels: { tier: 'public' } }],
      rateLimit: { connections: 5 },
    });
    await harness.annotations(namespace, 'a', { 'limit-connections': '5' });
    await harness.ingress(namespace, 'b', { labels: { tier: 'public' } });
    await harness.annotations(namespace, 'b', { 'limit-connections': '5' });
    await harness.ingress(namespace, 'a', { labels: { tier: 'private' } });
    await harness.annotations(namespace, 'a', {});
    expect(await harness.nginx(namespace, 'b')).toEqual({ 'limit-connections': '5' });
  });
});
