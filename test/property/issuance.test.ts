import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Issuance, issuanceProblems } from '../../operator/policy/issuance.ts';
import { aPolicy } from '../generators/objects.ts';

const OTHERS = ['other', 'kube-system', 'sh', 'shop2', 'svc'];
const label = () =>
  fc.constantFrom('orders', 'shop', 'svc', 'pod', 'cluster', 'local', 'example', 'com', ...OTHERS);
const dnsName = () => fc.array(label(), { minLength: 1, maxLength: 7 }).map((labels) => labels.join('.'));
const uri = () =>
  fc
    .array(
      fc.constantFrom(
        'spiffe:',
        '/',
        '//',
        'example.com',
        'ns',
        'shop',
        '..',
        '.',
        'sa',
        'a',
        '%2f',
        ...OTHERS,
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join(''));
const id = () =>
  fc
    .tuple(
      fc.constantFrom('shop', ...OTHERS),
      fc.constantFrom('/sa/a', '/../other/sa/a', '', '/', '/./a', '//a'),
    )
    .map(([namespace, rest]) => `spiffe://example.com/ns/${namespace}${rest}`);

/** As generous as a baseline can be. */
const issuance = (): fc.Arbitrary<Issuance> =>
  fc.record({
    clusterIssuers: fc.constant(['corporate-ca']),
    spiffeTrustDomains: fc.subarray(['example.com', 'ns', 'cluster.local']),
    dnsSuffixes: fc.array(
      dnsName().filter((name) => name.includes('.')),
      { maxLength: 4 },
    ),
  });

interface Names {
  readonly commonName?: string;
  readonly uris?: string[];
  readonly dnsNames?: string[];
}

const isIssued = (names: Names, permitted: Issuance, kind: 'Issuer' | 'ClusterIssuer'): boolean =>
  issuanceProblems(
    aPolicy({
      mutualTLS: {
        clients: {
          ca: { issuerRef: { kind, name: 'corporate-ca' } },
          issue: [{ secretName: 'a', ...names }],
        },
      },
    }).spec,
    { namespace: 'shop', issuance: permitted },
  ).length === 0;
const kinds = () => fc.constantFrom('Issuer' as const, 'ClusterIssuer' as const);

/** Service and namespace as the cluster's DNS reads a name: whatever stands before `<namespace>.svc`. */
const namespaceOf = (name: string): string | undefined =>
  /^(?:[^.]+\.)+([^.]+)\.svc(?:\.cluster\.local)?$/.exec(name.trim().toLowerCase())?.[1];

test('no DNS name of a service of another namespace is issued, whatever is permitted', () => {
  fc.assert(
    fc.property(dnsName(), issuance(), kinds(), (name, permitted, kind) => {
      if (!isIssued({ dnsNames: [name] }, permitted, kind)) return;
      expect([undefined, 'shop']).toContain(namespaceOf(name));
    }),
    { numRuns: 5_000 },
  );
});

test('nor as a common name, however it is written', () => {
  const written = dnsName().chain((name) =>
    fc.constantFrom(name, name.toUpperCase(), `${name} `, `${name}.`),
  );
  fc.assert(
    fc.property(written, issuance(), kinds(), (name, permitted, kind) => {
      if (!isIssued({ commonName: name }, permitted, kind)) return;
      expect([undefined, 'shop']).toContain(namespaceOf(name.replace(/\.$/, '')));
    }),
    { numRuns: 5_000 },
  );
});

test('a SPIFFE id that is issued is one of the namespace, in a trust domain that is permitted', () => {
  fc.assert(
    fc.property(fc.oneof(uri(), id()), issuance(), kinds(), (text, permitted, kind) => {
      if (!isIssued({ uris: [text] }, permitted, kind)) return;
      const { protocol, host, pathname } = new URL(text);
      expect([protocol, pathname.split('/').slice(0, 3)]).toEqual(['spiffe:', ['', 'ns', 'shop']]);
      expect(permitted.spiffeTrustDomains).toContain(host);
    }),
    { numRuns: 5_000 },
  );
});

test('with nothing permitted, names of its own services are all that is issued, by Issuers alone', () => {
  const nothing: Issuance = { clusterIssuers: [], spiffeTrustDomains: [], dnsSuffixes: [] };
  fc.assert(
    fc.property(dnsName(), kinds(), (name, kind) => {
      const own = /^[^.]+\.shop\.svc(\.cluster\.local)?$/.test(name);
      expect(isIssued({ dnsNames: [name] }, nothing, kind)).toBe(own && kind === 'Issuer');
    }),
    { numRuns: 5_000 },
  );
});
