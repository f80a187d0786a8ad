import { describe, expect, test } from 'vitest';
import { formatPath } from '../../../operator/api/path.ts';
import type { MutualTLS } from '../../../operator/api/types.generated.ts';
import { effectivePolicy } from '../../../operator/policy/effective.ts';
import { type Issuance, issuanceOf, issuanceProblems } from '../../../operator/policy/issuance.ts';
import { policyConditions } from '../../../operator/reconcile/conditions.ts';
import { aBaseline, aPolicy } from '../../generators/objects.ts';

const NOTHING: Issuance = { clusterIssuers: [], spiffeTrustDomains: [], dnsSuffixes: [] };
const PERMITTED: Issuance = {
  clusterIssuers: ['corporate-ca'],
  spiffeTrustDomains: ['example.com'],
  dnsSuffixes: ['internal.example.com'],
};
const CORPORATE = { kind: 'ClusterIssuer', name: 'corporate-ca' } as const;
const OWN = { kind: 'Issuer', name: 'shop-ca' } as const;

interface Names {
  readonly commonName?: string;
  readonly uris?: readonly string[];
  readonly dnsNames?: readonly string[];
}

const clients = (names: Names, issuerRef: typeof OWN | typeof CORPORATE = OWN): MutualTLS => ({
  clients: { ca: { issuerRef }, issue: [{ secretName: 'a', ...names }] },
});
const backend = (names: Names, issuerRef: typeof OWN | typeof CORPORATE = OWN): MutualTLS => ({
  backend: { certificate: { issuerRef }, serverName: 'a.shop.svc', issue: [{ secretName: 'a', ...names }] },
});
const found = (mutualTLS: MutualTLS, issuance = NOTHING, clusterDomain?: string): string[] =>
  issuanceProblems(aPolicy({ mutualTLS }).spec, {
    ...{ namespace: 'shop', issuance },
    ...(clusterDomain !== undefined && { clusterDomain }),
  }).map(({ path, rule }) => `${formatPath(path).replace('spec.mutualTLS.', '')} ${rule}`);

const AT = 'clients.issue[0]';

describe('without a permission', () => {
  test.each<[string, Names]>([
    ['a service of its own', { dnsNames: ['orders.shop.svc', 'orders.shop.svc.cluster.local'] }],
    ['any common name, by an Issuer of its own', { commonName: 'billing' }],
    ['a common name with dots', { commonName: 'billing.v2' }],
    ['a common name of its own service', { commonName: 'orders.shop.svc' }],
  ])('%s', (_, names) => {
    expect(found(clients(names))).toEqual([]);
    expect(found(backend(names))).toEqual([]);
  });

  test.each<[string, Names, string]>([
    [
      'a SPIFFE id, though of its own',
      { uris: ['spiffe://example.com/ns/shop/sa/a'] },
      '.uris[0] issuance-uri',
    ],
    ['any other host', { dnsNames: ['www.example.com'] }, '.dnsNames[0] issuance-dns-name'],
    ['a name of one label', { dnsNames: ['orders'] }, '.dnsNames[0] issuance-dns-name'],
    ['a short name of a service', { dnsNames: ['orders.shop'] }, '.dnsNames[0] issuance-dns-name'],
    ['a service of another domain', { dnsNames: ['a.shop.svc.b.c'] }, '.dnsNames[0] issuance-dns-name'],
    ['its namespace', { dnsNames: ['shop.svc'] }, '.dnsNames[0] issuance-dns-name'],
    ['a pod behind a service', { dnsNames: ['db-0.db.shop.svc'] }, '.dnsNames[0] issuance-dns-name'],
  ])('not %s', (_, names, problem) => {
    expect(found(clients(names))).toEqual([`${AT}${problem}`]);
  });

  test('not by a ClusterIssuer, on either side', () => {
    expect(found({ ...clients({}, CORPORATE), ...backend({}, CORPORATE) })).toEqual([
      'clients.ca.issuerRef issuance-cluster-issuer',
      'backend.certificate.issuerRef issuance-cluster-issuer',
    ]);
  });
});

describe('with a permission', () => {
  test.each<[string, Names]>([
    ['a SPIFFE id', { uris: ['spiffe://example.com/ns/shop/sa/a'] }],
    ['a name below the suffix', { dnsNames: ['orders.internal.example.com', 'a.b.internal.example.com'] }],
    ['a common name below the suffix', { commonName: 'orders.internal.example.com' }],
    ['a common name of its own service', { commonName: 'orders.shop.svc' }],
  ])('%s, by a ClusterIssuer', (_, names) => {
    expect(found(clients(names, CORPORATE), PERMITTED)).toEqual([]);
    expect(found(backend(names, CORPORATE), PERMITTED)).toEqual([]);
  });

  test.each<[string, Names, string]>([
    ['another trust domain', { uris: ['spiffe://example.org/ns/shop/sa/a'] }, '.uris[0] issuance-uri'],
    ['the suffix itself', { dnsNames: ['internal.example.com'] }, '.dnsNames[0] issuance-dns-name'],
    ['what only ends alike', { dnsNames: ['a.evilinternal.example.com'] }, '.dnsNames[0] issuance-dns-name'],
    [
      'a common name that somebody else may have',
      { commonName: 'billing' },
      '.commonName issuance-common-name',
    ],
  ])('not %s', (_, names, problem) => {
    expect(found(clients(names, CORPORATE), PERMITTED)).toEqual([`${AT}${problem}`]);
  });

  test('not by another ClusterIssuer', () => {
    const other = { ...CORPORATE, name: 'other-ca' } as unknown as typeof CORPORATE;
    expect(found(clients({}, other), PERMITTED)).toEqual(['clients.ca.issuerRef issuance-cluster-issuer']);
  });
});

describe('never, whatever is permitted', () => {
  const everything: Issuance = {
    clusterIssuers: ['corporate-ca'],
    spiffeTrustDomains: ['example.com', 'ns', 'cluster.local'],
    dnsSuffixes: ['cluster.local', 'svc.cluster.local', 'other.svc', 'example.com', 'internal.example.com'],
  };
  test.each<[string, Names, string]>([
    ['uris', { uris: ['spiffe://example.com/ns/other/sa/a'] }, '.uris[0] issuance-uri'],
    ['uris', { uris: ['spiffe://example.com/ns/shop/../other/sa/a'] }, '.uris[0] issuance-uri'],
    ['uris', { uris: ['spiffe://example.com/x/ns/shop/sa/a'] }, '.uris[0] issuance-uri'],
    ['uris', { uris: ['spiffe://example.com/ns/shop2/sa/a'] }, '.uris[0] issuance-uri'],
    ['uris', { uris: ['spiffe://example.com/ns/shop'] }, '.uris[0] issuance-uri'],
    ['uris', { uris: ['https://example.com/ns/shop/sa/a'] }, '.uris[0] issuance-uri'],
    ['dnsNames', { dnsNames: ['orders.other.svc'] }, '.dnsNames[0] issuance-dns-name'],
    ['dnsNames', { dnsNames: ['orders.other.svc.cluster.local'] }, '.dnsNames[0] issuance-dns-name'],
    ['dnsNames', { dnsNames: ['db-0.db.other.svc.cluster.local'] }, '.dnsNames[0] issuance-dns-name'],
    ['dnsNames', { dnsNames: ['shop.other.svc'] }, '.dnsNames[0] issuance-dns-name'],
    ['dnsNames', { dnsNames: ['10-0-0-1.other.pod.cluster.local'] }, '.dnsNames[0] issuance-dns-name'],
    ['dnsNames', { dnsNames: ['a.other.svc.internal.example.com'] }, '.dnsNames[0] issuance-dns-name'],
    ['a common name', { commonName: 'orders.other.svc' }, '.commonName issuance-common-name'],
    ['a common name', { commonName: ' ORDERS.Other.SVC. ' }, '.commonName issuance-common-name'],
    [
      'a common name',
      { commonName: 'spiffe://example.com/ns/other/sa/a' },
      '.commonName issuance-common-name',
    ],
  ])('an identity of another namespace in %s: %o', (_, names, problem) => {
    for (const issuer of [OWN, CORPORATE]) {
      expect(found(clients(names, issuer), everything)).toEqual([`${AT}${problem}`]);
    }
  });
});

test('the domain of the cluster is the one that is configured', () => {
  const names = { dnsNames: ['orders.shop.svc.corp.example'] };
  expect(found(clients(names))).toEqual([`${AT}.dnsNames[0] issuance-dns-name`]);
  expect(found(clients(names), NOTHING, 'corp.example')).toEqual([]);
});

test('the condition says that it is the platform that has to permit it', () => {
  const policy = aPolicy({ mutualTLS: clients({ commonName: 'a' }, CORPORATE) });
  const { problems } = effectivePolicy(policy, []);
  const [accepted] = policyConditions(
    { policy, mode: 'Enforce', problems, targets: [] },
    new Map(),
    undefined,
  );
  expect(accepted).toMatchObject({ type: 'Accepted', status: 'False', reason: 'IssuanceNotPermitted' });
  const more = [...problems, { path: ['spec'], rule: 'schema', message: 'wrong' }];
  const [invalid] = policyConditions(
    { policy, mode: 'Enforce', problems: more, targets: [] },
    new Map(),
    undefined,
  );
  expect(invalid).toMatchObject({ reason: 'Invalid' });
});

describe('on the effective policy', () => {
  const policy = aPolicy({ mutualTLS: clients({ dnsNames: ['a.internal.example.com'] }, CORPORATE) });

  test('what baselines permit adds up', () => {
    const issuers = aBaseline({ issuance: { clusterIssuers: ['corporate-ca'] } }, 'a');
    const suffixes = aBaseline({ issuance: { dnsSuffixes: ['internal.example.com'] } }, 'b');
    expect(issuanceOf([issuers, suffixes])).toMatchObject({ clusterIssuers: ['corporate-ca'] });
    expect(effectivePolicy(policy, [issuers, suffixes]).problems).toEqual([]);
    expect(effectivePolicy(policy, [issuers]).problems).toMatchObject([{ rule: 'issuance-dns-name' }]);
    expect(effectivePolicy(policy, []).problems).toHaveLength(2);
  });

  test('a CA that a baseline gives is judged, too', () => {
    const callers = aPolicy({ mutualTLS: { clients: { mode: 'Required' } } });
    const mutualTLS = { clients: { ca: { issuerRef: CORPORATE } } };
    expect(effectivePolicy(callers, []).problems).toMatchObject([{ rule: 'client-ca-missing' }]);
    expect(effectivePolicy(callers, [aBaseline({ defaults: { mutualTLS } })]).problems).toMatchObject([
      { rule: 'issuance-cluster-issuer' },
    ]);
    const both = aBaseline({ defaults: { mutualTLS }, issuance: { clusterIssuers: ['corporate-ca'] } });
    expect(effectivePolicy(callers, [both]).problems).toEqual([]);
  });

  test.each([
    'orders-clients-ca',
    'orders-gateway',
    'orders-ca-2',
    'apipolicy-login-cookie',
    'served',
    'keys',
  ])('Secret %s is not overwritten by what is issued', (secretName) => {
    const { problems } = effectivePolicy(
      aPolicy({
        tls: { certificate: { secretName: 'served' } },
        authentication: { apiKeys: { secretRef: { name: 'keys' } } },
        mutualTLS: {
          clients: { ca: { issuerRef: OWN }, issue: [{ secretName, commonName: 'a' }] },
        },
      }),
      [],
    );
    expect(problems).toMatchObject([{ rule: 'issue-secret-taken' }]);
  });
});
