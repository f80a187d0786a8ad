import { randomUUID } from 'node:crypto';
import type { Cluster } from './cluster.ts';
import { corporateCaName } from './identity.ts';

/**
 * Runs a container to its end in a pod of its own and returns what it logged. The namespace's `corporate-ca`, where it
 * has one, is the volume `ca`.
 *
 * @param container `image`, `args` and what else a container has; it runs under restricted Pod Security
 */
export async function runOnce(
  cluster: Pick<Cluster, 'apply' | 'request' | 'mustKubectl' | 'waitFor'>,
  namespace: string,
  container: object,
): Promise<string> {
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
