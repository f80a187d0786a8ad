import { describe, expect, test } from 'vitest';
import type { Ingress, Service } from '../../../operator/api/kubernetes.ts';
import { backendsOf, destinationOf } from '../../../operator/plan/backends.ts';

const service = (spec: Service['spec'], resourceVersion = '1'): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'orders', namespace: 'shop', resourceVersion },
  ...(spec && { spec }),
});

test('Services of paths and of the default backend, each once; other kinds are none', () => {
  const path = (name: string) => ({ pathType: 'Prefix' as const, backend: { service: { name } } });
  const spec: Ingress['spec'] = {
    defaultBackend: { service: { name: 'fallback' } },
    rules: [
      { host: 'a', http: { paths: [path('orders'), path('reports')] } },
      { host: 'b', http: { paths: [path('orders'), { pathType: 'Prefix', backend: {} }] } },
      { host: 'c' },
    ],
  };
  expect(backendsOf({ spec })).toEqual(['fallback', 'orders', 'reports']);
});

describe('a Service leads elsewhere', () => {
  const before = service({
    selector: { app: 'orders', tier: 'web' },
    ports: [{ port: 80, targetPort: 8080 }],
  });

  test.each([
    ['by another selector', service({ ...before.spec, selector: { app: 'reports', tier: 'web' } })],
    ['without a selector', service({ ports: before.spec?.ports ?? [] })],
    ['by another port of the pods', service({ ...before.spec, ports: [{ port: 80, targetPort: 9090 }] })],
    ['by a DNS name', service({ type: 'ExternalName', externalName: 'a.example.org' })],
    ['when it is gone', undefined],
  ])('%s', (_, now) => {
    expect(destinationOf(now)).not.toBe(destinationOf(before));
  });

  test('not when only its type within the cluster, its version or the order of labels is another', () => {
    const same = service({ ...before.spec, type: 'NodePort', selector: { tier: 'web', app: 'orders' } }, '2');
    expect(destinationOf(same)).toBe(destinationOf(before));
  });

  test('a DNS name that became another', () => {
    const named = (externalName: string) => service({ type: 'ExternalName', externalName });
    expect(destinationOf(named('a.example.org'))).not.toBe(destinationOf(named('b.example.org')));
  });
});
