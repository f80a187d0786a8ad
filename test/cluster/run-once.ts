import { randomUUID } from 'node:crypto';
import type { Cluster } from './cluster.ts';
import { corporateCaName } from './identity.ts';
import { nodeProgramReference } from './images/node-program.ts';

type Runs = Pick<Cluster, 'apply' | 'request' | 'mustKubectl' | 'waitFor'>;

/**
 * Runs a container to its end in a pod of its own and returns what it logged. The namespace's `corporate-ca`, where it
 * has one, is the volume `ca`.
 *
 * @param container `image`, `args` and what else a container has; it runs under restricted Pod Security
 */
export async function runOnce(cluster: Runs, namespace: string, container: object): Promise<string> {
  const name = `once-${randomUUID().slice(0, 8)}`;
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  await cluster.apply([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        volumes: [{ name: 'ca', configMap: { name: corporateCaName, optional: true } }],
        containers: [{ name: 'once', securityContext, ...container }],
      },
    },
  ]);
  await cluster.waitFor(`the end of pod ${namespace}/${name}`, async (pending) => {
    const { body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/pods/${name}`);
    const { status } = body as { status: { phase: string } };
    pending(status);
    return status.phase === 'Succeeded' || status.phase === 'Failed';
  });
  return cluster.mustKubectl(['logs', '-n', namespace, name]);
}

/** Runs a script of Node in a pod, in the provider's image, which has to be in the node; trusting `corporate-ca` or not. */
export function runScript(
  cluster: Runs,
  namespace: string,
  script: string,
  { trusting = true }: { trusting?: boolean } = {},
): Promise<string> {
  return runOnce(cluster, namespace, {
    image: nodeProgramReference('oidc-provider'),
    command: ['/usr/local/bin/node', '--eval', script],
    env: trusting ? [{ name: 'NODE_EXTRA_CA_CERTS', value: '/ca/ca.crt' }] : [],
    volumeMounts: [{ name: 'ca', mountPath: '/ca' }],
  });
}
