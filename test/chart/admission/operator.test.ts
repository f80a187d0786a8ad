import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../operator/kube/logger.ts';
import { type RunningOperator, startOperator } from '../../../operator/main.ts';
import { certManagerCrds } from '../../cluster/cert-manager-crds.ts';
import { waitFor } from '../../cluster/wait.ts';
import {
  ADMIN,
  ChartCluster,
  type KubernetesObject,
  NAMESPACE,
  OPERATOR,
  pathOf,
  said,
} from './chart-cluster.ts';
import { ingress } from './companion-samples.ts';

const AUTH_URL = 'nginx.ingress.kubernetes.io/auth-url';
const LOGIN = /^apipolicy-login-[0-9a-f]{8}$/;

interface Read {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly { readonly manager: string; readonly fieldsV1: object }[];
  };
}

const policy = (name: string, spec: object): KubernetesObject => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name }], ...spec },
});
const bySelector = (name: string): KubernetesObject => ({
  ...policy(name, {}),
  spec: {
    targetSelectors: [{ group: 'networking.k8s.io', kind: 'Ingress', matchLabels: { late: 'yes' } }],
    validation: { methods: ['GET'] },
  },
});
const bare = (name: string, spec: object = {}, labels: Readonly<Record<string, string>> = {}) =>
  ingress(name, { path: '/', spec, metadata: { labels } });

describe('the operator, with the rights of the chart alone and bound by its guards', () => {
  let chart: ChartCluster;
  let operator: RunningOperator | undefined;

  const read = async (object: KubernetesObject): Promise<Read> =>
    (await chart.as(ADMIN, 'GET', pathOf(object))).body as Read;
  const made = async (object: KubernetesObject): Promise<void> =>
    expect(said(await chart.apply(ADMIN, object, { manager: 'user' }))).toBe('201');
  const names = async (collection: string): Promise<string[]> => {
    const { body } = await chart.as(ADMIN, 'GET', collection);
    return (body as { items: readonly Read[] }).items.map(({ metadata }) => metadata.name).sort();
  };
  const ownersOfDecision = (object: Read): string[] =>
    (object.metadata.managedFields ?? [])
      .filter(({ fieldsV1 }) => JSON.stringify(fieldsV1).includes(`"f:${AUTH_URL}"`))
      .map(({ manager }) => manager);

  beforeAll(async () => {
    chart = await ChartCluster.start(['--set', 'admission.protectFromBirth=true'], { auditLog: true });
    await chart.cluster.mustKubectl(['apply', '--server-side', '-f', await certManagerCrds()]);
    await chart.cluster.mustKubectl(['wait', '--for=condition=Established', 'crd', '--all']);
    await made({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx' },
      spec: { controller: 'k8s.io/ingress-nginx' },
    });
    await made(bySelector('gone'));
    const late = bare('late', {}, { late: 'yes' });
    await chart.inForce('/v1/gone/page/bare', async () => {
      const collection = pathOf(late).replace(/[^/]+$/, '?dryRun=All');
      const { status, body } = await chart.as(ADMIN, 'POST', collection, late);
      return { status, body: { message: (body as Read).metadata.annotations?.[AUTH_URL] ?? 'none' } };
    });
    await made(late);
    await chart.as(ADMIN, 'DELETE', pathOf(bySelector('gone')));
    await made(bySelector('next'));

    const secretRef = { name: 'desk-oidc', key: 'client-secret' };
    const oidc = { issuerURL: 'https://id.example.com', clientID: 'desk', clientSecretRef: secretRef };
    await made(bare('desk', { tls: [{ hosts: ['api.example.com'], secretName: 'desk-tls' }] }));
    await made(policy('desk', { authentication: { oidc }, exposure: { securityHeaders: 'Standard' } }));
    const issuerRef = { kind: 'Issuer', name: 'shop-ca' };
    await made({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Issuer',
      metadata: { name: 'shop-ca', namespace: 'shop' },
      spec: { ca: { secretName: 'shop-ca' } },
    });
    const clients = (ca: object, caller: string) => ({
      clients: { ca, issue: [{ secretName: `${caller}-client-tls`, commonName: caller }] },
    });
    const tls = (secretName: string) => [{ hosts: ['api.example.com'], secretName }];
    await made(bare('partners', { tls: tls('partners-tls') }));
    const backend = { certificate: { issuerRef }, serverName: 'partners.shop.svc' };
    await made(
      policy('partners', {
        tls: { certificate: { issuerRef } },
        mutualTLS: { ...clients({ issuerRef }, 'billing'), backend },
      }),
    );
    await made(bare('devices', { tls: tls('devices-tls') }));
    await made(policy('devices', { mutualTLS: clients({ managed: {} }, 'scanner') }));
    const kubeconfig = await chart.cluster.kubeconfigForServiceAccount(NAMESPACE, 'apipolicy');
    operator = await startOperator({ kubeconfig, gateways: [], logger: silentLogger });
    await operator.ready;
  });

  afterAll(async () => {
    await operator?.stop();
    await chart?.[Symbol.asyncDispose]();
  });

  test('makes the gate, the login and its Ingress', async () => {
    await waitFor(
      'the companions',
      async (pending) => {
        const deployments = await names('/apis/apps/v1/namespaces/shop/deployments');
        const ingresses = await names('/apis/networking.k8s.io/v1/namespaces/shop/ingresses');
        const secrets = await names('/api/v1/namespaces/shop/secrets');
        pending({ deployments, ingresses, secrets });
        return (
          deployments.includes('apipolicy-gate') &&
          deployments.some((name) => LOGIN.test(name)) &&
          ingresses.some((name) => LOGIN.test(name)) &&
          secrets.some((name) => /^apipolicy-login-[0-9a-f]{8}-cookie-[0-9a-f]{8}$/.test(name))
        );
      },
      { timeoutMs: 60_000 },
    );
  });

  test.each([
    ['that had no decision', 'desk', 'desk'],
    ['that was born under a policy that has gone', 'late', 'next'],
  ])('writes its decision on an Ingress %s', async (_, name, winner) => {
    const found = await waitFor(
      `the decision of ${winner}`,
      async (pending) => {
        const live = await read(bare(name));
        pending(live.metadata);
        return ownersOfDecision(live).includes('apipolicy') ? live : undefined;
      },
      { timeoutMs: 60_000 },
    );
    expect(found.metadata.annotations?.[AUTH_URL]).toContain(`/v1/${winner}/`);
    expect(ownersOfDecision(found)).toEqual(['apipolicy']);
  });

  test('has certificates issued: what the gateway serves and shows, and a caller’s', async () => {
    const wanted = ['billing-client-tls', 'partners-clients-ca', 'partners-gateway', 'partners-tls'];
    await waitFor(
      'the Certificates',
      async (pending) => {
        const certificates = await names('/apis/cert-manager.io/v1/namespaces/shop/certificates');
        pending(certificates);
        return wanted.every((name) => certificates.includes(name));
      },
      { timeoutMs: 60_000 },
    );
  });

  test('makes a CA of a policy’s own', async () => {
    await waitFor(
      'the CA and its root',
      async (pending) => {
        const certificates = await names('/apis/cert-manager.io/v1/namespaces/shop/certificates');
        const issuers = await names('/apis/cert-manager.io/v1/namespaces/shop/issuers');
        pending({ certificates, issuers });
        return (
          issuers.includes('devices-ca-root') && certificates.some((name) => name.startsWith('devices-ca-'))
        );
      },
      { timeoutMs: 60_000 },
    );
  });

  test('was refused nothing', async () => {
    const lines = (await readFile(chart.cluster.auditLog ?? '', 'utf8')).trim().split('\n');
    const own = lines
      .map((line) => JSON.parse(line) as AuditEntry)
      .filter(({ user, stage }) => user.username === OPERATOR && stage === 'ResponseComplete');
    expect(own.filter(({ verb }) => verb === 'patch').length).toBeGreaterThan(10);
    expect(
      own
        .filter(({ responseStatus }) => [401, 403, 422].includes(responseStatus?.code ?? 0))
        .map(({ verb, requestURI, responseStatus }) => `${verb} ${requestURI} ${responseStatus?.code}`),
    ).toEqual([]);
  });
});

interface AuditEntry {
  readonly user: { readonly username: string };
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly responseStatus?: { readonly code: number };
}
