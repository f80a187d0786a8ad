/**
 * A shop whose certificates cert-manager issues, by CAs whose keys the tests have too:
 *
 * | what | for |
 * |---|---|
 * | ClusterIssuer `web` | what the gateway serves: the CA of `cluster.gateway.caFile`, which the probes trust |
 * | Issuer `clients` of the namespace `shop` | callers; the same CA is the Mint `stage.clients` |
 * | Issuer `services` of the namespace `shop` | the gateway to the apps, and the apps; the same CA is the Mint `stage.services` |
 *
 * The app `echo` speaks http. A test adds Ingresses and policies.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ApiPolicy, ApiPolicyStatus, StatusControl } from '../../operator/api/types.generated.ts';
import { certManagerNamespace } from '../cluster/cert-manager.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { GatewayResponse } from '../cluster/gateway-client.ts';
import type { Image } from '../cluster/images/archive.ts';
import { operatorImage } from '../cluster/images/operator.ts';
import { staticImage } from '../cluster/images/static.ts';
import { echo } from '../cluster/manifests/echo.ts';
import { Mint } from '../cluster/mint.ts';
import { crds, gatewayValues, installOperator, operatorLogs } from '../cluster/operator.ts';
import { createAuthority, type KeyPair } from '../cluster/pki.ts';

export const namespace = 'shop';

export interface Stage extends AsyncDisposable {
  cluster: Cluster;
  clients: Mint;
  services: Mint;
  /** A CA that nobody asked for. */
  strangers: Mint;
  /** PEM of the CAs of `clients` and `services`. */
  clientsCa: string;
  servicesCa: string;
  strangersCa: string;
  stop(): Promise<void>;
}

export interface StageOptions {
  /** Arguments of `helm install` beside the gateway's. */
  operator?: readonly string[];
  /** Beside those of the operator and of the app. */
  images?: readonly Image[];
  auditLog?: boolean;
}

export async function setTheStage({
  operator = [],
  images = [],
  auditLog = false,
}: StageOptions = {}): Promise<Stage> {
  const image = await operatorImage();
  const cluster = await startCluster({
    ...(auditLog ? { auditLog } : {}),
    certManager: true,
    gateway: { annotationValidation: true },
    manifests: [crds],
    images: [await staticImage('echo'), image, ...images],
  });
  try {
    const [clients, services, strangers] = await Promise.all(
      ['clients', 'services', 'strangers'].map((name) => authority(cluster, name)),
    );
    if (!clients || !services || !strangers) throw new Error('a CA is missing');
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
      },
    ]);
    await cluster.apply([
      ...(await issuer(cluster.gateway.authority, { name: 'web' })),
      ...(await issuer(clients.ca, { name: 'clients', namespace })),
      ...(await issuer(services.ca, { name: 'services', namespace })),
      ...echo(namespace),
    ]);
    await Promise.all([
      installOperator(cluster, {
        image,
        values: [...gatewayValues, '--set=crds.enabled=false', ...operator],
      }),
      cluster.waitForDeployment(namespace, 'echo'),
    ]);
    return {
      cluster,
      clients: clients.mint,
      services: services.mint,
      strangers: strangers.mint,
      clientsCa: await readFile(clients.ca.certificate, 'utf8'),
      strangersCa: await readFile(strangers.ca.certificate, 'utf8'),
      servicesCa: await readFile(services.ca.certificate, 'utf8'),
      stop: cluster.stop,
      [Symbol.asyncDispose]: cluster.stop,
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function authority({ directory }: Cluster, name: string): Promise<{ ca: KeyPair; mint: Mint }> {
  const ca = await createAuthority(join(directory, `pki-${name}`), `${name} CA`);
  return { ca, mint: await Mint.open(join(directory, `mint-${name}`), ca) };
}

/** An Issuer by that CA; a ClusterIssuer where there is no namespace. */
async function issuer(
  { certificate, key }: KeyPair,
  metadata: { name: string; namespace?: string },
): Promise<object[]> {
  const secretName = `${metadata.name}-issuer`;
  return [
    secret(
      secretName,
      { 'tls.crt': await readFile(certificate, 'utf8'), 'tls.key': await readFile(key, 'utf8') },
      metadata.namespace ?? certManagerNamespace,
    ),
    {
      apiVersion: 'cert-manager.io/v1',
      kind: metadata.namespace === undefined ? 'ClusterIssuer' : 'Issuer',
      metadata,
      spec: { ca: { secretName } },
    },
  ];
}

export function secret(
  name: string,
  stringData: Readonly<Record<string, string>>,
  ofNamespace = namespace,
): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: ofNamespace }, stringData };
}

/** The policy of the Ingress of the same name. */
export function policy(name: string, spec: object): object {
  return {
    apiVersion: 'apipolicy.dev/v1alpha1',
    kind: 'ApiPolicy',
    metadata: { name, namespace },
    spec: { targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name }], ...spec },
  };
}

export async function statusOf(cluster: Cluster, name: string): Promise<ApiPolicyStatus | undefined> {
  return (await policyOf(cluster, name)).status;
}

/** Empty where there is none. */
async function policyOf(cluster: Cluster, name: string): Promise<Partial<ApiPolicy>> {
  const path = `/apis/apipolicy.dev/v1alpha1/namespaces/${namespace}/apipolicies/${name}`;
  return (await cluster.request('GET', path)).body as Partial<ApiPolicy>;
}

/** Waits until that condition of the policy has that status; the error shows the whole status and what the operator logged. */
export function until(cluster: Cluster, name: string, type: string, wanted: 'True' | 'False' = 'True') {
  const look = async (pending: (state: unknown) => void) => {
    const { status, metadata } = await policyOf(cluster, name);
    pending(status);
    const { generation = 0 } = metadata ?? {};
    return status?.conditions?.find(
      (it) => it.type === type && it.status === wanted && (it.observedGeneration ?? 0) >= generation,
    );
  };
  return cluster
    .waitFor(`${type}=${wanted} of policy ${name}`, look, { timeoutMs: 90_000 })
    .catch(async (cause: Error) => {
      const logged = (await operatorLogs(cluster)).trim().split('\n').slice(-20);
      throw new Error([cause.message, ...logged].join('\n'), { cause });
    });
}

/** Waits until these controls of the policy have these results; resolves with them, in the same order. */
export function judged(
  cluster: Cluster,
  name: string,
  results: Readonly<Record<string, string>>,
): Promise<StatusControl[]> {
  return cluster.waitFor(`the controls of ${name}`, async (pending) => {
    const { controls = [] } = (await statusOf(cluster, name)) ?? {};
    const found = Object.keys(results).flatMap((id) => controls.filter((control) => control.id === id));
    pending(found);
    const now = Object.fromEntries(found.map(({ id, result }) => [id, result]));
    return isDeepStrictEqual(now, results) && found;
  });
}

/** Waits until twenty requests one after the other are answered so: workers of nginx with the configuration before go on for a moment. */
export async function answered(
  cluster: Cluster,
  what: string,
  send: () => Promise<GatewayResponse>,
  wanted: number,
): Promise<void> {
  await cluster.waitFor(what, async (pending) => {
    for (let count = 0; count < 20; count++) {
      const { status, body } = await send();
      pending(`${status} ${body.slice(0, 200)}`);
      if (status !== wanted) return false;
    }
    return true;
  });
}

/** Certificate, key and CA that a Secret of the namespace holds, as the administrator reads them; undefined without the Secret. */
export async function pairIn(
  cluster: Cluster,
  name: string,
): Promise<{ cert: string; key: string; ca: string; x509: X509Certificate } | undefined> {
  const { status, body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/secrets/${name}`);
  if (status !== 200) return undefined;
  const { data } = body as { data: Record<string, string> };
  const text = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
  return {
    cert: text('tls.crt'),
    key: text('tls.key'),
    ca: text('ca.crt'),
    x509: new X509Certificate(text('tls.crt')),
  };
}

/** Has cert-manager issue it anew, as `cmctl renew` does; the Secret holds the new one when this resolves. */
export async function renew(cluster: Cluster, name: string): Promise<void> {
  const before = (await pairIn(cluster, name))?.x509.serialNumber;
  const path = `/apis/cert-manager.io/v1/namespaces/${namespace}/certificates/${name}/status`;
  const { body } = await cluster.request('GET', path);
  const { status: seen } = body as { status: { conditions: { type: string }[] } };
  const issuing = {
    type: 'Issuing',
    status: 'True',
    reason: 'ManuallyTriggered',
    message: 'renewed by a test',
    lastTransitionTime: new Date().toISOString(),
  };
  const conditions = [...seen.conditions.filter(({ type }) => type !== 'Issuing'), issuing];
  const { status } = await cluster.request(
    'PATCH',
    path,
    { status: { conditions } },
    { 'content-type': 'application/merge-patch+json' },
  );
  if (status !== 200) throw new Error(`renewal of ${name} was answered ${status}`);
  await cluster.waitFor(`another certificate in ${name}`, async () => {
    const now = (await pairIn(cluster, name))?.x509.serialNumber;
    return now !== undefined && now !== before;
  });
}
