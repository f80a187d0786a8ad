import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { ApiPolicySpec } from '../../operator/api/types.generated.ts';
import { Harness, refs } from '../integration/operator/harness.ts';
import type { Write } from './faults.ts';
import { FaultProxy } from './proxy.ts';

/** An API server for the file that imports this, and the operator in this process behind a proxy. */
export let harness: Harness;
export let proxy: FaultProxy;
/** A namespace of its own for each test; the proxy counts the writes in it. */
export let namespace: string;

beforeAll(async () => {
  harness = await Harness.start();
  proxy = await FaultProxy.start(harness.cluster);
  await harness.startOperator([], { kubeconfig: proxy.kubeconfig });
});
beforeEach(async () => {
  namespace = await harness.namespace();
  proxy.arm({}, here);
});
afterEach(() => proxy.arm());
afterAll(async () => {
  await harness?.stopOperator();
  await proxy?.[Symbol.asyncDispose]();
  await harness?.[Symbol.asyncDispose]();
});

/** A write in the test's namespace; Events apart. */
export const here = ({ path }: Write): boolean =>
  path.includes(`/namespaces/${namespace}/`) && !path.startsWith('/apis/events.k8s.io/');

export const limit = (requests: number): ApiPolicySpec => ({
  targetRefs: refs('orders'),
  rateLimit: { rules: [{ name: 'per-address', requests, per: 'Minute', by: 'ClientAddress' }] },
});

/** Waits until the newest policy is programmed, with this limit on its Ingress. */
export async function programmed(requests: number): Promise<void> {
  await harness.annotations(namespace, 'orders', {
    'limit-rpm': String(requests),
    'limit-burst-multiplier': '1',
  });
  await harness.condition(namespace, 'orders', 'Programmed', 'True');
}
