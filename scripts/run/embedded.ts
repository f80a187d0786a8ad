import { installCertManager } from '../../test/cluster/cert-manager.ts';
import { certManagerCrds } from '../../test/cluster/cert-manager-crds.ts';
import { startCluster } from '../../test/cluster/cluster.ts';
import { identityImage } from '../../test/cluster/identity.ts';
import { operatorImage } from '../../test/cluster/images/operator.ts';
import { quickstartImage } from '../../test/cluster/images/stand-in.ts';
import { staticImage } from '../../test/cluster/images/static.ts';
import { gatewayDeployment, gatewayNamespace } from '../../test/cluster/manifests/ingress-nginx.ts';
import { installOperator, operatorLogs, operatorNamespace } from '../../test/cluster/operator.ts';
import { prepare } from '../../test/cluster/prepare.ts';
import { lastLines } from '../../test/cluster/process.ts';
import { withProgress } from '../../test/cluster/progress.ts';
import { startProvider } from './provider.ts';
import type { Stage } from './stage.ts';

/** A cluster of its own, with ingress-nginx and the operator installed by Helm from its own image and chart. */
export async function embeddedStage(): Promise<Stage> {
  await prepare();
  const app = await quickstartImage();
  const image = await operatorImage();
  const login = await staticImage('oauth2-proxy');
  const provider = await identityImage();
  // From the start: the operator looks for cert-manager from time to time, and so does the garbage collector.
  const crds = await certManagerCrds();
  const cluster = await withProgress('starting a Kubernetes node with ingress-nginx', () =>
    startCluster({ images: [app, image, login, provider], manifests: [crds] }),
  );
  try {
    await withProgress('helm install apipolicy charts/apipolicy', () => installOperator(cluster, { image }));
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return {
    http: cluster.gateway.http,
    https: cluster.gateway.https,
    gatewayCA: cluster.gateway.caFile,
    operator: `The operator runs in the namespace ${operatorNamespace}, from the image that ./Dockerfile builds.`,
    kubectl: (args) => cluster.kubectl(args),
    request: (request) => cluster.gateway.request(request),
    waitForDeployment: (namespace, name) => cluster.waitForDeployment(namespace, name),
    startProvider: () => withProgress('starting an OpenID Connect provider', () => startProvider(cluster)),
    startCertManager: () => withProgress('helm install cert-manager', () => installCertManager(cluster)),
    async diagnosis() {
      const gateway = await cluster.kubectl([
        'logs',
        '-n',
        gatewayNamespace,
        `deployment/${gatewayDeployment}`,
        '--tail=30',
      ]);
      const seen = await cluster.kubectl([
        'get',
        'pods,endpointslices,ingresses,apipolicies,certificates,issuers',
        '-A',
        '-o',
        'wide',
      ]);
      return [
        seen.stdout,
        `The operator's log:`,
        lastLines(await operatorLogs(cluster), 20),
        "The gateway's log:",
        gateway.stdout,
      ].join('\n');
    },
    stop: () => cluster.stop(),
  };
}
