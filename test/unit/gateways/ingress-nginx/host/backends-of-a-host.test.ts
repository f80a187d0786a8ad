import { expect, test } from 'vitest';
import type { Service } from '../../../../../operator/api/kubernetes.ts';
import { ingressWith, judged } from './around.ts';

const service = (spec: Service['spec']): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'orders', namespace: 'shop' },
  ...(spec && { spec }),
});

test('a backend outside the cluster is told with the Service, the Ingress and where it leads', () => {
  const elsewhere = service({ type: 'ExternalName', externalName: 'attacker.example.org' });
  const facts = judged(ingressWith(), [], { backends: [elsewhere] });
  expect(facts).toMatchObject([
    { control: 'host.shared', rule: 'backend-elsewhere', severity: 'warning', by: 'Service shop/orders' },
  ]);
  expect(facts[0]?.message).toMatch(/Service shop\/orders of Ingress shop\/orders .*attacker\.example\.org/);
});

test('pods of the namespace are no finding', () => {
  const own = service({ type: 'ClusterIP', selector: { app: 'orders' }, ports: [{ port: 80 }] });
  expect(judged(ingressWith(), [], { backends: [own] })).toEqual([]);
});
