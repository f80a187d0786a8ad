import { describe, expect, test } from 'vitest';
import { observe, ownershipOf } from '../../../operator/reconcile/ownership.ts';

const entry = (manager: string, operation: 'Apply' | 'Update', annotations: string[], tls = false) => ({
  manager,
  operation,
  fieldsV1: {
    'f:metadata': { 'f:annotations': Object.fromEntries(annotations.map((key) => [`f:${key}`, {}])) },
    ...(tls && { 'f:spec': { 'f:tls': {} } }),
  },
});

describe('who owns what on an Ingress', () => {
  test('only our own server-side apply is ours', () => {
    const ownership = ownershipOf([
      entry('apipolicy', 'Apply', ['n/a', 'n/shared']),
      entry('apipolicy', 'Update', ['n/by-hand']),
      entry('helm', 'Apply', ['n/shared'], true),
    ]);
    expect([...ownership.ours]).toEqual(['n/a', 'n/shared']);
    expect(ownership.others.get('n/shared')).toEqual(['helm']);
    expect(ownership.others.get('n/by-hand')).toEqual(['apipolicy']);
    expect(ownership.tls).toEqual({ ours: false, others: ['helm'] });
  });

  test('a subresource owns no field of the object', () => {
    const status = { ...entry('apipolicy', 'Apply', ['n/a'], true), subresource: 'status' };
    expect(ownershipOf([status])).toEqual({
      ours: new Set(),
      others: new Map(),
      tls: { ours: false, others: [] },
      emptyMapHeld: false,
    });
  });

  test('malformed managedFields own nothing', () => {
    const entries = [
      { manager: 'x', operation: 'Apply' as const },
      { fieldsV1: { 'f:metadata': 'nonsense' } as Record<string, unknown> },
    ];
    expect(ownershipOf(entries).others.size).toBe(0);
    expect(ownershipOf(undefined).ours.size).toBe(0);
  });

  test('the cache keeps what decisions read and drops the rest', () => {
    const seen = observe({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: 'orders',
        namespace: 'shop',
        annotations: {
          'nginx.ingress.kubernetes.io/limit-rps': '1',
          'example.com/large': 'x'.repeat(10_000),
        },
        managedFields: [
          entry('helm', 'Update', ['nginx.ingress.kubernetes.io/limit-rps', 'example.com/large']),
        ],
      },
      spec: {},
    });
    expect(seen.metadata.annotations).toEqual({ 'nginx.ingress.kubernetes.io/limit-rps': '1' });
    expect(seen.metadata.managedFields).toBeUndefined();
    expect([...seen.ownership.others]).toEqual([['nginx.ingress.kubernetes.io/limit-rps', ['helm']]]);
  });
});
