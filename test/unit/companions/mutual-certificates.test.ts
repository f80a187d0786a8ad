import { describe, expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { clientsOf, issuerRef, made, policy } from './certificate-inputs.ts';

describe('both ends of the wire', () => {
  const owner = { kind: 'ApiPolicy', name: 'orders', uid: 'uid-orders', controller: true };

  test('the CA of an issuer is had by a certificate that is good for nothing', () => {
    const [ca, ...others] = made([policy(clientsOf())]).wanted;
    expect(others).toEqual([]);
    expect(ca).toMatchObject({ role: 'clients-ca', group: 'client-certificates', needsCA: true });
    expect(ca?.object).toMatchObject({
      metadata: { name: 'orders-clients-ca', ownerReferences: [owner] },
      spec: { commonName: 'orders-clients-ca', usages: ['digital signature'] },
    });
    expect(ca?.object.spec).not.toHaveProperty('isCA');
  });

  test('a brought CA needs none', () => {
    expect(made([policy(clientsOf({ ca: { secretName: 'brought' } }))]).wanted).toEqual([]);
  });

  test('callers get what is stated, from the same issuer or from the managed one', () => {
    const issue = [
      {
        name: 'billing',
        secretName: 'billing-tls',
        commonName: 'billing',
        dnsNames: ['billing.shop.svc'],
        duration: '720h',
      },
    ];
    const issued = (spec: Partial<ApiPolicySpec>) =>
      made([policy(spec)]).wanted.find(({ role }) => role === 'client')?.object;
    expect(issued(clientsOf({ issue }))).toMatchObject({
      metadata: { name: 'billing-tls', ownerReferences: [owner] },
      spec: {
        commonName: 'billing',
        dnsNames: ['billing.shop.svc'],
        duration: '720h',
        usages: ['digital signature', 'client auth'],
        issuerRef: { kind: 'Issuer', name: 'clients' },
      },
    });
    expect(issued(clientsOf({ ca: { managed: {} }, issue }))?.spec.issuerRef).toMatchObject({
      kind: 'Issuer',
      name: 'orders-ca',
    });
  });

  test('the gateway shows one to the app, and traffic waits for it and for the app’s', () => {
    const backend = {
      certificate: { issuerRef: { kind: 'Issuer' as const, name: 'services' } },
      serverName: 'orders.shop.svc',
      issue: [{ secretName: 'orders-server-tls', dnsNames: ['orders.shop.svc'] }],
    };
    const { wanted } = made([policy({ mutualTLS: { backend } })]);
    expect(wanted.map(({ role, group, needsCA }) => [role, group, needsCA])).toEqual([
      ['gateway', 'backend-certificates', true],
      ['service', 'backend-certificates', false],
    ]);
    expect(wanted.map(({ object }) => [object.metadata.name, object.spec.usages])).toEqual([
      ['orders-gateway', ['digital signature', 'client auth']],
      ['orders-server-tls', ['digital signature', 'server auth', 'client auth']],
    ]);
    // Two namespaces may have a policy of one name, and one ClusterIssuer.
    expect(wanted[0]?.object.spec.commonName).toBe('orders-gateway.shop');
  });

  test('names that no certificate takes are cut, and names that no object takes are refused', () => {
    const name = 'o'.repeat(100);
    const backend = { certificate: { issuerRef }, serverName: 'orders.shop.svc' };
    const [ca, gateway] = made([
      policy({ mutualTLS: { ...clientsOf().mutualTLS, backend } }, undefined, { name }),
    ]).wanted;
    for (const object of [ca?.object, gateway?.object])
      expect(object?.spec.commonName?.length ?? 99).toBeLessThanOrEqual(64);
    const long = 'o'.repeat(250);
    const { wanted, shortfalls } = made([policy(clientsOf(), undefined, { name: long })]);
    expect(wanted).toEqual([]);
    expect(shortfalls[long]).toMatchObject([{ result: 'NotEnforceable' }]);
  });
});
