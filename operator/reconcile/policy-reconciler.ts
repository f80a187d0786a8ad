import { createHash } from 'node:crypto';
import type { ApiPolicy } from '../api/types.generated.ts';
import { validateApiPolicy } from '../api/validate.ts';
import { describe } from '../kube/errors.ts';
import type { Logger } from '../kube/logger.ts';
import { keyOf } from '../kube/object.ts';
import type { ClusterWorld } from './cluster-world.ts';
import { decidePolicy, type PolicyDecision, type TargetResult } from './decide.ts';
import { type IngressWriter, NotReadBackError } from './ingress-writer.ts';
import type { Notices } from './notices.ts';
import type { ObservedIngress } from './ownership.ts';
import type { Release } from './release.ts';
import type { RepairBudget } from './repair-budget.ts';
import type { StatusWriter } from './status-writer.ts';
import type { DesiredState } from './target-decision.ts';

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
   * @param signal once it aborts, no further write begins.
   * @throws the first write error after the status tells it, so that the queue tries again with growing pauses.
   */
  async reconcile(key: string, logger: Logger, signal: AbortSignal): Promise<{ requeueAfterMs?: number }> {
    const { policy: read, world, status, release } = this.#options;
    const policy = read(key);
    if (!policy) {
      await release.policyGone(key, logger, signal);
      return {};
    }
    const decision = decidePolicy(policy, problemsOf(policy), world);
    const errors = new Map<string, unknown>();
    if (decision.mode === 'Enforce' && decision.problems.length === 0) {
      for (const target of decision.targets) {
        signal.throwIfAborted();
        if (target.kind === 'governed' && target.decision.changed)
          await this.#write(target, decision, errors, logger);
      }
      await release.abandoned(policy, decision, logger, signal);
    }
    signal.throwIfAborted();
    await status.write(decision, new Map([...errors].map(([name, error]) => [name, describe(error)])));
    const first = [...errors.values()].find((error) => !(error instanceof ContestedError));
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
    const key = keyOf(ingress);
    const log = logger.child({ target: key });
    const state = fingerprint(ingress, desired);
    const repair = drifted.length > 0 || repairs.isRepair(key, state);
    if (repair && !repairs.allows(key)) {
      errors.set(ingress.metadata.name, new ContestedError(differences));
      return;
    }
    try {
      await writer.apply(ingress, desired, force);
      log.info('applied', { changes: differences });
    } catch (error) {
      log.warn('apply failed', { error: describe(error) });
      errors.set(ingress.metadata.name, error);
      if (!(error instanceof NotReadBackError)) return;
    }
    repairs.wrote(key, state);
    if (repair) {
      repairs.spend(key);
      notices.driftRepaired(
        decision.policy,
        ingress,
        drifted.length > 0 ? drifted : missing(ingress, desired),
      );
    }
    notices.written(decision.policy, ingress, desired);
  }

  /** A contested group is looked at again when the budget allows a repair. */
  #nextRepair({ targets }: PolicyDecision): { requeueAfterMs?: number } {
    const waits = targets.flatMap((target) => {
      if (target.kind !== 'governed') return [];
      if (target.decision.conflicts.length === 0 && !target.decision.changed) return [];
      const wait = this.#options.repairs.wait(keyOf(target.ingress));
      return wait > 0 ? [wait] : [];
    });
    return waits.length > 0 ? { requeueAfterMs: Math.min(...waits) } : {};
  }
}

/** Somebody takes off what we write, as often as we write it: another try would only go round once more. */
class ContestedError extends Error {
  override readonly name = 'ContestedError';

  constructor(differences: readonly string[]) {
    super(
      `written again and again within the hour, and undone by somebody each time; left alone for now: ${differences.join(', ')}. Find out who writes to this Ingress (kubectl get ingress --show-managed-fields), and let that tool keep annotations that it does not know`,
    );
  }
}

/** Short, and the same for the same state on the same object. */
const fingerprint = ({ metadata }: ObservedIngress, desired: DesiredState): string =>
  createHash('sha256')
    .update(JSON.stringify([metadata.uid, desired]))
    .digest('base64');

const missing = ({ metadata }: ObservedIngress, desired: DesiredState): string[] =>
  Object.keys(desired.annotations).filter((key) => metadata.annotations?.[key] !== desired.annotations[key]);

/** Admission validates too; this is for what was stored before a rule existed. The status is our own. */
function problemsOf({ apiVersion, kind, metadata, spec }: ApiPolicy): ReturnType<typeof validateApiPolicy> {
  return validateApiPolicy({ apiVersion, kind, metadata: { name: metadata.name }, spec });
}
