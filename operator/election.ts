import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { aborted } from './kube/abort.ts';
import { Client } from './kube/client.ts';
import type { Clock } from './kube/clock.ts';
import type { Credentials } from './kube/credentials.ts';
import { LeaderElection, type LeaderElectionOptions } from './kube/leader-election.ts';
import { leaseStore } from './kube/lease-store.ts';
import type { Logger } from './kube/logger.ts';
import type { RuntimeMetrics } from './kube/metrics.ts';
import type { Transport } from './kube/transport.ts';

/** Of several processes one reconciles and writes: the holder of the Lease `apipolicy-operator`. */
export interface ElectionOptions
  extends Pick<LeaderElectionOptions, 'leaseMs' | 'renewDeadlineMs' | 'retryMs'> {
  /** Where the Lease is kept. Absent: the pod's own namespace, or that of the kubeconfig's context. */
  readonly namespace?: string;
}

export interface ElectionParts {
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: RuntimeMetrics;
}

const LEASE_NAME = 'apipolicy-operator';

export function elect({ namespace, ...times }: ElectionOptions, parts: ElectionParts): LeaderElection {
  const { transport, credentials, clock, logger, metrics } = parts;
  const ref = { namespace: namespace ?? credentials.namespace ?? 'default', name: LEASE_NAME };
  return new LeaderElection({
    ...times,
    lease: leaseStore(new Client(transport), ref),
    identity: `${hostname()}_${randomUUID()}`,
    clock,
    random: Math.random,
    logger: logger.child({ lease: `${ref.namespace}/${ref.name}` }),
    changed: metrics.election(LEASE_NAME),
  });
}

/** Resolves when a term that had begun is lost; without an election never. */
export async function deposition(elected: Promise<AbortSignal | undefined> | undefined): Promise<void> {
  const lost = await elected;
  await (lost ? aborted(lost) : new Promise(() => {}));
}
