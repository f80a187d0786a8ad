import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { certManagerCrds } from '../../cluster/cert-manager-crds.ts';
import { CertManager } from './cert-manager.ts';
import { Harness, refs } from './harness.ts';

let harness: Harness;
let certManager: CertManager;
beforeAll(async () => {
  harness = await Harness.start();
  certManager = new CertManager(harness);
  await harness.startOperator();
}, 60_000);
afterAll(async () => harness?.[Symbol.asyncDispose]());

const ISSUER = { issuerRef: { kind: 'Issuer', name: 'ours' } } as const;
const clients = (parts: Partial<Clients> = {}): Pick<ApiPolicySpec, 'mutualTLS'> => ({
  mutualTLS: { clients: { ca: ISSUER, ...parts } },
});
type Clients = NonNullable<NonNullable<ApiPolicySpec['mutualTLS']>['clients']>;

const secretOf = async (namespace: string, key = 'auth-tls-secret'): Promise<string | undefined> =>
  (await harness.nginx(namespace, 'orders'))[key];

/** All certificates are there; the gate, of which no replica runs, is all that is missing. */
const onlyTheGate = (namespace: string): Promise<unknown> =>
  harness.condition(namespace, 'orders', 'Programmed', 'False', 'GateNotReady');

test('without cert-manager the policy says so, demands certificates all the same, and goes on when it comes', async () => {
  const namespace = await harness.namespace();
  await harness.ingress(namespace, 'orders');
  await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), ...clients() });
  const missing = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'CertManagerMissing');
  expect(missing.message).toContain('install it');
  expect(await secretOf(namespace)).toBe(`${namespace}/orders-clients-ca`);
  await harness.ingress(namespace, 'plain');
  await harness.policy(namespace, 'plain', { targetRefs: refs('plain'), rateLimit: { connections: 5 } });
  await harness.condition(namespace, 'plain', 'Programmed', 'True');
  await certManager.install(await certManagerCrds());
  await certManager.issuer(namespace, 'ours', { ca: { secretName: 'ca' } });
  // A running operator looks every half minute; a new one at once.
  await harness.startOperator();
  await certManager.certificate(namespace, 'orders-clients-ca');
}, 60_000);

describe('with cert-manager', () => {
  test('an issuer that does not exist, and one that comes', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), ...clients() });
    const missing = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'IssuerMissing');
    expect(missing.message).toContain('Issuer ours does not exist');
    expect(await certManager.names(namespace)).toEqual([]);
    await certManager.issuer(namespace, 'ours', { ca: { secretName: 'ca' } });
    const { spec, metadata } = await certManager.certificate(namespace, 'orders-clients-ca');
    expect(spec.usages).toEqual(['digital signature']);
    expect(metadata.ownerReferences).toMatchObject([{ kind: 'ApiPolicy', name: 'orders', controller: true }]);
    await certManager.ready(namespace, 'orders-clients-ca', { ca: 'a CA' });
    await onlyTheGate(namespace);
  });

  test('an issuer without a CA is refused: nothing is asked for, nothing written, and a person has to act', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    const acme = {
      server: 'https://acme.example.com',
      privateKeySecretRef: { name: 'account' },
      solvers: [],
    };
    await certManager.issuer(namespace, 'ours', { acme });
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), ...clients() });
    const refused = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'NoCA');
    expect(refused.message).toContain('gives no CA');
    await harness.condition(namespace, 'orders', 'Stalled', 'True', 'NoCA');
    expect(await certManager.names(namespace)).toEqual([]);
    expect(await secretOf(namespace)).toBeUndefined();
    const { status } = await harness.readPolicy(namespace, 'orders');
    expect(status?.enforcement).toContainEqual(
      expect.objectContaining({ field: expect.stringContaining('clients.ca'), result: 'NotEnforceable' }),
    );
  });

  test('an issuer of which the request shows that it gave none', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await certManager.issuer(namespace, 'ours', {
      venafi: { zone: 'z', cloud: { apiTokenSecretRef: { name: 'n', key: 'k' } } },
    });
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      ...clients({ mode: 'Optional' }),
    });
    await certManager.ready(namespace, 'orders-clients-ca');
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'NoCA');
    expect(await secretOf(namespace)).toBeUndefined();
  });

  test('optional certificates are asked for once their CA is there, and a renewal that fails takes nothing off', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await certManager.issuer(namespace, 'ours', { ca: { secretName: 'ca' } });
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      ...clients({ mode: 'Optional' }),
    });
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'CertificateNotReady');
    await harness.settled();
    expect(await secretOf(namespace)).toBeUndefined();
    await certManager.ready(namespace, 'orders-clients-ca', { ca: 'a CA' });
    await onlyTheGate(namespace);
    expect(await secretOf(namespace)).toBe(`${namespace}/orders-clients-ca`);
    expect(await secretOf(namespace, 'auth-tls-verify-client')).toBe('optional');
    await certManager.failing(namespace, 'orders-clients-ca', 'the issuer is away');
    const told = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'CertificateNotReady');
    expect(told.message).toContain('the issuer is away');
    await harness.settled();
    expect(await secretOf(namespace)).toBe(`${namespace}/orders-clients-ca`);
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      ...clients({ mode: 'Required' }),
    });
    await expect.poll(() => secretOf(namespace, 'auth-tls-verify-client'), { timeout: 10_000 }).toBe('on');
  });

  test('an Ingress in service waits, where activation is WhenReady', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await certManager.issuer(namespace, 'ours', { ca: { secretName: 'ca' } });
    await harness.nextSecond();
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      activation: 'WhenReady',
      ...clients(),
    });
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'CertificateNotReady');
    await harness.settled();
    expect(await secretOf(namespace)).toBeUndefined();
    await certManager.ready(namespace, 'orders-clients-ca', { ca: 'a CA' });
    await onlyTheGate(namespace);
    expect(await secretOf(namespace)).toBe(`${namespace}/orders-clients-ca`);
  });

  test('an API that has a gate: the gate asks after the gateway, and the gateway until the gate has stopped', async () => {
    const namespace = await harness.namespace();
    const before = {
      targetRefs: refs('orders'),
      activation: 'WhenReady',
      validation: { methods: ['GET'] },
    } as const;
    const entry = async (): Promise<{ clientCertificates?: object; methods?: string[] }> => {
      const path = `/api/v1/namespaces/${namespace}/configmaps/apipolicy-gate-plan`;
      const { data = {} } = (await harness.must('GET', path)) as { data?: Record<string, string> };
      return JSON.parse(data.orders ?? '{}');
    };
    await harness.policy(namespace, 'orders', before);
    await harness.nextSecond();
    await harness.ingress(namespace, 'orders');
    await expect.poll(() => secretOf(namespace, 'auth-url'), { timeout: 10_000 }).toBeDefined();
    const mutualTLS = { clients: { ca: { secretName: 'brought' } } };
    await harness.policy(namespace, 'orders', { ...before, mutualTLS });
    await expect.poll(() => secretOf(namespace), { timeout: 10_000 }).toBe(`${namespace}/brought`);
    expect(await entry()).toMatchObject({ methods: ['GET'] });
    expect(await entry()).not.toHaveProperty('clientCertificates');
    await expect.poll(entry, { timeout: 30_000 }).toHaveProperty('clientCertificates');
    await harness.policy(namespace, 'orders', before);
    await expect.poll(entry, { timeout: 10_000 }).not.toHaveProperty('clientCertificates');
    await harness.settled();
    // No replica of the gate has said that it stopped.
    expect(await secretOf(namespace)).toBe(`${namespace}/brought`);
  }, 90_000);

  test('the gateway speaks TLS to the app only when both have their certificates', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await certManager.issuer(namespace, 'ours', { ca: { secretName: 'ca' } });
    const serverName = `orders.${namespace}.svc`;
    const issue = [{ secretName: 'orders-server', dnsNames: [serverName] }];
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      mutualTLS: { backend: { certificate: ISSUER, serverName, issue } },
    });
    await certManager.ready(namespace, 'orders-gateway', { ca: 'a CA' });
    await harness.settled();
    expect(await secretOf(namespace, 'proxy-ssl-secret')).toBeUndefined();
    expect(await secretOf(namespace, 'backend-protocol')).toBeUndefined();
    await certManager.ready(namespace, 'orders-server');
    await harness.condition(namespace, 'orders', 'Programmed', 'True');
    expect(await harness.nginx(namespace, 'orders')).toMatchObject({
      'proxy-ssl-secret': `${namespace}/orders-gateway`,
      'proxy-ssl-verify': 'on',
      'proxy-ssl-name': serverName,
      'backend-protocol': 'HTTPS',
    });
  });

  test('a Certificate of the name that is somebody else’s is not taken over', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await certManager.issuer(namespace, 'ours', { ca: { secretName: 'ca' } });
    await certManager.foreign(namespace, 'orders-clients-ca', {
      secretName: 'elsewhere',
      issuerRef: { name: 'theirs' },
      dnsNames: ['mail.example.com'],
    });
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), ...clients() });
    await harness.condition(namespace, 'orders', 'Programmed', 'False');
    await harness.settled();
    const { spec } = await certManager.certificate(namespace, 'orders-clients-ca');
    expect(spec.secretName).toBe('elsewhere');
    expect(await secretOf(namespace)).toBeUndefined();
  });
});
