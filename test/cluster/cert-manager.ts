/** cert-manager 1.11 in the embedded cluster: its own chart with its own programs. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { certManagerVersion } from './binaries.ts';
import { certManagerCrds, certManagerSource } from './cert-manager-crds.ts';
import type { Cluster } from './cluster.ts';
import type { Image } from './images/archive.ts';
import { staticImage, staticImageNames } from './images/static.ts';

export const certManagerNamespace = 'cert-manager';

const names = ['cert-manager-controller', 'cert-manager-webhook', 'cert-manager-cainjector'] as const;

/** The images of its three programs. */
export async function certManagerImages(): Promise<Image[]> {
  const images: Image[] = [];
  for (const name of names) images.push(await staticImage(name));
  return images;
}

/** What of a cluster it needs. */
type Host = Pick<
  Cluster,
  'directory' | 'kubectl' | 'loadImage' | 'mustHelm' | 'mustKubectl' | 'waitFor' | 'waitForDeployment'
>;

/**
 * Installs it as a user does; it issues when this resolves. `startCluster({certManager: true})` does it for a new
 * cluster, with the CRDs there from the start. On a cluster that runs already, kube-controller-manager takes up to
 * 30 s to notice the new kinds, and collects nothing of them before.
 */
export async function installCertManager(cluster: Host): Promise<void> {
  for (const image of await certManagerImages()) await cluster.loadImage(image);
  await cluster.mustKubectl(['apply', '--server-side', '-f', await certManagerCrds()]);
  await cluster.mustHelm([
    ...['install', 'cert-manager', await chart(cluster.directory)],
    ...['--namespace', certManagerNamespace, '--create-namespace'],
    ...values.map((value) => `--set=${value}`),
  ]);
  await Promise.all(
    ['cert-manager', 'cert-manager-webhook', 'cert-manager-cainjector'].map((name) =>
      cluster.waitForDeployment(certManagerNamespace, name),
    ),
  );
  await waitForWebhook(cluster);
}

const repository = (name: keyof typeof staticImageNames): string =>
  staticImageNames[name].split(':')[0] ?? '';

const values: readonly string[] = [
  `image.repository=${repository('cert-manager-controller')}`,
  `webhook.image.repository=${repository('cert-manager-webhook')}`,
  `cainjector.image.repository=${repository('cert-manager-cainjector')}`,
  'startupapicheck.enabled=false',
  // One pod each: none has to win an election first.
  'extraArgs={--leader-elect=false}',
  'cainjector.extraArgs={--leader-elect=false}',
  'webhook.readinessProbe.initialDelaySeconds=0',
  'webhook.readinessProbe.periodSeconds=1',
];

/** The chart in the source has no version yet: a release puts it in. */
async function chart(directory: string): Promise<string> {
  const source = join(await certManagerSource('1.11'), 'deploy/charts/cert-manager');
  const target = join(directory, 'cert-manager-chart');
  await cp(source, target, { recursive: true });
  const text = await readFile(join(source, 'Chart.template.yaml'), 'utf8');
  await writeFile(join(target, 'Chart.yaml'), text.replaceAll('v0.1.0', certManagerVersion));
  return target;
}

/** Its pod is ready before the API server has its CA from cainjector. */
async function waitForWebhook(cluster: Host): Promise<void> {
  const issuer = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: 'asked-once' },
    spec: { selfSigned: {} },
  };
  await cluster.waitFor("cert-manager's webhook to answer", async (pending) => {
    const tried = await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], {
      input: JSON.stringify(issuer),
    });
    pending(tried.stderr);
    return tried.code === 0;
  });
}
