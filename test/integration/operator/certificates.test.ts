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

test('a Secret that an annotation or somebody else has issued is left alone, and told', async () => {
  const namespace = await harness.namespace();
  const tls = (name: string) => [{ hosts: [`${name}.${namespace}.example.com`], secretName: `${name}-tls` }];
  await certManager.issuer(namespace, 'ours', { selfSigned: {} });
  await harness.ingress(namespace, 'orders', {
    annotations: { 'cert-manager.io/issuer': 'theirs' },
    spec: { tls: tls('orders') },
  });
  await certManager.foreign(namespace, 'their-own', {
    secretName: 'mail-tls',
    issuerRef: { name: 'theirs' },
    dnsNames: ['mail.example.com'],
  });
  await harness.ingress(namespace, 'mail', { spec: { tls: tls('mail') } });
  await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), ...issued('ours') });
  await harness.policy(namespace, 'mail', { targetRefs: refs('mail'), ...issued('ours') });
  for (const name of ['orders', 'mail']) {
    await harness.condition(namespace, name, 'Programmed', 'False', 'PartiallyProgrammed');
    const { status } = await harness.readPolicy(namespace, name);
    const said = status?.enforcement?.find(({ result }) => result === 'Conflict');
    expect(said?.message).toContain(name === 'orders' ? 'cert-manager.io/issuer' : 'their-own');
  }
  expect(await certManager.names(namespace)).toEqual(['their-own']);
  expect((await harness.readPolicy(namespace, 'mail')).status?.certificates).toMatchObject([
    { secretName: 'mail-tls', issuer: 'Issuer/theirs', ready: false },
  ]);
  await certManager.delete(namespace, 'certificates', 'their-own');
  await certManager.certificate(namespace, 'mail-tls');
});

test('of two policies that want one Secret the older one has it issued, for the hosts of both', async () => {
  const namespace = await harness.namespace();
  const hosts = ['a', 'b'].map((name) => `${name}.${namespace}.example.com`);
  for (const name of ['a', 'b'])
    await harness.ingress(namespace, name, { spec: { tls: [{ hosts, secretName: 'both-tls' }] } });
  await certManager.issuer(namespace, 'ours', { selfSigned: {} });
  await harness.policy(namespace, 'b', { targetRefs: refs('b'), ...issued('ours') });
  await harness.nextSecond();
  await harness.policy(namespace, 'a', { targetRefs: refs('a'), ...issued('ours') });
  await harness.settled();
  const { spec, metadata } = await certManager.certificate(namespace, 'both-tls');
  expect(spec.dnsNames).toEqual(hosts);
  expect(metadata.ownerReferences?.map(({ name }) => name).sort()).toEqual(['a', 'b']);
  await harness.delete(namespace, 'apipolicies', 'b');
  await certManager.ready(namespace, 'both-tls');
  await harness.condition(namespace, 'a', 'Programmed', 'True');
});

test('what cert-manager serves outlives the policy; what callers mount is named, and goes on no more', async () => {
  const namespace = await harness.namespace();
  await harness.ingress(namespace, 'orders');
  await certManager.issuer(namespace, 'ours', { ca: { secretName: 'ca' } });
  await harness.policy(namespace, 'orders', {
    targetRefs: refs('orders'),
    ...issued('ours'),
    mutualTLS: {
      clients: {
        ca: { issuerRef: { kind: 'Issuer', name: 'ours' } },
        issue: [{ name: 'billing', secretName: 'billing-client', commonName: 'billing' }],
      },
    },
  });
  await certManager.certificate(namespace, 'billing-client');
  await harness.settled();
  expect(await certManager.names(namespace)).toEqual(['billing-client', 'orders-clients-ca', 'orders-tls']);
  await harness.delete(namespace, 'apipolicies', 'orders');
  const [event] = await harness.events(namespace, 'CertificatesKept', 1);
  expect(event?.note).toMatch(/renewed.*Certificate orders-tls\./);
  expect(event?.note).toMatch(/Secret billing-client, orders-clients-ca/);
  await harness.events(namespace, 'ProtectionRemoved', 1);
  expect(await certManager.names(namespace)).toContain('orders-tls');
});

test('a certificate that a policy no longer asks for is removed, and the served one is not', async () => {
  const namespace = await harness.namespace();
  await harness.ingress(namespace, 'orders');
  await certManager.issuer(namespace, 'ours', { ca: { secretName: 'ca' } });
  const mutualTLS: ApiPolicySpec['mutualTLS'] = {
    backend: {
      certificate: { issuerRef: { kind: 'Issuer', name: 'ours' } },
      serverName: `orders.${namespace}.svc`,
      issue: [{ secretName: 'orders-server', dnsNames: [`orders.${namespace}.svc`] }],
    },
  };
  await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), ...issued('ours'), mutualTLS });
  await certManager.certificate(namespace, 'orders-server');
  await harness.settled();
  expect(await certManager.names(namespace)).toEqual(['orders-gateway', 'orders-server', 'orders-tls']);
  await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), rateLimit: { connections: 5 } });
  await expect.poll(() => certManager.names(namespace), { timeout: 10_000 }).toEqual(['orders-tls']);
});

test('a Certificate that somebody changes is put back, and one of our name that is not ours is never taken', async () => {
  const namespace = await harness.namespace();
  await harness.ingress(namespace, 'orders');
  await certManager.issuer(namespace, 'ours', { ca: { secretName: 'ca' } });
  await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), ...issued('ours') });
  await certManager.certificate(namespace, 'orders-tls');
  await certManager.foreign(namespace, 'orders-tls', { dnsNames: ['evil.example.com'] });
  await expect
    .poll(async () => (await certManager.certificate(namespace, 'orders-tls')).spec.dnsNames, {
      timeout: 10_000,
    })
    .toEqual([`orders.${namespace}.example.com`]);
  await harness.settled();
  await harness.stopOperator();
  await harness.startOperator();
  await harness.settled();
  const { metadata } = await certManager.certificate(namespace, 'orders-tls');
  await harness.stopOperator();
  await harness.startOperator();
  await harness.settled();
  const after = (await certManager.certificate(namespace, 'orders-tls')).metadata;
  expect(after.resourceVersion).toBe(metadata.resourceVersion);
});

test('a paused policy keeps its certificates, and one that only audits has none issued and says so', async () => {
  const namespace = await harness.namespace();
  await harness.ingress(namespace, 'orders');
  await certManager.issuer(namespace, 'ours', { selfSigned: {} });
  const spec = { targetRefs: refs('orders'), ...issued('ours') };
  await harness.policy(namespace, 'orders', { ...spec, enforcement: 'Audit' });
  await harness.condition(namespace, 'orders', 'Programmed', 'True', 'AuditOnly');
  const { status } = await harness.readPolicy(namespace, 'orders');
  expect(status?.enforcement).toContainEqual(
    expect.objectContaining({ field: expect.stringContaining('spec.tls.certificate'), result: 'Pending' }),
  );
  expect(await certManager.names(namespace)).toEqual([]);
  await harness.policy(namespace, 'orders', spec);
  await certManager.ready(namespace, 'orders-tls');
  await harness.condition(namespace, 'orders', 'Programmed', 'True', 'Programmed');
  await harness.policy(namespace, 'orders', spec, { 'apipolicy.dev/paused': 'true' });
  await harness.condition(namespace, 'orders', 'Programmed', 'True', 'Paused');
  await certManager.foreign(namespace, 'orders-tls', { dnsNames: ['by-hand.example.com'] });
  await harness.settled();
  expect((await certManager.certificate(namespace, 'orders-tls')).spec.dnsNames).toEqual([
    'by-hand.example.com',
  ]);
  expect((await harness.readPolicy(namespace, 'orders')).status?.certificates).toMatchObject([
    { secretName: 'orders-tls', notAfter: '2099-01-01T00:00:00Z' },
  ]);
});

test('a renewal that is late is told while the certificate is still valid, and takes nothing from it', async () => {
  const namespace = await harness.namespace();
  await harness.ingress(namespace, 'orders');
  await certManager.issuer(namespace, 'ours', { selfSigned: {} });
  await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), ...issued('ours') });
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  await certManager.ready(namespace, 'orders-tls', { notAfter: soon, renewalTime: '2026-01-01T00:00:00Z' });
  await expect
    .poll(async () => (await programmed(namespace)).message, { timeout: 10_000 })
    .toMatch(/orders-tls ends at .*due since 2026-01-01/);
  const { status } = await harness.readPolicy(namespace, 'orders');
  expect(status?.certificates).toMatchObject([{ secretName: 'orders-tls', ready: true }]);
  expect(status?.enforcement ?? []).not.toContainEqual(expect.objectContaining({ result: 'Pending' }));
});
