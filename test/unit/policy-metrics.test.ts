import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { policyMetrics } from '../../operator/policy-metrics.ts';
import type { Assessed } from '../../operator/reconcile/assessor.ts';

const assessed = (result: 'Pass' | 'Fail', score: number) =>
  ({ controls: [{ id: 'tls.https', result }], compliance: { score } }) as unknown as Assessed;

const series = async (registry: Registry): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => /^apipolicy_(control|compliance)/.test(line));

test('a control has one series: the result that it has now', async () => {
  const registry = new Registry();
  const metrics = policyMetrics(registry);
  metrics.assessed('shop', 'orders', assessed('Fail', 40));
  metrics.assessed('shop', 'orders', assessed('Pass', 100));
  expect(await series(registry)).toEqual([
    'apipolicy_control_result{namespace="shop",policy="orders",control="tls.https",result="Pass"} 1',
    'apipolicy_compliance_score{namespace="shop",policy="orders"} 100',
  ]);
});

test('the series of a policy go with it', async () => {
  const registry = new Registry();
  const metrics = policyMetrics(registry);
  metrics.assessed('shop', 'orders', assessed('Fail', 40));
  metrics.forgotten('shop', 'orders');
  expect(await series(registry)).toEqual([]);
});
