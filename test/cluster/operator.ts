import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Cluster } from './cluster.ts';
import type { Image } from './images/archive.ts';
import { operatorImage, operatorImageArgs } from './images/operator.ts';
import { gatewayConfigMap, gatewayDeployment, gatewayNamespace } from './manifests/ingress-nginx.ts';

export const operatorNamespace = 'apipolicy-system';
export const operatorDeployment = 'apipolicy';

const chart = resolve(import.meta.dirname, '../../charts/apipolicy');

/** The chart's value `gateways` for the gateway of the embedded cluster. */
export const gatewayValues: readonly string[] = [
  'class=nginx',
  `namespace=${gatewayNamespace}`,
  `configMap=${gatewayConfigMap}`,
  `deployment=${gatewayDeployment}`,
  `address=ingress-nginx-controller.${gatewayNamespace}.svc`,
].map((setting) => `--set=gateways[0].${setting}`);

const probeCaName = 'gateway-ca';

/** The chart's value `probe.caBundle` for {@link probeCa}. */
export const probeCaValue = `--set=probe.caBundle.configMap=${probeCaName}`;

/** The operator's namespace, and in it the CA of the gateway's own certificate with more CAs (PEM) behind it. */
export async function probeCa(cluster: Cluster, ...more: readonly string[]): Promise<object[]> {
  const own = await readFile(cluster.gateway.caFile, 'utf8');
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: operatorNamespace,
        labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: probeCaName, namespace: operatorNamespace },
      data: { 'ca.crt': [own, ...more].join('') },
    },
  ];
}

export interface InstallOptions {
  /** The operator's image where it is in the node already; else it is made and loaded. */
  image?: Image;
  /** Arguments of `helm install`, in place of `gatewayValues`. */
  values?: readonly string[];
  /** PEM of CAs that probes trust beside the gateway's own. */
  trusting?: readonly string[];
}

/**
 * Installs the operator as a user does: its own image, its own chart, a namespace with restricted Pod Security. Its
 * pod is ready when this resolves.
 */
export async function installOperator(
  cluster: Cluster,
  { values = gatewayValues, image, trusting = [] }: InstallOptions = {},
): Promise<void> {
  if (image === undefined) await cluster.loadImage(await operatorImage());
  await cluster.apply(await probeCa(cluster, ...trusting));
  await cluster.mustHelm([
    ...['install', 'apipolicy', chart, '--namespace', operatorNamespace],
    ...operatorImageArgs,
    probeCaValue,
    ...values,
  ]);
  await cluster.waitForDeployment(operatorNamespace, operatorDeployment);
}

/** What the operator has logged so far, one JSON line an event. */
export function operatorLogs(cluster: Cluster): Promise<string> {
  return cluster.mustKubectl(['logs', '-n', operatorNamespace, `deployment/${operatorDeployment}`]);
}

/** The CRDs as files, for `ClusterOptions.manifests`. */
export const crds = join(resolve(import.meta.dirname, '../..'), 'crds');
