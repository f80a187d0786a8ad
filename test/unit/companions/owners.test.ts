import { describe, expect, test } from 'vitest';
import { companionsOf } from '../../../operator/companions/companions-of.ts';
import { anchored, NO_UID } from '../../../operator/companions/owners.ts';
import { DEFAULT_COMPANION_SETTINGS } from '../../../operator/companions/settings.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';

const oidc = {
  issuerURL: 'https://id.example.com',
  clientID: 'tools',
  clientSecretRef: { name: 'tools', key: 'secret' },
  session: { cookieDomain: 'example.com' },
};
const input = (name: string, authentication: object, uid?: string) => {
  const policy = aPolicy({ authentication } as Parameters<typeof aPolicy>[0]);
  const plan = planPolicy({ ...policy, metadata: { ...policy.metadata, name } });
  return { name, plan, targets: [anIngress()], ...(uid !== undefined && { uid }) };
};
const keys = { apiKeys: { header: 'X-API-Key', secretRef: { name: 'keys' } } };

const owners = (policies: readonly ReturnType<typeof input>[]) =>
  companionsOf('shop', policies, DEFAULT_COMPANION_SETTINGS).objects.flatMap(({ kind, metadata }) =>
    metadata.ownerReferences
      ? [[kind, metadata.name.slice(0, 15), metadata.ownerReferences.map(({ name }) => name)]]
      : [],
  );

describe('owners', () => {
  test('each Deployment has the policies that need it, and no other object has any', () => {
    expect(owners([input('pay', { oidc }), input('people', { oidc }), input('api', keys)])).toEqual([
      ['Deployment', 'apipolicy-gate', ['api', 'pay', 'people']],
      ['Deployment', 'apipolicy-login', ['pay', 'people']],
    ]);
  });

  test('a policy from a file has no uid, one from the cluster has its own', () => {
    const { objects } = companionsOf(
      'shop',
      [input('api', keys), input('b', keys, 'u-1')],
      DEFAULT_COMPANION_SETTINGS,
    );
    const gate = objects.find(({ kind }) => kind === 'Deployment');
    const [fromFile, live] = gate?.metadata.ownerReferences ?? [];
    expect([fromFile?.uid.startsWith(NO_UID), live?.uid]).toEqual([true, 'u-1']);
  });

  test('owners from files are told apart, as the API server asks', () => {
    const { objects } = companionsOf(
      'shop',
      [input('api', keys), input('b', keys)],
      DEFAULT_COMPANION_SETTINGS,
    );
    const [gate] = objects.filter(({ kind }) => kind === 'Deployment');
    expect(new Set(gate?.metadata.ownerReferences?.map(({ uid }) => uid)).size).toBe(2);
  });

  test('nothing that has owners goes with the last policy alone', () => {
    const { objects } = companionsOf('shop', [input('api', keys, 'u-1')], DEFAULT_COMPANION_SETTINGS);
    const [gate] = objects.filter(({ kind }) => kind === 'Deployment');
    if (!gate) throw new Error('no gate');
    expect(anchored(gate, 'u-2').metadata.ownerReferences).toMatchObject([
      { kind: 'ApiPolicy', uid: 'u-1', blockOwnerDeletion: false },
      { kind: 'ServiceAccount', name: 'apipolicy-gate', uid: 'u-2', blockOwnerDeletion: false },
    ]);
    expect(anchored(gate, undefined)).toBe(gate);
  });
});
