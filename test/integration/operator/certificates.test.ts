import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { certManagerCrds } from '../../cluster/cert-manager-crds.ts';
import { CertManager } from './cert-manager.ts';
import { Harness, refs } from './harness.ts';

let harness: Harness;
let certManager: CertManager;
beforeAll(async () => {
  harness = await Harness.start();
  certManager = new CertManager(harness);
  await certManager.install(await certManagerCrds());
  await harness.startOperator();
}, 60_000);
afterAll(async () => harness?.[Symbol.asyncDispose]());

const issued = (name: string): Pick<ApiPolicySpec, 'tls'> => ({
  tls: {
    certificate: {
      issuerRef: { kind: 'Issuer', name },
      privateKey: { algorithm: 'ECDSA', size: 256 },
      duration: '2160h',
      renewBefore: '720h',
    },
  },
});

test('a certificate is asked for into the Secret of the Ingress, and the policy waits for it', async () => {
  const namespace = await harness.namespace();
  const host = `orders.${namespace}.example.com`;
  await harness.ingress(namespace, 'orders', {
    spec: { tls: [{ hosts: [host], secretName: 'orders-tls' }] },
  });
  await certManager.issuer(namespace, 'acme', { selfSigned: {} });
  await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), ...issued('acme') });
  const certificate = await certManager.certificate(namespace, 'orders-tls');
  expect(certificate.spec).toMatchObject({
    secretName: 'orders-tls',
    dnsNames: [host],
    issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'acme' },
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    revisionHistoryLimit: 1,
  });
  const { metadata } = await harness.readIngress(namespace, 'orders');
  expect(certificate.metadata.ownerReferences).toMatchObject([
    { kind: 'Ingress', name: 'orders', uid: metadata.uid },
  ]);
  expect(certificate.metadata.ownerReferences?.[0]?.controller).not.toBe(true);
  const waiting = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'CertificateNotReady');
  expect(waiting.message).toContain('orders-tls');
  await certManager.failing(namespace, 'orders-tls', 'The order was refused: rateLimited.');
  const failed = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'CertificateNotReady');
  await expect
    .poll(async () => (await programmed(namespace)).message, { timeout: 10_000 })
    .toContain('rateLimited');
  expect(failed.message).toContain('kubectl');
  await certManager.ready(namespace, 'orders-tls', { notAfter: '2099-01-01T00:00:00Z' });
  await harness.condition(namespace, 'orders', 'Programmed', 'True');
  const { status } = await harness.readPolicy(namespace, 'orders');
  expect(status?.certificates).toMatchObject([
    {
      secretName: 'orders-tls',
      usedFor: 'Server',
      issuer: 'Issuer/acme',
      ready: true,
      notAfter: '2099-01-01T00:00:00Z',
    },
  ]);
});

const programmed = async (namespace: string) => {
  const { status } = await harness.readPolicy(namespace, 'orders');
  return status?.conditions?.find(({ type }) => type === 'Programmed') ?? { message: '' };
};
