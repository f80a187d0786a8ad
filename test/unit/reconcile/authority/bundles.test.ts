import { describe, expect, test } from 'vitest';
import { bundleName, digestInName } from '../../../../operator/companions/cert-manager/authority/objects.ts';
import { bundleDigest } from '../../../../operator/companions/cert-manager/authority/trust.ts';
import type { Client } from '../../../../operator/kube/client.ts';
import { ApiError } from '../../../../operator/kube/errors.ts';
import { Bundles } from '../../../../operator/reconcile/authority/bundles.ts';

const OWNER = { namespace: 'shop', policy: { name: 'orders', uid: 'uid-1' } };
const BUNDLE = ['one\n', 'two\n'];

/** A namespace in which Secrets of these names are there. */
function secrets(...there: string[]) {
  const tried: string[] = [];
  const create = async (_: unknown, { metadata: { name } }: { metadata: { name: string } }) => {
    tried.push(name);
    if (there.includes(name))
      throw new ApiError({ operation: 'create', status: 409, body: { reason: 'AlreadyExists' } });
    there.push(name);
    return {};
  };
  return { tried, client: { create } as unknown as Pick<Client, 'create'> };
}

describe('a bundle', () => {
  test('has its digest in its name, and a part that nobody foresees', async () => {
    const { client } = secrets();
    const [one, other] = [
      await new Bundles(client).ensure(OWNER, BUNDLE, []),
      await new Bundles(client).ensure(OWNER, BUNDLE, []),
    ];
    expect(one).not.toBe(other);
    for (const name of [one, other]) expect(digestInName('orders', name)).toBe(bundleDigest(BUNDLE));
  });

  test('is made once by a process', async () => {
    const { client, tried } = secrets();
    const bundles = new Bundles(client);
    const name = await bundles.ensure(OWNER, BUNDLE, []);
    expect(await bundles.ensure(OWNER, BUNDLE, [])).toBe(name);
    expect(tried).toEqual([name]);
  });

  test('that an Ingress names in our words is that one, and comes back where it was deleted', async () => {
    const known = bundleName('orders', BUNDLE, '0011aabb');
    const there = secrets(known);
    expect(await new Bundles(there.client).ensure(OWNER, BUNDLE, [known])).toBe(known);
    const gone = secrets();
    expect(await new Bundles(gone.client).ensure(OWNER, BUNDLE, [known])).toBe(known);
    expect(gone.tried).toEqual([known]);
  });

  test('of other CAs is another', async () => {
    const known = bundleName('orders', BUNDLE, '0011aabb');
    const name = await new Bundles(secrets().client).ensure(OWNER, ['one\n'], [known]);
    expect(digestInName('orders', name)).toBe(bundleDigest(['one\n']));
  });

  test('is never a Secret of a new name that was there before', async () => {
    const planted = {
      create: () => secrets('x').client.create({} as never, { metadata: { name: 'x' } } as never),
    };
    const bundles = new Bundles(planted as unknown as Pick<Client, 'create'>);
    await expect(bundles.ensure(OWNER, BUNDLE, [])).rejects.toThrow('AlreadyExists');
  });
});

test.each([
  'orders-ca-bundle',
  'orders-ca-bundle-0011',
  'other-ca-bundle-00112233445566778899aabb',
  'orders-ca-bundle-00112233445566778899aabbcc',
  'orders-ca-bundle-00112233445566778899AABB',
])('%s is no bundle of this policy', (name) => {
  expect(digestInName('orders', name)).toBeUndefined();
});
