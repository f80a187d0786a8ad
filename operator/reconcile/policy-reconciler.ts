import { createHash } from 'node:crypto';
import type { ApiPolicy } from '../api/types.generated.ts';
import { describe } from '../kube/errors.ts';
import type { Logger } from '../kube/logger.ts';
import { keyOf, refOfKey } from '../kube/object.ts';
import type { Assessed, Assessor } from './assessor.ts';
import type { BaselineSource } from './baseline-source.ts';
import type { LeftCertificates } from './certificates/left.ts';
import type { PolicyCertificates } from './certificates/policy-certificates.ts';
import type { ClusterWorld } from './cluster-world.ts';
import type { PolicyGate } from './companions/policy-gate.ts';
import { decidePolicy, type PolicyDecision, type TargetResult } from './decide.ts';
import { type IngressWriter, NotReadBackError } from './ingress-writer.ts';
import type { Notices } from './notices.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { ObservedIngress } from './ownership.ts';
import type { PolicyMetrics } from './policy-metrics.ts';
import { problemsOf } from './policy-problems.ts';
import type { Release } from './release.ts';
import type { RepairBudget } from './repair-budget.ts';
import type { StatusWriter } from './status-writer.ts';
import { type DesiredState, isWritten, withoutObjects } from './target-decision.ts';

export interface PolicyReconcilerOptions {
  readonly policy: (key: string) => ApiPolicy | undefined;
  readonly baselines: BaselineSource;
  readonly world: ClusterWorld;
  readonly writer: IngressWriter;
  readonly objects: ObjectWriter;
  readonly status: StatusWriter;
  readonly release: Release;
  readonly repairs: RepairBudget;
  readonly notices: Notices;
  readonly assessor: Assessor;
  readonly gate: PolicyGate;
  readonly certificates: PolicyCertificates;
  readonly left: LeftCertificates;
  readonly metrics: PolicyMetrics;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;

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
    const { policy: read, status, release } = this.#options;
    const policy = read(key);
    if (!policy) {
      this.#forget(key);
      await release.policyGone(key, logger, signal);
      await this.#options.left.policyGone(key);
      return {};
    }
    this.#options.left.policySeen(key);
    const certified = this.#options.certificates.prepare(this.#decide(policy));
    const prepared = certified && this.#options.gate.prepare(certified.decision);
    if (!prepared) return {};
    const { decision } = prepared;
    const errors = new Map<string, unknown>();
    const waits: number[] = [...prepared.waits];
    if (decision.mode === 'Enforce' && decision.problems.length === 0) {
      for (const target of decision.targets) {
        signal.throwIfAborted();
        if (target.kind !== 'governed') continue;
        const { changed, objects } = target.decision;
        if (changed || objects.length > 0) waits.push(await this.#write(target, decision, errors, logger));
      }
      await release.abandoned(policy, decision, logger, signal);
    }
    signal.throwIfAborted();
    prepared.written(errors.size > 0 || certified.held);
    const assessed = this.#assess(decision, errors);
    const failures = new Map([...errors].map(([name, error]) => [name, describe(error)]));
    if (!prepared.unknown || failures.size > 0) await status.write(decision, failures, assessed);
    const first = [...errors.values()].find((error) => !(error instanceof ContestedError));
    if (first !== undefined) throw first;
    return soonest([...waits, ...this.#nextRepair(decision), ...this.#untilOutdated(assessed)]);
  }

  #assess(decision: PolicyDecision, failures: ReadonlyMap<string, unknown>): Assessed | undefined {
    const { assessor, metrics } = this.#options;
    const { name, namespace = 'default' } = decision.policy.metadata;
    const assessed = assessor.assess(decision, failures);
    if (assessed) metrics.assessed(namespace, name, assessed);
    else metrics.forgotten(namespace, name);
    return assessed;
  }

  #forget(key: string): void {
    const { name, namespace = 'default' } = refOfKey(key);
    this.#options.assessor.forget(key);
    this.#options.metrics.forgotten(namespace, name);
  }

  /** What is known ends by itself: proof grows old, an exception runs out. A timer longer than a day is set anew. */
  #untilOutdated(assessed: Assessed | undefined): number[] {
    const { staleAfterMs, nextExpiry } = assessed ?? {};
    const expiry = nextExpiry === undefined ? [] : [Math.max(1_000, nextExpiry - this.#options.now())];
    return [...expiry, ...(staleAfterMs === undefined ? [] : [staleAfterMs])].map((wait) =>
      Math.min(DAY_MS, wait),
    );
  }

  #decide(policy: ApiPolicy): PolicyDecision {
    const { baselines, world } = this.#options;
    const problems = problemsOf(policy);
    if (problems.length > 0) return decidePolicy(policy, problems, world);
    const effective = baselines.effective(policy);
    const decision = decidePolicy(effective.policy, effective.problems, world);
    return { ...decision, origins: effective.origins };
  }

  /** Writes one target; what had to be left for later is written after so many milliseconds. */
  async #write(
    target: Governed,
    decision: PolicyDecision,
    errors: Map<string, unknown>,
    logger: Logger,
  ): Promise<number> {
    const { objects, repairs } = this.#options;
    const { ingress } = target;
    const log = logger.child({ target: keyOf(ingress) });
    try {
      const wait = await objects.ensure(ingress, target.decision.objects);
      const policy = decision.policy.metadata.name;
      const desired = wait > 0 ? withoutObjects(target.decision, policy, ingress) : target.decision.desired;
      if (isWritten(desired, ingress)) return wait;
      const state = fingerprint(ingress, desired);
      const repair = target.decision.drifted.length > 0 || repairs.isRepair(keyOf(ingress), state);
      if (repair && !repairs.allows(keyOf(ingress))) throw new ContestedError(target.decision.differences);
      const written = (): void => {
        repairs.wrote(keyOf(ingress), state);
        this.#told(target, decision, desired, repair);
      };
      await this.#apply(target, desired, log).catch((error: unknown) => {
        if (error instanceof NotReadBackError) written();
        throw error;
      });
      written();
      return wait;
    } catch (error) {
      if (!(error instanceof ContestedError)) log.warn('apply failed', { error: describe(error) });
      errors.set(ingress.metadata.name, error);
      return 0;
    }
  }

  async #apply({ ingress, decision }: Governed, desired: DesiredState, log: Logger): Promise<void> {
    const { writer, objects } = this.#options;
    await writer.apply(ingress, desired, decision.force);
    log.info('applied', { changes: decision.differences });
    await objects.prune(ingress, desired.annotations);
  }

  #told(
    { ingress, decision }: Governed,
    { policy }: PolicyDecision,
    desired: DesiredState,
    repair: boolean,
  ): void {
    const { notices, repairs, metrics } = this.#options;
    if (repair) {
      repairs.spend(keyOf(ingress));
      metrics.driftRepaired(policy.metadata.namespace ?? 'default', policy.metadata.name);
      const { drifted } = decision;
      notices.driftRepaired(policy, ingress, drifted.length > 0 ? drifted : missing(ingress, desired));
    }
    notices.written(policy, ingress, desired);
  }

  /** A contested group is looked at again when the budget allows a repair. */
  #nextRepair({ targets }: PolicyDecision): number[] {
    return targets.flatMap((target) => {
      if (target.kind !== 'governed') return [];
      if (target.decision.conflicts.length === 0 && !target.decision.changed) return [];
      return [this.#options.repairs.wait(keyOf(target.ingress))];
    });
  }
}

function soonest(waits: readonly number[]): { requeueAfterMs?: number } {
  const times = waits.filter((wait) => wait > 0);
  return times.length > 0 ? { requeueAfterMs: Math.min(...times) } : {};
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
