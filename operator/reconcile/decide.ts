import type { Ingress, IngressClass, Service } from '../api/kubernetes.ts';
import { parsePath } from '../api/path.ts';
import type { Problem } from '../api/problem.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import { classContext } from '../gateways/class-context.ts';
import { resolveGateway } from '../gateways/classes.ts';
import type { Gateway, GatewaySettings } from '../gateways/gateway.ts';
import { HOST_KEYS, hostContext } from '../gateways/host-context.ts';
import { AnnotationValueError } from '../gateways/ingress-nginx/values.ts';
import { keyOf } from '../kube/object.ts';
import { backendsOf, destinationOf } from '../plan/backends.ts';
import type { HostFact } from '../plan/host-fact.ts';
import { isLoginIngress } from '../plan/login-ingress.ts';
import type { Remark, Shortfall } from '../plan/outcome.ts';
import { nodeOf, type SecurityPlan } from '../plan/plan.ts';
import type { Origins } from '../policy/merge.ts';
import { planPolicy } from '../policy/plan-policy.ts';
import { claimedBy, winnerOf } from '../policy/targets.ts';
import { PolicyValueError } from '../policy/value-error.ts';
import type { CertificateVerdict } from './certificates/policy-certificates.ts';
import type { GateVerdict } from './companions/policy-gate.ts';
import type { Repair } from './group-decision.ts';
import { type ObservedIngress, PAUSED } from './ownership.ts';
import { decideTarget, type TargetDecision } from './target-decision.ts';

/** What is known of the cluster, or of the files on a command line. Reading it has no effect. */
export interface World {
  ingress(namespace: string, name: string): ObservedIngress | undefined;
  ingressesOf(namespace: string): Iterable<ObservedIngress>;
  /** Ingresses of every namespace that serve one of the hosts, or one below a wildcard among them. */
  ingressesOnHosts(hosts: readonly string[]): Iterable<ObservedIngress>;
  service(namespace: string, name: string): Service | undefined;
  /** Every policy that names or selects the Ingress, valid or not. */
  claimants(ingress: Ingress): readonly ApiPolicy[];
  classes(): readonly IngressClass[];
  /** What is seen of the configuration of the gateway behind a class, for an Ingress that it serves. */
  settings(className: string | undefined, ingress: ObservedIngress): GatewaySettings;
  /** What is seen of every gateway's configuration. */
  gateways(): readonly GatewaySettings[];
  mayRepair(ingress: Ingress): boolean;
  /** True for files: what is merely not among them is no fault. */
  readonly offline: boolean;
}

/** `Paused`: the break-glass annotation is on the policy. */
export type Mode = 'Enforce' | 'Audit' | 'Paused';

export interface TargetRef {
  readonly name: string;
  /** Where the policy names it: `spec.targetRefs[0]`, or the selector that found it. */
  readonly field: string;
}

export type TargetResult =
  | { readonly kind: 'missing'; readonly ref: TargetRef }
  | {
      readonly kind: 'lost';
      readonly ref: TargetRef;
      readonly ingress: ObservedIngress;
      /** The policy that governs it instead, and by which rule of precedence. */
      readonly to: string;
      readonly because: string;
      /** True where a policy that names the Ingress beats one that selects it, which people want. */
      readonly intended: boolean;
    }
  | {
      readonly kind: 'unsupported';
      readonly ref: TargetRef;
      readonly ingress: ObservedIngress;
      readonly reason: 'GatewayNotSupported' | 'GatewayUnknown';
      readonly message: string;
      /** Of the finding: `info` where something is only not among the files. */
      readonly severity: 'warning' | 'info';
      readonly shortfalls: readonly Shortfall[];
    }
  | {
      readonly kind: 'governed';
      readonly ref: TargetRef;
      /** Name of the policy. */
      readonly by: string;
      readonly ingress: ObservedIngress;
      readonly gateway: Gateway;
      readonly className?: string;
      readonly plan: SecurityPlan;
      readonly settings: GatewaySettings;
      readonly version?: string;
      /** The gateway's own ConfigMap as findings name it, where it is seen. */
      readonly configMap?: string;
      readonly decision: TargetDecision;
      /** What undoes the protection, or stands beside it without any, on the target's hosts. */
      readonly facts: readonly HostFact[];
      /** Where the Services behind it lead: what is proved is proved of these. */
      readonly destination: string;
      readonly remarks: readonly Remark[];
    };

/** Everything that follows from one policy and the world as it is: nothing written yet. */
export interface PolicyDecision {
  readonly policy: ApiPolicy;
  readonly mode: Mode;
  /** Not empty: the policy is refused, and what it had enforced stays as it is. */
  readonly problems: readonly Problem[];
  readonly targets: readonly TargetResult[];
  /** Which baseline gave a field that the policy does not state. */
  readonly origins?: Origins;
  /** What stands beside the gateway says of it; absent where it needs nothing there, and offline. */
  readonly gate?: GateVerdict;
  /** What cert-manager's objects say to it; absent where it asks for no certificate, and offline. */
  readonly certificates?: CertificateVerdict;
}

export function modeOf(policy: ApiPolicy): Mode {
  if (policy.metadata.annotations?.[PAUSED] === 'true') return 'Paused';
  return policy.spec.enforcement ?? 'Enforce';
}

/** Decides a policy. `problems` are those of its validation: with any, no target is looked at. */
export function decidePolicy(policy: ApiPolicy, problems: readonly Problem[], world: World): PolicyDecision {
  const mode = modeOf(policy);
  if (problems.length > 0) return { policy, mode, problems, targets: [] };
  const plan = planOf(policy);
  if ('problem' in plan) return { policy, mode, problems: [plan.problem], targets: [] };
  const namespace = policy.metadata.namespace ?? 'default';
  const stated = [...new Set(plan.nodes.flatMap((node) => node.fields))];

  const refs = refsOf(policy, namespace, world);
  const context = classContext(world.gateways(), world.offline);
  const governed = refs.flatMap(({ ingress }) => (ingress ? [ingress] : []));
  const decide = ({ ref, ingress }: (typeof refs)[number]): TargetResult => {
    if (!ingress) return { kind: 'missing', ref };
    const outcome = winnerOf(ingress, world.claimants(ingress));
    if (outcome && outcome.winner.metadata.name !== policy.metadata.name) {
      return {
        kind: 'lost',
        ref,
        ingress,
        to: outcome.winner.metadata.name,
        because: outcome.because,
        intended: outcome.rule === 'reference',
      };
    }
    const resolved = resolveGateway(ingress, world.classes(), context);
    if (resolved.kind !== 'known') {
      const { reason, message, severity } = resolved;
      const shortfalls = stated.map((field) => ({ field, result: 'NotEnforceable' as const, message }));
      return { kind: 'unsupported', ref, ingress, reason, message, severity, shortfalls };
    }
    const settings = world.settings(resolved.className, ingress);
    const { gateway } = resolved;
    const version = gateway.version(settings);
    const configMap = settings.configMap?.metadata;
    const repair = repairOf(policy, world.mayRepair(ingress));
    const decision = decideTarget({ plan, ingress, governed, gateway, settings, repair });
    const services = backendsOf(ingress).map((name) => world.service(namespace, name));
    const around = hostContext({
      target: ingress,
      resolved,
      settings,
      backends: services.filter((service) => service !== undefined),
      candidates: world.ingressesOnHosts(HOST_KEYS.host(ingress)),
      ...(nodeOf(plan, 'backend-certificates') && { besides: besidesOf(ingress, namespace, world) }),
      resolve: (other) => resolveGateway(other, world.classes(), context),
      governedBy: (other) => inForceOn(other, namespace, world),
    });
    return {
      kind: 'governed',
      ref,
      by: policy.metadata.name,
      ingress,
      gateway,
      ...(resolved.className !== undefined && { className: resolved.className }),
      plan,
      settings,
      ...(version !== undefined && { version }),
      ...(configMap && { configMap: `ConfigMap ${configMap.namespace ?? 'default'}/${configMap.name}` }),
      decision,
      facts: gateway.judgeHosts(plan, ingress, around),
      destination: services.map(destinationOf).join(' '),
      remarks: [...resolved.remarks, ...decision.remarks],
    };
  };
  try {
    return { policy, mode, problems, targets: refs.map(decide) };
  } catch (error) {
    // The last lock: a value that no annotation takes is refused whole, and what is enforced stays.
    if (!(error instanceof AnnotationValueError)) throw error;
    return {
      policy,
      mode,
      problems: [{ path: ['spec'], rule: 'value', message: error.message }],
      targets: [],
    };
  }
}

function repairOf({ spec }: ApiPolicy, withinBudget: boolean): Repair {
  if (spec.drift === 'Report') return 'reported';
  return withinBudget ? 'allowed' : 'contested';
}

/** The policy that protects an Ingress, or the login of which it is a part; a policy that only audits protects nothing. */
function inForceOn(ingress: Ingress, namespace: string, world: World): string | undefined {
  // The login of an API of this namespace is no API. One of another namespace would be a login in its place.
  if (isLoginIngress(ingress) && ingress.metadata.namespace === namespace)
    return `${namespace}/${ingress.metadata.name}`;
  const winner = winnerOf(ingress, world.claimants(ingress))?.winner;
  if (!winner || modeOf(winner) === 'Audit') return undefined;
  return `${winner.metadata.namespace ?? 'default'}/${winner.metadata.name}`;
}

type Planned = SecurityPlan | { readonly problem: Problem };
const planned = new WeakMap<ApiPolicy['spec'], { readonly of: string; readonly plan: Planned }>();

/** The plan of a policy, or what is wrong with it; made once for a spec. */
export function planOf(policy: ApiPolicy): Planned {
  const key = keyOf(policy);
  const before = planned.get(policy.spec);
  if (before?.of === key) return before.plan;
  const plan = newPlanOf(policy);
  planned.set(policy.spec, { of: key, plan });
  return plan;
}

function newPlanOf(policy: ApiPolicy): Planned {
  try {
    return planPolicy(policy);
  } catch (error) {
    if (!(error instanceof PolicyValueError)) throw error;
    return { problem: { path: parsePath(error.field), rule: 'value', message: error.message } };
  }
}

/** The Ingresses that a policy claims, whoever governs them; undefined for one that is named and not there. */
export function refsOf(
  policy: ApiPolicy,
  namespace: string,
  world: Pick<World, 'ingress' | 'ingressesOf'>,
): { ref: TargetRef; ingress: ObservedIngress | undefined }[] {
  if (policy.spec.targetRefs) {
    return policy.spec.targetRefs.map((target, index) => ({
      ref: { name: target.name, field: `spec.targetRefs[${index}]` },
      ingress: world.ingress(namespace, target.name),
    }));
  }
  return [...world.ingressesOf(namespace)]
    .flatMap((ingress) => {
      const claim = claimedBy(policy, ingress);
      return claim ? [{ ref: { name: ingress.metadata.name, field: claim.field }, ingress }] : [];
    })
    .sort((a, b) => (a.ref.name < b.ref.name ? -1 : 1));
}

/** Ingresses of the namespace that lead to a Service of the target; among files, but those that their policy will change. */
function besidesOf(target: Ingress, namespace: string, world: World): Ingress[] {
  const names = new Set(backendsOf(target));
  return [...world.ingressesOf(namespace)].filter(
    (other) =>
      backendsOf(other).some((name) => names.has(name)) &&
      !(world.offline && willVerify(winnerOf(other, world.claimants(other))?.winner)),
  );
}

const willVerify = (policy: ApiPolicy | undefined): boolean =>
  policy !== undefined && modeOf(policy) === 'Enforce' && policy.spec.mutualTLS?.backend !== undefined;
