import type { ApiAccess } from './api-client.ts';
import { type WaitOptions, waitFor } from './wait.ts';

interface Deployment {
  metadata?: { generation?: number };
  spec?: { replicas?: number };
  status?: {
    observedGeneration?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    replicas?: number;
    terminatingReplicas?: number;
  };
}

/** Waits until all pods of the Deployment are up to date and ready, or with 0 replicas gone; the error shows pods, events and logs. */
export async function waitForDeployment(
  access: ApiAccess,
  namespace: string,
  name: string,
  options: WaitOptions = {},
): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  const look = async (pending: (state: unknown) => void): Promise<boolean> => {
    const { status, body } = await access.request('GET', path);
    const deployment = body as Deployment;
    pending(status === 200 ? (deployment.status ?? {}) : body);
    return status === 200 && rolledOut(deployment);
  };
  await waitFor(`Deployment ${namespace}/${name} to be ready`, look, options).catch(
    async (cause: unknown) => {
      const seen = await describePods(access, namespace, name);
      throw new Error(`${cause instanceof Error ? cause.message : cause}\n${seen}`, { cause });
    },
  );
}

function rolledOut({ metadata, spec, status = {} }: Deployment): boolean {
  const wanted = spec?.replicas ?? 1;
  return (
    (status.observedGeneration ?? 0) >= (metadata?.generation ?? 1) &&
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.readyReplicas ?? 0) === wanted &&
    // Scaled to nothing, what is on its way out may answer still.
    (wanted > 0 || (status.terminatingReplicas ?? 0) === 0)
  );
}

async function describePods(access: ApiAccess, namespace: string, name: string): Promise<string> {
  const look = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await access.kubectl(['-n', namespace, ...args]);
    return `$ kubectl -n ${namespace} ${args.join(' ')}\n${stdout}${stderr}`;
  };
  const parts = await Promise.all([
    look('get', 'pods', '-o', 'wide'),
    look('get', 'events', '--sort-by=.lastTimestamp'),
    look('logs', `deployment/${name}`, '--all-containers', '--tail=30'),
  ]);
  return parts.join('\n');
}
