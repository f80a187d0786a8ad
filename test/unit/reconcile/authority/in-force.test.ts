import { describe, expect, test } from 'vitest';
import { bundleName } from '../../../../operator/companions/cert-manager/authority/objects.ts';
import { bundleDigest } from '../../../../operator/companions/cert-manager/authority/trust.ts';
import { BundlesInForce, bundlesNamed } from '../../../../operator/reconcile/authority/in-force.ts';
import { type ObservedIngress, observe } from '../../../../operator/reconcile/ownership.ts';
import { anIngress } from '../../../generators/objects.ts';

const KEY = 'nginx.ingress.kubernetes.io/auth-tls-secret';
const ONE = bundleName('orders', ['one'], '00000001');
const TWO = bundleName('orders', ['two'], '00000002');

/** An Ingress of namespace shop that names a Secret, in the words of a field manager. */
function naming(value: string | undefined, manager = 'apipolicy'): ObservedIngress {
  const fieldsV1 = { 'f:metadata': { 'f:annotations': { [`f:${KEY}`]: {} } } };
  return observe(
    anIngress({
      metadata: {
        name: 'orders',
        namespace: 'shop',
        ...(value !== undefined && {
          annotations: { [KEY]: value },
          managedFields: [{ manager, operation: 'Apply', fieldsV1 }],
        }),
      },
    }),
  );
}

const ours = naming(`shop/${ONE}`);

describe('a bundle is in force', () => {
  test('while every Ingress names it, for as long as that was seen', () => {
    let now = 1_000;
    const inForce = new BundlesInForce(() => now);
    expect(inForce.see('uid', [ours, ours], 'orders')).toEqual({ digest: bundleDigest(['one']), forMs: 0 });
    now = 5_000;
    expect(inForce.see('uid', [ours, ours], 'orders')?.forMs).toBe(4_000);
    expect(inForce.see('uid', [ours, naming(`shop/${TWO}`)], 'orders')).toBeUndefined();
    now = 6_000;
    expect(inForce.see('uid', [ours], 'orders')?.forMs).toBe(0);
  });

  test('of two Secrets with the same CAs, whichever is named', () => {
    const twin = naming(`shop/${bundleName('orders', ['one'], 'ffffffff')}`);
    expect(new BundlesInForce(() => 0).see('uid', [ours, twin], 'orders')).toBeDefined();
  });

  test.each([
    ['somebody else set the annotation', naming(`shop/${ONE}`, 'helm')],
    ['it names a Secret of another namespace', naming(`elsewhere/${ONE}`)],
    ['it names what is no bundle', naming('shop/orders-ca-bundle')],
  ])('not where %s', (_, other) => {
    expect(new BundlesInForce(() => 0).see('uid', [ours, other], 'orders')).toBeUndefined();
    expect(bundlesNamed([other], 'orders')).toEqual([]);
  });

  test('whatever it is where no Ingress could name one', () => {
    expect(new BundlesInForce(() => 0).see('uid', [naming(undefined)], 'orders')).toEqual({ forMs: 0 });
  });
});

test('names that may be believed are those in our own words', () => {
  expect(bundlesNamed([naming(`shop/${TWO}`), ours, ours], 'orders')).toEqual([ONE, TWO].toSorted());
});
