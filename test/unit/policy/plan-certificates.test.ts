import { describe, expect, test } from 'vitest';
import type { ApiPolicySpec, MutualTLSClients } from '../../../operator/api/types.generated.ts';
import { needsGate } from '../../../operator/plan/gate-need.ts';
import { nodeOf } from '../../../operator/plan/plan.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { PolicyValueError } from '../../../operator/policy/value-error.ts';
import { aPolicy } from '../../generators/objects.ts';

const plan = (spec: Partial<ApiPolicySpec>) => planPolicy(aPolicy(spec));
const LETSENCRYPT = { kind: 'ClusterIssuer', name: 'letsencrypt' } as const;
const OWN = { kind: 'Issuer', name: 'shop-ca' } as const;

describe('the certificate that the gateway serves', () => {
  test('that of an issuer is one leaf, with what cert-manager would take said outright', () => {
    const spec = { tls: { certificate: { issuerRef: LETSENCRYPT } } };
    expect(nodeOf(plan(spec), 'issued-certificate')).toMatchObject({
      fields: ['spec.tls.certificate'],
      issuer: { value: LETSENCRYPT },
      privateKey: { algorithm: 'ECDSA', size: 256 },
      duration: 7_776_000,
      renewBefore: 2_592_000,
    });
    expect(nodeOf(plan(spec), 'serving-certificate')).toBeUndefined();
  });

  test.each([
    [{ algorithm: 'RSA' }, { algorithm: 'RSA', size: 2048 }],
    [
      { algorithm: 'ECDSA', size: 384 },
      { algorithm: 'ECDSA', size: 384 },
    ],
    [{ algorithm: 'Ed25519' }, { algorithm: 'Ed25519' }],
  ] as const)('a key %o is %o', (privateKey, expected) => {
    const node = nodeOf(plan({ tls: { certificate: { issuerRef: OWN, privateKey } } }), 'issued-certificate');
    expect(node?.privateKey).toEqual(expected);
  });

  test('is renewed when two thirds have passed, or when it is stated', () => {
    const renewed = (renewBefore?: string) =>
      nodeOf(
        plan({
          tls: { certificate: { issuerRef: OWN, duration: '30h', ...(renewBefore && { renewBefore }) } },
        }),
        'issued-certificate',
      )?.renewBefore;
    expect([renewed(), renewed('5m')]).toEqual([36_000, 300]);
  });

  test.each([{ duration: '59m' }, { duration: '87601h' }, { renewBefore: '4m' }])('is not of %o', (wrong) => {
    expect(() => plan({ tls: { certificate: { issuerRef: OWN, ...wrong } } })).toThrow(PolicyValueError);
  });

  test('is the own one of the target where nothing is said', () => {
    const kinds = plan({ tls: { certificate: {} } }).nodes.map(({ kind }) => kind);
    expect(kinds).toEqual(['minimum-tls-version', 'plaintext']);
  });
});

describe("callers' certificates", () => {
  const clients = (fields: MutualTLSClients) => plan({ mutualTLS: { clients: fields } });

  test('are required, at a depth of one, over https alone', () => {
    const planned = clients({ ca: { issuerRef: OWN } });
    expect(nodeOf(planned, 'client-certificates')).toMatchObject({
      fields: ['spec.mutualTLS.clients.ca'],
      mode: { value: 'Required' },
      authority: { source: 'issuer', issuer: OWN },
      verifyDepth: { value: 1 },
      subjects: [],
      issue: [],
    });
    expect(nodeOf(planned, 'plaintext')).toMatchObject({ mode: { value: 'Redirect' }, fields: [] });
    expect(needsGate(planned)).toBe(true);
  });

  test('leave plaintext as it is stated', () => {
    const planned = plan({
      tls: { plaintext: 'Refuse' },
      mutualTLS: { clients: { ca: { secretName: 'a' } } },
    });
    expect(planned.nodes.filter(({ kind }) => kind === 'plaintext')).toMatchObject([
      { mode: { value: 'Refuse', field: 'spec.tls.plaintext' } },
    ]);
  });

  test('of some subjects are judged by the gate', () => {
    const planned = clients({
      ca: { secretName: 'brought-ca' },
      subjects: [{ name: 'billing', commonName: 'billing' }],
    });
    expect(nodeOf(planned, 'client-certificates')).toMatchObject({
      fields: ['spec.mutualTLS.clients.ca', 'spec.mutualTLS.clients.subjects[0]'],
      authority: { source: 'secret', secretName: 'brought-ca' },
      subjects: [{ name: 'billing', commonName: 'billing' }],
    });
    expect(needsGate(planned)).toBe(true);
  });

  test('of a managed CA: five years, and a week of overlap', () => {
    const authority = (managed: NonNullable<MutualTLSClients['ca']>['managed'] = {}) =>
      nodeOf(clients({ ca: { managed } }), 'client-certificates')?.authority;
    expect(authority()).toEqual({
      ...{ source: 'managed', durationSeconds: 157_680_000, overlapSeconds: 604_800, revision: 1 },
      field: 'spec.mutualTLS.clients.ca',
    });
    expect(authority({ overlap: '0s', revision: 7 })).toMatchObject({ overlapSeconds: 0, revision: 7 });
  });

  test('that are issued have a name, which is that of the Secret where none is stated', () => {
    const issue = [
      { secretName: 'a-tls', commonName: 'a' },
      { name: 'b', secretName: 'b-tls', duration: '2h' },
    ];
    expect(nodeOf(clients({ ca: { issuerRef: OWN }, issue }), 'client-certificates')?.issue).toMatchObject([
      { name: 'a-tls', commonName: 'a', dnsNames: [], uris: [], field: 'spec.mutualTLS.clients.issue[0]' },
      { name: 'b', durationSeconds: 7_200 },
    ]);
  });

  test('without a CA, which the effective policy is refused for, cannot be planned', () => {
    expect(() => clients({ mode: 'Optional' })).toThrow(PolicyValueError);
  });
});

test('the certificate for the service, and those of the services', () => {
  const certificate = { secretName: 'orders-gateway-tls' };
  const mutualTLS = { backend: { certificate, serverName: 'orders.shop.svc', ca: certificate } };
  expect(nodeOf(plan({ mutualTLS }), 'backend-certificates')).toEqual({
    kind: 'backend-certificates',
    certificate: { source: 'secret', ...certificate, field: 'spec.mutualTLS.backend.certificate' },
    serverName: { value: 'orders.shop.svc', field: 'spec.mutualTLS.backend.serverName' },
    issue: [],
    fields: ['spec.mutualTLS.backend.certificate', 'spec.mutualTLS.backend.serverName'],
  });
  expect(nodeOf(plan({ mutualTLS }), 'plaintext')).toBeUndefined();
});

test('rules and limits by certificate', () => {
  const planned = plan({
    authorization: { rules: [{ name: 'a', require: { clientCertificates: ['billing'] } }] },
    rateLimit: { rules: [{ name: 'b', requests: 1, per: 'Hour', by: 'ClientCertificate' }] },
  });
  expect(nodeOf(planned, 'authorization')?.rules[0]?.require).toEqual({ clientCertificates: ['billing'] });
  expect(nodeOf(planned, 'counted-rate')).toMatchObject({ by: 'ClientCertificate' });
});
