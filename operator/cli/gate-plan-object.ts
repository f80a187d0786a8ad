import type { ConfigMap } from '../api/kubernetes.ts';
import { Client } from '../kube/client.ts';
import { systemClock } from '../kube/clock.ts';
import { loadCredentials } from '../kube/credentials.ts';
import type { Logger } from '../kube/logger.ts';
import { watchObject } from '../kube/object-watch.ts';
import type { Resource } from '../kube/resource.ts';
import { serviceAccount } from '../kube/service-account.ts';
import { Transport } from '../kube/transport.ts';
import { GATE } from '../plan/gate-plan.ts';
import { VERSION } from '../version.ts';

export interface PlanObjectOptions {
  readonly namespace: string;
  /** Both absent: the pod's ServiceAccount, then as the operator does. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly logger: Logger;
}

const CONFIG_MAPS: Resource<ConfigMap> = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};

/** Follows the data of a namespace's plan until the signal aborts; never rejects. */
export type FollowPlan = (
  onData: (data: Readonly<Record<string, string>>) => void,
  signal: AbortSignal,
) => Promise<void>;

/** The plan of a namespace, by the one right that a gate has. @throws Error when no cluster is configured. */
export async function planObject({
  namespace,
  kubeconfig,
  context,
  logger,
}: PlanObjectOptions): Promise<FollowPlan> {
  const named = {
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(context !== undefined && { context }),
  };
  const own = Object.keys(named).length === 0 ? serviceAccount(process.env) : undefined;
  const transport = new Transport({
    credentials: own ?? (await loadCredentials(named)),
    logger,
    clock: systemClock,
    userAgent: `apipolicy-gate/${VERSION}`,
    maxConnections: 4,
  });
  return async (onData, signal) => {
    let seen = false;
    await watchObject(
      {
        client: new Client(transport),
        resource: CONFIG_MAPS,
        ref: { namespace, name: GATE.planName },
        // Before there was a plan its absence says nothing; later it says that no policy is known any more.
        onSeen: (object) => {
          seen ||= object !== undefined;
          if (seen) onData(object?.data ?? {});
        },
        logger,
        clock: systemClock,
        random: Math.random,
      },
      signal,
    );
    await transport.close();
  };
}
