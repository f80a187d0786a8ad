import fc from 'fast-check';
import type { MutualTLS, MutualTLSClients, TlsCertificate } from '../../operator/api/types.generated.ts';

const name = () => fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const secretName = () => fc.stringMatching(/^[a-z]([-a-z0-9]{0,12}[a-z0-9])?(\.[a-z0-9]{1,5})?-tls$/);
const unique = <T>(entry: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(entry, { minLength: 1, maxLength });
const hours = (min: number, max: number) => fc.integer({ min, max }).map((count) => `${count}h`);
const issuer = () => fc.record({ kind: fc.constant('Issuer' as const), name: name() });
const brought = () => fc.record({ secretName: fc.stringMatching(/^[a-z]{1,10}-brought$/) });

/** Any certificate of the gateway: issued, brought, or the target's own. */
export function certificate(): fc.Arbitrary<TlsCertificate> {
  const privateKey = fc.constantFrom<NonNullable<TlsCertificate['privateKey']>>(
    { algorithm: 'ECDSA' },
    { algorithm: 'ECDSA', size: 384 },
    { algorithm: 'RSA', size: 3072 },
    { algorithm: 'Ed25519' },
  );
  const issued = fc
    .record(
      {
        issuerRef: fc.record({ kind: fc.constantFrom('Issuer', 'ClusterIssuer'), name: name() }),
        privateKey,
        duration: hours(48, 87_600),
        renewBefore: hours(1, 47),
      },
      { requiredKeys: ['issuerRef'] },
    )
    .map((whole): TlsCertificate => whole);
  const there = fc.record({
    secretName: fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?(\.[a-z0-9]{1,5})?$/),
  });
  return fc.oneof(issued, there, fc.constant({}));
}

/** Names of callers that rules may require: {@link mutualTLS} has one of them or more as subjects. */
export const callerNames = () => unique(fc.constantFrom('billing', 'batch.v2'), 2);

const subjects = () =>
  callerNames().chain((names) =>
    fc.tuple(
      ...names.map((own) =>
        fc.constantFrom<NonNullable<MutualTLSClients['subjects']>[number]>(
          { name: own, commonName: `${own} "$\`{}\\ ü` },
          { name: own, uri: `spiffe://example.com/ns/other/sa/${own}` },
          { name: own, dnsName: `${own}.example.com` },
        ),
      ),
    ),
  );

/** Certificates that a policy of namespace `shop` may issue without anybody's permission. */
const issue = () =>
  fc.uniqueArray(
    fc.record(
      {
        secretName: secretName(),
        dnsNames: unique(
          fc
            .tuple(name(), fc.constantFrom('', '.cluster.local'))
            .map(([service, domain]) => `${service}.shop.svc${domain}`),
          3,
        ),
        commonName: fc.constantFrom('billing', 'billing.v2', 'Größe "7"'),
        duration: hours(1, 700),
      },
      { requiredKeys: ['secretName', 'dnsNames'] },
    ),
    { minLength: 1, maxLength: 3, selector: (entry) => entry.secretName },
  );

type Ca = NonNullable<MutualTLSClients['ca']>;

function clients(): fc.Arbitrary<MutualTLSClients> {
  const managed = fc.record(
    { duration: hours(721, 87_600), overlap: hours(0, 720), revision: fc.integer({ min: 1, max: 9 }) },
    { requiredKeys: ['overlap'] },
  );
  const issuing: fc.Arbitrary<Ca> = fc.oneof(
    issuer().map((issuerRef) => ({ issuerRef })),
    managed.map((own) => ({ managed: own })),
  );
  const rest = {
    mode: fc.constantFrom('Required' as const, 'Optional' as const),
    verifyDepth: fc.integer({ min: 1, max: 8 }),
    subjects: subjects(),
  };
  return fc.oneof(
    fc.record({ ca: issuing, ...rest, issue: within(issue()) }, { requiredKeys: ['ca'] }),
    fc.record({ ca: brought(), ...rest }, { requiredKeys: ['ca'] }),
  );
}

/** A managed CA of 721 hours may sign these, whose default would outlive it. */
const within = (entries: ReturnType<typeof issue>) =>
  entries.map((all) => all.map((entry) => ({ duration: '720h', ...entry })));

/** Callers' certificates, the app's, or both. */
export function mutualTLS(): fc.Arbitrary<MutualTLS> {
  const serverName = name().map((service) => `${service}.shop.svc`);
  const backend = fc.oneof(
    fc.record(
      { certificate: issuer().map((issuerRef) => ({ issuerRef })), serverName, issue: issue() },
      { requiredKeys: ['certificate', 'serverName'] },
    ),
    fc.record({ certificate: brought(), serverName }),
  );
  return fc
    .record({ clients: clients(), backend }, { requiredKeys: [] })
    .filter(({ clients: callers, backend: app }) => {
      const issued = app && 'issue' in app ? (app.issue ?? []) : [];
      return !callers?.issue?.some((entry) => issued.some((other) => other.secretName === entry.secretName));
    });
}
