import { describe, expect, test } from 'vitest';
import type { Ingress } from '../../../operator/api/kubernetes.ts';
import { goDuration } from '../../../operator/companions/cert-manager/certificate.ts';
import { isForeignService } from '../../../operator/companions/cert-manager/served-names.ts';
import { anIngress } from '../../generators/objects.ts';
import { clientsOf, issuerRef, made, policy, SERVED } from './certificate-inputs.ts';
import { serving } from './inputs.ts';

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
