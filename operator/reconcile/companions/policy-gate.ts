import type { GateReport } from '../../compliance/subject.ts';
import type { Clock } from '../../kube/clock.ts';
import { keyOf } from '../../kube/object.ts';
import { needsGate } from '../../plan/gate-need.ts';
import type { Shortfall } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import type { PolicyDecision, TargetResult } from '../decide.ts';
import type { ObservedIngress } from '../ownership.ts';
import { prefixesOf } from '../prefixes.ts';
import { type DesiredState, isWritten } from '../target-decision.ts';
import { awaitsCertificates, withWhatWasGivenUp } from './awaiting-certificates.ts';
import { fingerprintOf } from './demand.ts';
import type { Answer, GateBoard, PolicyView } from './gate-board.ts';
import { type Staging, staged, wasInService } from './staging.ts';

/** What of a policy in force is not in force yet, because of what stands beside the gateway. */
export interface Unmet {
  readonly reason: 'ApplyFailed' | 'GateNotReady' | 'CompanionUnhealthy';
  readonly message: string;
}

/** What the companions of a policy have to say to its decision. */
export interface GateVerdict {
  readonly unmet?: Unmet;
  readonly report?: GateReport;
}

/** A decision with what may be written now. */
export interface Prepared {
  readonly decision: PolicyDecision;
  /** Milliseconds after which more may be written; none: nothing waits for time alone. */
  readonly waits: readonly number[];
  /** The gate was not asked yet: what the status says now would be guessed. */
  readonly unknown: boolean;
  /** Notes what the Ingresses show after the writes. */
  written(failed: boolean): void;
}

export interface PolicyGateOptions {
  readonly board: GateBoard;
  readonly clock: Clock;
  readonly ingress: (namespace: string, name: string) => ObservedIngress | undefined;
  /** Has the companions of a namespace made. */
  readonly make: (namespace: string) => void;
}

type Governed = Extract<TargetResult, { kind: 'governed' }>;

/** Between a policy's decision and its writes: what has to stand beside the gateway first. */
export class PolicyGate {
  readonly #options: PolicyGateOptions;

  constructor(options: PolicyGateOptions) {
    this.#options = options;
  }

  /** Undefined while companions are made for what the policy says now; the policy is woken when they are. */
  prepare(decision: PolicyDecision): Prepared | undefined {
    const { board, make, clock } = this.#options;
    const { policy, mode, problems } = decision;
    const key = keyOf(policy);
    const governed = decision.targets.filter((target): target is Governed => target.kind === 'governed');
    const plan = governed[0]?.plan;
    if (!plan || mode !== 'Enforce' || problems.length > 0 || !needsGate(plan)) return asItIs(decision);
    const fingerprint = fingerprintOf(
      plan,
      governed.map(({ ingress }) => ingress),
      prefixesOf(governed),
    );
    const view = board.view(key);
    if (view?.fingerprint !== fingerprint) {
      make(policy.metadata.namespace ?? 'default');
      return undefined;
    }
    if (view.tooLarge) return asItIs(tooLarge(decision));
    const answer = board.answer(key);
    const current = answer?.revision === view.revision ? answer : undefined;
    const acknowledged = board.acknowledged(key, fingerprint);
    const wanted = governed.map(({ ingress, decision: { desired } }) => ({ ingress, desired }));
    const targets = decision.targets.map((target): TargetResult => {
      if (target.kind !== 'governed') return target;
      const staging = this.#stagingOf(target, decision, view, acknowledged);
      const now = staged(withShortfalls(target, view), staging);
      return view.uncertified && awaitsCertificates(now) ? withWhatWasGivenUp(now) : now;
    });
    const pageWait = view.pageFrom === undefined ? 0 : view.pageFrom - clock.monotonic();
    const unmet = unmetBy(view, current);
    return {
      decision: {
        ...decision,
        targets,
        gate: { ...(unmet && { unmet }), ...(current && { report: current }) },
      },
      waits: pageWait > 0 ? [pageWait] : [],
      unknown: unmet === undefined && current === undefined,
      written: (failed) => {
        const all = !failed && wanted.every((target) => this.#isShown(target));
        board.shown(key, all ? fingerprint : undefined, clock.monotonic());
      },
    };
  }

  #stagingOf(target: Governed, { policy }: PolicyDecision, view: PolicyView, acknowledged: boolean): Staging {
    const { ingress } = target;
    const stage = (name: Staging['stage'], because = ''): Staging => ({ stage: name, acknowledged, because });
    if (view.blocked) return stage('none', view.failure ?? '');
    const waits =
      policy.spec.activation === 'WhenReady' && wasInService(ingress, policy.metadata.creationTimestamp);
    if (waits && !acknowledged)
      return stage(
        'none',
        'activation is WhenReady and the Ingress is in service: written when every ready replica of the gate enforces the policy. Programmed says what is missing.',
      );
    if (waits && awaitsCertificates(target))
      return stage(
        'none',
        'activation is WhenReady and the Ingress is in service: written with the demand for client certificates, for which cert-manager is awaited.',
      );
    if (waits && view.unavailable.length > 0)
      return stage('none', `activation is WhenReady: written when this is. ${view.unavailable.join(' ')}`);
    if (view.pageFrom === undefined || view.pageFrom > this.#options.clock.monotonic())
      return stage('closed');
    return stage('full');
  }

  #isShown({ ingress, desired }: { ingress: ObservedIngress; desired: DesiredState }): boolean {
    const { name, namespace = 'default' } = ingress.metadata;
    const now = this.#options.ingress(namespace, name);
    return now !== undefined && isWritten(desired, now);
  }
}

const asItIs = (decision: PolicyDecision): Prepared => ({
  decision,
  waits: [],
  unknown: false,
  written: () => undefined,
});

/** Nothing new of the policy is written; what it had stays. */
const tooLarge = (decision: PolicyDecision): PolicyDecision => ({
  ...decision,
  problems: [
    {
      path: ['spec'],
      rule: 'plan-too-large',
      message:
        "the gate's plan of this namespace, ConfigMap apipolicy-gate-plan, has no room for this policy beside the older ones (900 KiB): take rules out of the policies of this namespace, or move APIs to another one",
    },
  ],
  targets: [],
});

const ASKS_LATER =
  'activation is WhenReady: the gate asks for client certificates once every Ingress of the policy has asked for them for 10 seconds. Until then it lets in whom it let in before. If it stays: auth-tls-* with Conflict in status.enforcement, or a CA that is not there.';

/** What no companion can enforce is kept by nobody. */
function withShortfalls(target: Governed, view: PolicyView): Governed {
  const certificates = view.uncertified ? nodeOf(target.plan, 'client-certificates') : undefined;
  const pending = certificates?.fields.map(
    (field): Shortfall => ({ field, result: 'Pending', message: ASKS_LATER }),
  );
  const shortfalls = [...view.shortfalls, ...(pending ?? [])];
  if (shortfalls.length === 0) return target;
  const fields = new Set(shortfalls.map(({ field }) => field));
  const { decision } = target;
  return {
    ...target,
    decision: {
      ...decision,
      shortfalls: [...decision.shortfalls, ...shortfalls],
      enforcement: decision.enforcement.filter(({ field }) => !fields.has(field)),
    },
  };
}

/** The first thing that is missing, and what to do. Nothing is taken off because of it. */
function unmetBy(view: PolicyView, answer: Answer | undefined): Unmet | undefined {
  if (view.failure !== undefined) return { reason: 'ApplyFailed', message: view.failure };
  if (view.revision === undefined)
    return { reason: 'GateNotReady', message: 'The gate is told nothing of this policy, and refuses.' };
  if (!answer) return undefined;
  if (!answer.acknowledged) {
    const why =
      answer.replicas === 0
        ? `No replica of the gate is ready. ${view.unavailable.join(' ')}`
        : `${answer.behind.join('; ')}. The operator asks pods on port 8082: it has to run in the cluster, and NetworkPolicies have to let it.`;
    return { reason: 'GateNotReady', message: `Requests that the gate cannot judge are refused. ${why}` };
  }
  if (view.uncertified) return { reason: 'GateNotReady', message: ASKS_LATER };
  const broken = [...answer.unhealthy, ...view.unavailable];
  if (broken.length === 0) return undefined;
  return {
    reason: 'CompanionUnhealthy',
    message: `Callers who depend on it are refused: ${broken.join('; ')}`,
  };
}
