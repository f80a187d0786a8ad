import { describe, expect, test } from 'vitest';
import type { Ingress } from '../../../operator/api/kubernetes.ts';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { goDuration } from '../../../operator/companions/cert-manager/certificate.ts';
import {
  type CertificateSeen,
  certificatesOf,
} from '../../../operator/companions/cert-manager/certificates-of.ts';
import { isForeignService } from '../../../operator/companions/cert-manager/served-names.ts';
import type { CompanionInput } from '../../../operator/companions/companions-of.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';
import { serving } from './inputs.ts';

const issuerRef = { kind: 'ClusterIssuer', name: 'letsencrypt' } as const;
const SERVED: Partial<ApiPolicySpec> = { tls: { certificate: { issuerRef } } };
const clientsOf = (
  parts: NonNullable<NonNullable<ApiPolicySpec['mutualTLS']>['clients']> = {},
): Partial<ApiPolicySpec> => ({
  mutualTLS: { clients: { ca: { issuerRef: { kind: 'Issuer', name: 'clients' } }, ...parts } },
});

function policy(
  spec: Partial<ApiPolicySpec>,
  targets: readonly Ingress[] = [anIngress()],
  { name = 'orders', createdAt = '2026-01-01T00:00:00Z' } = {},
): CompanionInput {
  return { name, uid: `uid-${name}`, createdAt, plan: planPolicy(aPolicy(spec, { name })), targets };
}

const made = (
  policies: readonly CompanionInput[],
  ingresses: readonly Ingress[] = policies.flatMap(({ targets }) => targets),
  certificates: readonly CertificateSeen[] = [],
) => certificatesOf('shop', policies, { ingresses, certificates }, 'cluster.local');

const shim = (name: string, annotations: Record<string, string>): Ingress =>
  anIngress({
    metadata: { name, annotations },
    spec: { tls: [{ hosts: ['api.example.com'], secretName: 'orders-tls' }] },
  });

describe('what the gateway serves', () => {
  test('goes into the Secret that the Ingress names, is owned by every Ingress that names it, and by no policy', () => {
    const other = serving('other', ['other.example.com'], { tls: [{ secretName: 'orders-tls' }] });
    const { wanted, shortfalls, remarks } = made([policy(SERVED)], [anIngress(), other]);
    expect(wanted).toHaveLength(1);
    expect(wanted[0]).toMatchObject({ role: 'server', policy: 'orders', fields: ['spec.tls.certificate'] });
    expect(wanted[0]?.object).toMatchObject({
      metadata: {
        name: 'orders-tls',
        labels: { 'app.kubernetes.io/managed-by': 'apipolicy' },
        ownerReferences: [
          { kind: 'Ingress', name: 'orders', blockOwnerDeletion: false },
          { kind: 'Ingress', name: 'other', blockOwnerDeletion: false },
        ],
      },
      spec: {
        secretName: 'orders-tls',
        // What nobody governs is not put into it.
        dnsNames: ['api.example.com'],
        usages: ['digital signature', 'server auth'],
        privateKey: { rotationPolicy: 'Always' },
        revisionHistoryLimit: 1,
      },
    });
    for (const owner of wanted[0]?.object.metadata.ownerReferences ?? [])
      expect(owner).not.toHaveProperty('controller');
    expect([shortfalls, remarks]).toEqual([{}, {}]);
  });

  test('an Ingress without spec.tls gets a Secret of its own name', () => {
    const bare = serving('orders', ['b.example.com', 'a.example.com'], { tls: [] });
    expect(made([policy(SERVED, [bare])]).wanted[0]?.object).toMatchObject({
      metadata: { name: 'orders-tls', ownerReferences: [{ name: 'orders' }] },
      spec: { dnsNames: ['a.example.com', 'b.example.com'] },
    });
  });

  test('hosts of one Secret are in one certificate, whichever policy governs them', () => {
    const one = serving('one', ['one.example.com'], { tls: [{ secretName: 'shared' }] });
    const two = serving('two', ['two.example.com'], { tls: [{ secretName: 'shared' }] });
    const policies = [policy(SERVED, [one], { name: 'one' }), policy({ tls: {} }, [two], { name: 'two' })];
    for (const given of [policies, policies.toReversed()])
      expect(made(given).wanted.map(({ object }) => object.spec.dnsNames)).toEqual([
        ['one.example.com', 'two.example.com'],
      ]);
  });

  test('several Secrets of one Ingress have a certificate each', () => {
    const tls = [
      { hosts: ['a.example.com'], secretName: 'a' },
      { hosts: ['*.example.org'], secretName: 'wild' },
    ];
    const target = serving('orders', ['a.example.com', 'b.example.org'], { tls });
    expect(
      made([policy(SERVED, [target])]).wanted.map(({ object }) => [
        object.spec.secretName,
        object.spec.dnsNames,
      ]),
    ).toEqual([
      ['a', ['a.example.com']],
      ['wild', ['b.example.org']],
    ]);
  });

  test.each([
    [
      'a host outside spec.tls',
      ['api.example.com', 'more.example.com'],
      [{ hosts: ['api.example.com'], secretName: 's' }],
      0,
    ],
    ['an entry without a Secret', ['api.example.com'], [{ hosts: ['api.example.com'] }], 1],
    ['a rule for any host', [''], [{ secretName: 's' }], 1],
    ['a Service of another namespace', ['db.bank.svc.cluster.local'], [{ secretName: 's' }], 1],
  ] as const)('%s falls short', (_, hosts, tls, told) => {
    const target = serving('orders', hosts, { tls });
    const { shortfalls, remarks } = made([policy(SERVED, [target])]);
    expect(shortfalls.orders).toMatchObject([{ field: 'spec.tls.certificate', result: 'NotEnforceable' }]);
    // Hosts outside spec.tls are told of at the Ingress.
    expect(remarks.orders ?? []).toHaveLength(told);
  });

  test('an RSA key can be sent secrets', () => {
    const certificate = { issuerRef, privateKey: { algorithm: 'RSA' as const, size: 3072 } };
    expect(made([policy({ tls: { certificate } })]).wanted[0]?.object.spec).toMatchObject({
      usages: ['digital signature', 'key encipherment', 'server auth'],
      privateKey: { algorithm: 'RSA', size: 3072, rotationPolicy: 'Always' },
    });
  });
});

describe('one writer for each Secret', () => {
  test.each([
    ['its own', 'orders', { 'cert-manager.io/issuer': 'internal' }],
    ['one that nobody governs', 'other', { 'cert-manager.io/cluster-issuer': 'internal' }],
    ['a default issuer', 'orders', { 'kubernetes.io/tls-acme': 'true' }],
  ])('ingress-shim for %s', (_, name, annotations) => {
    const asking = shim(name, annotations);
    const { wanted, shortfalls, remarks } = made([policy(SERVED)], [asking]);
    expect(wanted).toEqual([]);
    expect(shortfalls.orders).toMatchObject([{ result: 'Conflict', field: 'spec.tls.certificate' }]);
    expect(remarks.orders).toMatchObject([
      {
        severity: 'warning',
        field: 'spec.tls.certificate.issuerRef',
        related: [`Ingress shop/${name}`],
        message: expect.stringContaining(Object.keys(annotations)[0] ?? ''),
      },
    ]);
  });

  test('ingress-shim with the same issuer is only said', () => {
    const asking = shim('orders', { 'cert-manager.io/cluster-issuer': 'letsencrypt' });
    expect(made([policy(SERVED)], [asking]).remarks.orders).toMatchObject([
      { severity: 'info', field: 'spec.tls.certificate' },
    ]);
  });

  test('an issuer of another group with that name is another issuer', () => {
    const asking = shim('orders', {
      'cert-manager.io/cluster-issuer': 'letsencrypt',
      'cert-manager.io/issuer-group': 'example.com',
    });
    expect(made([policy(SERVED)], [asking]).remarks.orders).toMatchObject([{ severity: 'warning' }]);
  });

  test.each(['false', 'yes', ''])('kubernetes.io/tls-acme %j asks for nothing', (value) => {
    expect(made([policy(SERVED)], [shim('orders', { 'kubernetes.io/tls-acme': value })]).wanted).toHaveLength(
      1,
    );
  });

  test.each([
    ['into the same Secret', { name: 'theirs', secretName: 'orders-tls' }],
    ['of the same name', { name: 'orders-tls', secretName: 'elsewhere' }],
  ])('a Certificate %s', (_, seen) => {
    const { wanted, shortfalls } = made([policy(SERVED)], [anIngress()], [{ ...seen, ours: false }]);
    expect(wanted).toEqual([]);
    expect(shortfalls.orders?.[0]?.message).toContain(`Certificate shop/${seen.name}`);
    expect(made([policy(SERVED)], [anIngress()], [{ ...seen, ours: true }]).wanted).toHaveLength(1);
  });

  test('of two policies the older one issues, whatever the order', () => {
    const target = serving('two', ['two.example.com'], { tls: [{ secretName: 'orders-tls' }] });
    const other = { tls: { certificate: { issuerRef: { kind: 'Issuer' as const, name: 'other' } } } };
    const older = policy(SERVED, [anIngress()], { name: 'z', createdAt: '2025-01-01T00:00:00Z' });
    const younger = policy(other, [target], { name: 'a' });
    for (const given of [
      [older, younger],
      [younger, older],
    ]) {
      const { wanted, shortfalls } = made(given);
      expect(wanted).toMatchObject([
        { policy: 'z', object: { spec: { issuerRef: { name: 'letsencrypt' } } } },
      ]);
      expect(shortfalls).toMatchObject({ a: [{ result: 'Conflict' }] });
      expect(shortfalls.a?.[0]?.message).toContain('ApiPolicy z');
      expect(shortfalls).not.toHaveProperty('z');
    }
  });

  test('two policies that ask for the same share it', () => {
    const target = serving('two', ['two.example.com'], { tls: [{ secretName: 'orders-tls' }] });
    const { wanted, shortfalls } = made([policy(SERVED), policy(SERVED, [target], { name: 'two' })]);
    expect(wanted).toHaveLength(1);
    expect(shortfalls).toEqual({});
  });

  test('what callers are issued never takes the Secret that is served', () => {
    const issue = [{ name: 'a', secretName: 'orders-tls', commonName: 'a' }];
    const { wanted, shortfalls } = made([policy({ ...SERVED, ...clientsOf({ issue }) })]);
    expect(wanted.map(({ role }) => role)).toEqual(['clients-ca', 'server']);
    expect(shortfalls.orders).toMatchObject([
      { field: 'spec.mutualTLS.clients.issue[0]', result: 'Conflict' },
    ]);
  });
});

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

test.each([
  [3_600, '1h'],
  [2_592_000, '720h'],
  [5_400, '90m'],
  [61, '61s'],
])('%s seconds are %s', (seconds, text) => {
  expect(goDuration(seconds)).toBe(text);
});

test.each([
  ['orders.shop.svc', false],
  ['orders.shop.svc.cluster.local', false],
  ['*.shop.svc.cluster.local', false],
  ['orders.bank.svc', true],
  ['orders.bank.svc.cluster.local', true],
  ['*.svc.cluster.local', true],
  ['shop.svc', true],
  ['orders.shop.bank.svc', true],
  ['api.example.com', false],
  ['svc.example.com', false],
])('%s is a Service of another namespace: %s', (host, foreign) => {
  expect(isForeignService(host, 'shop', 'cluster.local')).toBe(foreign);
});
