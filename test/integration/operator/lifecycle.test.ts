import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ingress } from '../../../operator/api/kubernetes.ts';
import { Harness, refs } from './harness.ts';

/** An Ingress without what the API server itself counts up. */
const asWritten = ({ metadata, ...rest }: Ingress): object => {
  const { managedFields: _owners, resourceVersion: _version, generation: _generation, ...kept } = metadata;
  return { ...rest, metadata: kept };
};

describe('life of a policy', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    await harness.startOperator();
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  test('a change is written, and what is no longer asked for goes, with an Event', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    const targetRefs = refs('orders');
    await harness.policy(namespace, 'orders', {
      targetRefs,
      rateLimit: { connections: 5 },
      validation: { maxBodySize: '1Mi' },
    });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5', 'proxy-body-size': '1m' });
    await harness.policy(namespace, 'orders', { targetRefs, rateLimit: { connections: 7 } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '7' });
    const events = await harness.events(namespace, 'ProtectionRemoved', 1);
    expect(events[0]).toMatchObject({ type: 'Warning', regarding: { kind: 'ApiPolicy', name: 'orders' } });
    expect(events[0]?.note).toContain('proxy-body-size');
  });

  test('deleting the policy leaves the Ingress as it was', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', {
      annotations: { 'nginx.ingress.kubernetes.io/proxy-buffering': 'on', 'example.com/owner': 'Größe ≤ 1' },
    });
    const before = await harness.readIngress(namespace, 'orders');
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      tls: { plaintext: 'Redirect', certificate: { secretName: 'orders-tls' } },
      rateLimit: { rules: [{ name: 'a', requests: 5, per: 'Second', by: 'ClientAddress' }] },
      exposure: { cors: { allowOrigins: ['https://app.example.com'] } },
    });
    await harness.condition(namespace, 'orders', 'Ready', 'True');
    expect((await harness.readIngress(namespace, 'orders')).spec.tls).toEqual([
      { hosts: [`orders.${namespace}.example.com`], secretName: 'orders-tls' },
    ]);
    await harness.delete(namespace, 'apipolicies', 'orders');
    await harness.annotations(namespace, 'orders', { 'proxy-buffering': 'on' });
    expect(asWritten(await harness.readIngress(namespace, 'orders'))).toEqual(asWritten(before));
    const [event] = await harness.events(namespace, 'ProtectionRemoved', 1);
    expect(event).toMatchObject({ regarding: { kind: 'Ingress', name: 'orders' } });
  });

  test('a policy deleted after its Ingress leaves nothing to do', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'gone');
    await harness.policy(namespace, 'gone', { targetRefs: refs('gone'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'gone', 'Ready', 'True');
    await harness.delete(namespace, 'ingresses', 'gone');
    await harness.condition(namespace, 'gone', 'Ready', 'False', 'TargetNotFound');
    await harness.delete(namespace, 'apipolicies', 'gone');
    const answer = await harness.cluster.request(
      'GET',
      `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/gone`,
    );
    expect(answer.status).toBe(404);
  });

  test('Audit writes nothing and lists what it would change', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'stock');
    await harness.policy(namespace, 'stock', {
      targetRefs: refs('stock'),
      enforcement: 'Audit',
      validation: { maxBodySize: '1Mi' },
    });
    await harness.condition(namespace, 'stock', 'Programmed', 'True', 'AuditOnly');
    const { status } = await harness.readPolicy(namespace, 'stock');
    expect(status?.pending).toEqual(['Ingress/stock: proxy-body-size "" → "1m"']);
    expect(status?.enforcement).toMatchObject([{ field: 'spec.validation.maxBodySize', result: 'Pending' }]);
    expect(status?.mode).toBe('Audit');
    expect(await harness.nginx(namespace, 'stock')).toEqual({});
  });

  test('Enforce to Audit freezes what is written', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'stock');
    const targetRefs = refs('stock');
    await harness.policy(namespace, 'stock', { targetRefs, validation: { maxBodySize: '1Mi' } });
    await harness.condition(namespace, 'stock', 'Ready', 'True', 'Ready');
    await harness.policy(namespace, 'stock', {
      targetRefs,
      enforcement: 'Audit',
      validation: { maxBodySize: '2Mi' },
    });
    await harness.condition(namespace, 'stock', 'Ready', 'True', 'AuditOnly');
    expect(await harness.nginx(namespace, 'stock')).toEqual({ 'proxy-body-size': '1m' });
    expect((await harness.readPolicy(namespace, 'stock')).status?.pending).toEqual([
      'Ingress/stock: proxy-body-size "1m" → "2m"',
    ]);
  });

  test('a paused policy writes and repairs nothing until it is let go', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    const targetRefs = refs('orders');
    await harness.policy(namespace, 'orders', { targetRefs, rateLimit: { connections: 5 } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    await harness.policy(
      namespace,
      'orders',
      { targetRefs, rateLimit: { connections: 6 } },
      { 'apipolicy.dev/paused': 'true' },
    );
    await harness.condition(namespace, 'orders', 'Programmed', 'True', 'Paused');
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '5' });
    await harness.policy(namespace, 'orders', { targetRefs, rateLimit: { connections: 6 } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '6' });
  });

  test('of two policies on a target the older governs, and the other takes over when it goes', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'zz-first', {
      targetRefs: refs('orders'),
      rateLimit: { connections: 5 },
    });
    await harness.condition(namespace, 'zz-first', 'Ready', 'True');
    await harness.nextSecond();
    await harness.policy(namespace, 'aa-second', {
      targetRefs: refs('orders'),
      rateLimit: { connections: 9 },
    });
    const accepted = await harness.condition(namespace, 'aa-second', 'Accepted', 'False', 'Conflicted');
    expect(accepted.message).toContain('ApiPolicy zz-first');
    expect(await harness.nginx(namespace, 'orders')).toEqual({ 'limit-connections': '5' });
    await harness.delete(namespace, 'apipolicies', 'zz-first');
    await harness.annotations(namespace, 'orders', { 'limit-connections': '9' });
    await harness.condition(namespace, 'aa-second', 'Ready', 'True');
  });

  test('a policy that names an Ingress beats an older one that selects it', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    const all = [{ group: 'networking.k8s.io' as const, kind: 'Ingress' as const, matchLabels: {} }];
    await harness.policy(namespace, 'all', { targetSelectors: all, rateLimit: { connections: 5 } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
    await harness.policy(namespace, 'named', { targetRefs: refs('orders'), rateLimit: { connections: 9 } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '9' });
    await harness.condition(namespace, 'all', 'Accepted', 'False', 'Conflicted');
  });
});
