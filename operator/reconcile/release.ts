import type { ApiPolicy } from '../api/types.generated.ts';
import type { Client } from '../kube/client.ts';
import type { Logger } from '../kube/logger.ts';
import { keyOf, refOfKey } from '../kube/object.ts';
import { winnerOf } from '../policy/targets.ts';
import type { ClusterWorld } from './cluster-world.ts';
import type { PolicyDecision } from './decide.ts';
import { live } from './going.ts';
import type { IngressWriter } from './ingress-writer.ts';
import type { Notices } from './notices.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { ObservedIngress } from './ownership.ts';
import type { RepairBudget } from './repair-budget.ts';
import { API_POLICIES, API_POLICY_CRD, CUSTOM_RESOURCE_DEFINITIONS, NAMESPACES } from './resources.ts';

export interface ReleaseOptions {
  readonly client: Client;
  readonly world: ClusterWorld;
  readonly writer: IngressWriter;
  readonly objects: ObjectWriter;
  readonly notices: Notices;
  readonly repairs: RepairBudget;
  /** Wakes the policy that governs an Ingress from now on. */
  readonly wake: (policyKey: string) => void;
}

/**
 * Takes our values off Ingresses that no policy governs any more, and only then.
 *
 * Deleting the CRD, the namespace or the operator must never open an API: before anything is taken off, the API server
 * itself is asked (a cache may be behind, or empty because the CRD went).
 */
export class Release {
  readonly #options: ReleaseOptions;
  /** Birth (RFC 3339) of policies that were seen to go, until they are cleaned up after. */
  readonly #departed = new Map<string, string>();

  constructor(options: ReleaseOptions) {
    this.#options = options;
  }

  /** Notes a policy that was seen to go. */
  departed({ metadata }: ApiPolicy): void {
    if (metadata.creationTimestamp !== undefined)
      this.#departed.set(keyOf({ metadata }), metadata.creationTimestamp);
  }

  /** Cleans up after a policy that is gone. */
  async policyGone(policyKey: string, logger: Logger, signal: AbortSignal): Promise<void> {
    const left = this.#orphans(policyKey);
    if (left.length > 0) await this.#cleanUp(policyKey, left, logger, signal);
    this.#departed.delete(policyKey);
  }

  async #cleanUp(
    policyKey: string,
    left: readonly ObservedIngress[],
    logger: Logger,
    signal: AbortSignal,
  ): Promise<void> {
    const current = await live(this.#options.client, API_POLICIES, refOfKey(policyKey));
    if (current) return;
    const born = this.#departed.get(policyKey);
    const keepFor = await this.#reasonToKeep(policyKey);
    for (const ingress of left) {
      signal.throwIfAborted();
      const keep = keepFor(born ?? ingress.ownership.appliedAt);
      if (keep === undefined)
        await this.#remove(ingress, `ApiPolicy ${refOfKey(policyKey).name} was deleted`, logger);
      else {
        logger.info('kept', { target: keyOf(ingress), because: keep });
        this.#options.notices.kept(ingress, keep);
      }
    }
  }

  /** Cleans up Ingresses that carry the policy's values and that it no longer names. */
  async abandoned(
    policy: ApiPolicy,
    decision: PolicyDecision,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<void> {
    const key = keyOf(policy);
    const named = new Set(decision.targets.map(({ ref }) => ref.name));
    const left = this.#orphans(key).filter(({ metadata }) => !named.has(metadata.name));
    if (left.length === 0) return;
    const current = await live(this.#options.client, API_POLICIES, refOfKey(key));
    if (!current || current.metadata.generation !== policy.metadata.generation) return;
    for (const ingress of left) {
      signal.throwIfAborted();
      await this.#remove(ingress, `ApiPolicy ${policy.metadata.name} no longer names it`, logger);
    }
  }

  /** Ingresses with values of the policy that no other policy governs; those that another governs wake it. */
  #orphans(policyKey: string): ObservedIngress[] {
    const { world, wake } = this.#options;
    return world.governedBy(policyKey).filter((ingress) => {
      if (ingress.ownership.ours.size === 0 && !ingress.ownership.tls.ours) return false;
      const winner = winnerOf(ingress, world.claimants(ingress))?.winner;
      if (!winner || keyOf(winner) === policyKey) return true;
      wake(keyOf(winner));
      return false;
    });
  }

  async #remove(ingress: ObservedIngress, because: string, logger: Logger): Promise<void> {
    await this.#options.writer.remove(ingress);
    await this.#options.objects.prune(ingress, {});
    this.#options.repairs.forget(keyOf(ingress));
    logger.info('released', { target: keyOf(ingress), because });
    this.#options.notices.released(ingress, because);
  }

  /**
   * Why what a policy had written stays, given when that policy was last known to exist. A CRD takes all policies with
   * it: where it is younger than that, it was installed anew, and nobody deleted the policy itself.
   */
  async #reasonToKeep(policyKey: string): Promise<(known: string | undefined) => string | undefined> {
    const { namespace = '' } = refOfKey(policyKey);
    const crd = await live(this.#options.client, CUSTOM_RESOURCE_DEFINITIONS, { name: API_POLICY_CRD });
    if (!crd || crd.metadata.deletionTimestamp) return () => 'The ApiPolicy CRD is being deleted or is gone';
    const scope = await live(this.#options.client, NAMESPACES, { name: namespace });
    if (!scope || scope.metadata.deletionTimestamp)
      return () => `Namespace ${namespace} is being deleted or is gone`;
    const { creationTimestamp: installed = '' } = crd.metadata;
    return (known) =>
      known !== undefined && known < installed
        ? 'The ApiPolicy CRD was deleted and installed anew, and its policies went with it'
        : undefined;
  }
}
