import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterApiPolicy } from '../../../operator/api/types.generated.ts';
import { waitFor } from '../../cluster/wait.ts';
import { Harness, refs } from './harness.ts';

const COLLECTION = '/apis/apipolicy.dev/v1alpha1/clusterapipolicies';

describe('baselines in the cluster', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    await harness.startOperator();
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  const baseline = (name: string, spec: object) =>
    harness.apply(
      COLLECTION,
      { apiVersion: 'apipolicy.dev/v1alpha1', kind: 'ClusterApiPolicy', metadata: { name }, spec },
      'platform',
      true,
    );
  const labelled = async (team: string): Promise<string> => {
    const namespace = await harness.namespace();
    await harness.must(
      'PATCH',
      `/api/v1/namespaces/${namespace}`,
      { metadata: { labels: { team } } },
      { 'content-type': 'application/merge-patch+json' },
    );
    return namespace;
  };
  const governed = (name: string, wanted: object) =>
    waitFor(
      `status.governed of ${name}`,
      async (pending) => {
        const { status } = (await harness.must('GET', `${COLLECTION}/${name}`)) as ClusterApiPolicy;
        pending(status);
        return isDeepStrictEqual(status?.governed, wanted) && status;
      },
      { timeoutMs: 15_000 },
    );

  test('defaults fill what a policy leaves out, follow the baseline, and go with it', async () => {
    const namespace = await labelled('defaults');
    const selector = { namespaceSelector: { matchLabels: { team: 'defaults' } } };
    await baseline('defaults', {
      ...selector,
      defaults: { validation: { maxBodySize: '1Mi' }, rateLimit: { connections: 50 } },
    });
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5', 'proxy-body-size': '1m' });
    await baseline('defaults', { ...selector, defaults: { validation: { maxBodySize: '2Mi' } } });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5', 'proxy-body-size': '2m' });
    await harness.must('DELETE', `${COLLECTION}/defaults`);
    await harness.annotations(namespace, 'orders', { 'limit-connections': '5' });
  });

  test('a namespace that loses its label loses the defaults', async () => {
    const namespace = await labelled('labelled');
    await baseline('labelled', {
      namespaceSelector: { matchLabels: { team: 'labelled' } },
      defaults: { rateLimit: { connections: 50 } },
    });
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      validation: { maxBodySize: '1Mi' },
    });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '50', 'proxy-body-size': '1m' });
    await harness.must(
      'PATCH',
      `/api/v1/namespaces/${namespace}`,
      { metadata: { labels: { team: null } } },
      { 'content-type': 'application/merge-patch+json' },
    );
    await harness.annotations(namespace, 'orders', { 'proxy-body-size': '1m' });
  });

  test('defaults that make a policy invalid refuse it, and what was enforced stays', async () => {
    const namespace = await labelled('invalid');
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      rateLimit: { connections: 5 },
      tls: { hsts: { maxAgeSeconds: 60 } },
    });
    await harness.annotations(namespace, 'orders', {
      'limit-connections': '5',
      'force-ssl-redirect': 'true',
    });
    await baseline('invalid', {
      namespaceSelector: { matchLabels: { team: 'invalid' } },
      defaults: { tls: { hsts: { maxAgeSeconds: 31_536_000, includeSubDomains: true, preload: true } } },
    });
    const accepted = await harness.condition(namespace, 'orders', 'Accepted', 'False', 'InvalidAfterMerge');
    expect(accepted.message).toContain('ClusterApiPolicy invalid');
    expect(await harness.nginx(namespace, 'orders')).toEqual({
      'limit-connections': '5',
      'force-ssl-redirect': 'true',
    });
  });

  test('what it is for, and what does not meet it, stands on its status', async () => {
    const namespace = await labelled('judged');
    await baseline('judged', {
      namespaceSelector: { matchLabels: { team: 'judged' } },
      require: { enforcement: 'Enforce', ungovernedIngresses: 'Report' },
    });
    await harness.ingress(namespace, 'orders');
    await harness.ingress(namespace, 'bare');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
    const first = await governed('judged', {
      namespaces: 1,
      policies: 1,
      failing: 0,
      ungovernedIngresses: 1,
    });
    expect(first.conditions?.find(({ type }) => type === 'Compliant')).toMatchObject({
      reason: 'UngovernedIngresses',
      message: `No ApiPolicy governs ${namespace}/bare.`,
    });
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      enforcement: 'Audit',
      rateLimit: { connections: 5 },
    });
    const second = await governed('judged', {
      namespaces: 1,
      policies: 1,
      failing: 1,
      ungovernedIngresses: 1,
    });
    expect(second.conditions?.find(({ type }) => type === 'Compliant')).toMatchObject({
      reason: 'PoliciesFailing',
    });
    const metrics = await harness.metrics();
    for (const controller of ['apipolicy', 'clusterapipolicy']) {
      const counted = new RegExp(
        `^controller_runtime_reconcile_total\\{controller="${controller}",result="success"\\} ([1-9]\\d*)$`,
        'm',
      );
      expect(metrics).toMatch(counted);
      expect(metrics).toMatch(new RegExp(`^workqueue_depth\\{name="${controller}"\\} \\d+$`, 'm'));
    }
  });

  test('the CRD of baselines on its way out takes no default off', async () => {
    const namespace = await labelled('kept');
    await baseline('kept', {
      namespaceSelector: { matchLabels: { team: 'kept' } },
      defaults: { rateLimit: { connections: 50 } },
    });
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      validation: { maxBodySize: '1Mi' },
    });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '50', 'proxy-body-size': '1m' });
    await harness.cluster.mustKubectl(['delete', 'crd', 'clusterapipolicies.apipolicy.dev', '--wait=true']);
    await harness.settled();
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      validation: { maxBodySize: '2Mi' },
    });
    await harness.annotations(namespace, 'orders', { 'limit-connections': '50', 'proxy-body-size': '2m' });
  });
});
