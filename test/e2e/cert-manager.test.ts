import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';

const namespace = 'default';
const issuers = [
  { name: 'root', spec: { selfSigned: {} } },
  { name: 'ca', spec: { ca: { secretName: 'ca' } } },
];
const certificate = (name: string, issuer: string, spec: object): object => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name, namespace },
  spec: {
    secretName: name,
    issuerRef: { kind: 'Issuer', name: issuer },
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    revisionHistoryLimit: 1,
    ...spec,
  },
});

describe('cert-manager in the cluster', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ gateway: false, certManager: true });
  });
  afterAll(() => cluster?.stop());

  test('issues by a CA of its own making', async () => {
    await cluster.apply(
      issuers.map(({ name, spec }) => ({
        apiVersion: 'cert-manager.io/v1',
        kind: 'Issuer',
        metadata: { name, namespace },
        spec,
      })),
    );
    await cluster.apply([
      certificate('ca', 'root', { isCA: true, commonName: 'the CA' }),
      certificate('billing', 'ca', { commonName: 'billing', usages: ['client auth', 'digital signature'] }),
    ]);
    await cluster.mustKubectl(['wait', 'certificate/billing', '--for=condition=Ready', '--timeout=60s']);
    const { body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/secrets/billing`);
    const { data } = body as { data: Record<string, string> };
    const pem = (key: string) => new X509Certificate(Buffer.from(data[key] ?? '', 'base64'));
    expect(pem('tls.crt').subject).toBe('CN=billing');
    expect(pem('tls.crt').verify(pem('ca.crt').publicKey)).toBe(true);
  });

  test('its webhook refuses what its schema lets through', async () => {
    const wrong = certificate('wrong', 'ca', { dnsNames: [], commonName: undefined });
    const refused = await cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(wrong) });
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('webhook.cert-manager.io');
  });
});
