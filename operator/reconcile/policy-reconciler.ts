import type { ApiPolicy } from '../api/types.generated.ts';
import { validateApiPolicy } from '../api/validate.ts';
import { describe } from '../kube/errors.ts';
import type { Logger } from '../kube/logger.ts';
import { keyOf } from '../kube/object.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { decidePolicy, type PolicyDecision, type TargetResult } from './decide.ts';
import type { IngressWriter } from './ingress-writer.ts';
import type { Notices } from './notices.ts';
import type { Release } from './release.ts';
import type { RepairBudget } from './repair-budget.ts';
import type { StatusWriter } from './status-writer.ts';

export interface PolicyReconcilerOptions {
  readonly policy: (key: string) => ApiPolicy | undefined;
  readonly world: ClusterWorld;
  readonly writer: IngressWriter;
  readonly status: StatusWriter;
  readonly release: Release;
  readonly repairs: RepairBudget;
  readonly notices: Notices;
}

type Governed = Extract<TargetResult, { kind: 'governed' }>;

/**
 * The loop for one ApiPolicy: read → decide → apply → status. The only place that knows the order.
 *
 * Level-triggered: what it does follows from the last state alone, never from the event that woke it.
 */
export class PolicyReconciler {
  readonly #options: PolicyReconcilerOptions;

  constructor(options: PolicyReconcilerOptions) {
    this.#options = options;
  }

  /**
   * @param key `namespace/name` of the policy, which may be gone.
   * @throws the first write error after the status tells it, so that the queue tries again with growing pauses.
   */
  async reconcile(key: string, logger: Logger): Promise<{ requeueAfterMs?: number }> {
    const { policy: read, world, status, release } = this.#options;
    const policy = read(key);
    if (!policy) {
      await release.policyGone(key, logger);
      return {};
    }
    const decision = decidePolicy(policy, problemsOf(policy), world);
    const errors = new Map<string, unknown>();
    if (decision.mode === 'Enforce' && decision.problems.length === 0) {
      for (const target of decision.targets) {
        if (target.kind === 'governed' && target.decision.changed)
          await this.#write(target, decision, errors, logger);
      }
      await release.abandoned(policy, decision, logger);
    }
    await status.write(decision, new Map([...errors].map(([name, error]) => [name, describe(error)])));
    const [first] = errors.values();
    if (first !== undefined) throw first;
    return this.#nextRepair(decision);
  }

  async #write(
    target: Governed,
    decision: PolicyDecision,
    errors: Map<string, unknown>,
    logger: Logger,
  ): Promise<void> {
    const { writer, repairs, notices } = this.#options;
    const { ingress } = target;
    const { desired, drifted, force, differences } = target.decision;
    const log = logger.child({ target: keyOf(ingress) });
    try {
      await writer.apply(ingress, desired, force);
      log.info('applied', { changes: differences });
    } catch (error) {
      log.warn('apply failed', { error: describe(error) });
      errors.set(ingress.metadata.name, error);
      return;
    }
    if (drifted.length > 0) {
      repairs.spend(keyOf(ingress));
      notices.driftRepaired(decision.policy, ingress, drifted);
    }
    notices.written(decision.policy, ingress, desired);
  }

  /** A contested group is looked at again when the budget allows a repair. */
  #nextRepair({ targets }: PolicyDecision): { requeueAfterMs?: number } {
    const waits = targets.flatMap((target) => {
      if (target.kind !== 'governed' || target.decision.conflicts.length === 0) return [];
      const wait = this.#options.repairs.wait(keyOf(target.ingress));
      return wait > 0 ? [wait] : [];
    });
    return waits.length > 0 ? { requeueAfterMs: Math.min(...waits) } : {};
  }
}

/** Admission validates too; this is for what was stored before a rule existed. The status is our own. */
function problemsOf({ apiVersion, kind, metadata, spec }: ApiPolicy): ReturnType<typeof validateApiPolicy> {
  return validateApiPolicy({ apiVersion, kind, metadata: { name: metadata.name }, spec });
}
