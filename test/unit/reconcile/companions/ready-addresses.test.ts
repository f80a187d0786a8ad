import { expect, test } from 'vitest';
import type { EndpointSlice } from '../../../../operator/api/kubernetes.ts';
import { readyAddresses } from '../../../../operator/reconcile/companions/gate-watcher.ts';

const slice = (endpoints: EndpointSlice['endpoints']): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'apipolicy-gate-x', namespace: 'shop' },
  ...(endpoints === undefined ? {} : { endpoints }),
});

test('a Service without pods has slices without endpoints, which the API server writes as null', () => {
  expect(readyAddresses([slice(null), slice(undefined), slice([])])).toEqual([]);
});

test('pods that are ready are asked, each once; without a word about it they are ready', () => {
  const slices = [
    slice([{ addresses: ['10.244.0.7'], conditions: { ready: true } }, { addresses: ['10.244.0.8'] }]),
    slice([{ addresses: ['10.244.0.7'] }, { addresses: ['10.244.0.9'], conditions: { ready: false } }]),
  ];
  expect(readyAddresses(slices)).toEqual(['10.244.0.7', '10.244.0.8']);
});
