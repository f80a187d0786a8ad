import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../../operator/kube/errors.ts';
import { LeftCertificates } from '../../../../operator/reconcile/certificates/left.ts';
import type { LiveCertificate } from '../../../../operator/reconcile/certificates/live-objects.ts';

const KEY = 'shop/orders';
const owned = (name: string, controller?: true): LiveCertificate =>
  ({
    metadata: {
      name,
      namespace: 'shop',
      ownerReferences: [{ name: 'orders', ...(controller && { controller }) }],
    },
  }) as unknown as LiveCertificate;

function fixture() {
  let there: LiveCertificate[] = [owned('orders-tls'), owned('billing-client-tls', true)];
  const told: unknown[] = [];
  const left = new LeftCertificates({
    client: { get: async () => Promise.reject(new ApiError({ operation: 'get', status: 404 })) },
    live: { certificates: { byIndex: () => there } },
    notices: { certificatesLeft: (_: object, what: object) => told.push(what) },
  } as unknown as ConstructorParameters<typeof LeftCertificates>[0]);
  return { left, told, collect: () => (there = []) };
}

describe('what a deleted policy leaves', () => {
  test('is told also where the garbage collector came first', async () => {
    const { left, told, collect } = fixture();
    left.policySeen(KEY);
    collect();
    await left.policyGone(KEY);
    expect(told).toEqual([{ served: ['orders-tls'], stopped: ['billing-client-tls'] }]);
    await left.policyGone(KEY);
    expect(told).toHaveLength(1);
  });

  test('is told once, and again of another policy of the name', async () => {
    const { left, told } = fixture();
    await left.policyGone(KEY);
    await left.policyGone(KEY);
    expect(told).toHaveLength(1);
    left.policySeen(KEY);
    await left.policyGone(KEY);
    expect(told).toHaveLength(2);
  });

  test('is told by what is there where the policy was never seen', async () => {
    const { left, told } = fixture();
    await left.policyGone(KEY);
    expect(told).toHaveLength(1);
  });

  test('is nothing where it had none any more', async () => {
    const { left, told, collect } = fixture();
    left.policySeen(KEY);
    collect();
    left.policySeen(KEY);
    await left.policyGone(KEY);
    expect(told).toEqual([]);
  });
});
