import { createHash } from 'node:crypto';
import type { ApiPolicy, ApiPolicySpec } from '../../api/types.generated.ts';
import type { CompanionInput } from '../../companions/companions-of.ts';
import { classContext } from '../../gateways/class-context.ts';
import { resolveGateway } from '../../gateways/classes.ts';
import { needsGate } from '../../plan/gate-need.ts';
import { GATE } from '../../plan/gate-plan.ts';
import type { SecurityPlan } from '../../plan/plan.ts';
import { needCaller } from '../../policy/plan-rate-limit.ts';
import { winnerOf } from '../../policy/targets.ts';
import type { BaselineSource } from '../baseline-source.ts';
import { type Mode, modeOf, planOf, refsOf, type World } from '../decide.ts';
import type { ObservedIngress } from '../ownership.ts';
import { problemsOf } from '../policy-problems.ts';
import { prefixesOf } from '../prefixes.ts';

/** A policy in force that needs the gate. */
export interface Need extends CompanionInput {
  readonly targets: readonly ObservedIngress[];
  /** `activation: WhenReady` */
  readonly whenReady: boolean;
  /** The same for the same plan and targets: what was made for one was made for the other. */
  readonly fingerprint: string;
}

/** The policies of a namespace that are in force and need the gate. Reading them has no effect. */
export function needsOf(
  policies: readonly ApiPolicy[],
  namespace: string,
  baselines: BaselineSource,
  world: World,
): Need[] {
  const byBaseline = baselines.for(namespace).some(({ spec }) => mayNeedGate(spec.defaults ?? {}));
  return policies
    .filter(({ spec }) => byBaseline || mayNeedGate(spec))
    .flatMap((policy) => needOf(policy, baselines, world) ?? []);
}

/** False where no plan of it needs the gate: most policies of most namespaces, which are then not looked at. */
export function mayNeedGate(spec: Partial<ApiPolicySpec>): boolean {
  const { authentication, authorization, rateLimit, validation, tls, mutualTLS } = spec;
  return (
    authentication !== undefined ||
    authorization !== undefined ||
    needCaller(rateLimit?.rules ?? []) ||
    validation?.methods !== undefined ||
    validation?.contentTypes !== undefined ||
    tls?.plaintext === 'Refuse' ||
    mutualTLS?.clients !== undefined
  );
}

function needOf(policy: ApiPolicy, baselines: BaselineSource, world: World): Need | undefined {
  const input = inForce(policy, baselines, world);
  if (!input || !needsGate(input.plan)) return undefined;
  return { ...input, fingerprint: fingerprintOf(input.plan, input.targets, input.prefixes) };
}

/** A policy with its plan and the Ingresses on which it is in force; undefined where it is in force on none. */
export function inForce(
  policy: ApiPolicy,
  baselines: BaselineSource,
  world: World,
  modes: readonly Mode[] = ['Enforce'],
): Omit<Need, 'fingerprint'> | undefined {
  if (!modes.includes(modeOf(policy)) || problemsOf(policy).length > 0) return undefined;
  const effective = baselines.effective(policy);
  if (effective.problems.length > 0) return undefined;
  const plan = planOf(effective.policy);
  if ('problem' in plan) return undefined;
  const context = classContext(world.gateways(), world.offline);
  const targets = refsOf(policy, policy.metadata.namespace ?? 'default', world).flatMap(({ ingress }) => {
    if (!ingress) return [];
    const winner = winnerOf(ingress, world.claimants(ingress))?.winner;
    if (winner && winner.metadata.name !== policy.metadata.name) return [];
    const resolved = resolveGateway(ingress, world.classes(), context);
    if (resolved.kind !== 'known') return [];
    const { gateway, className } = resolved;
    return [{ ingress, gateway, settings: world.settings(className, ingress) }];
  });
  if (targets.length === 0) return undefined;
  const { name, creationTimestamp, uid } = policy.metadata;
  return {
    name,
    ...(uid !== undefined && { uid }),
    ...(creationTimestamp !== undefined && { createdAt: creationTimestamp }),
    plan,
    targets: targets.map(({ ingress }) => ingress),
    prefixes: prefixesOf(targets),
    whenReady: effective.policy.spec.activation === 'WhenReady',
  };
}

/** Of what companions depend on. What the operator itself writes on an Ingress is no part of it. */
export const fingerprintOf = (
  plan: SecurityPlan,
  targets: readonly ObservedIngress[],
  prefixes: Readonly<Record<string, string>> = {},
): string =>
  createHash('sha256')
    .update(JSON.stringify([plan, targets.map(partOf).sort(), Object.entries(prefixes).sort()]))
    .digest('base64');

const partOf = ({ metadata, spec }: ObservedIngress): string => {
  const aliases = Object.entries(metadata.annotations ?? {}).filter(([key]) => key.endsWith('/server-alias'));
  return JSON.stringify([metadata.name, metadata.uid, spec, aliases]);
};

/** The policy whose gate an Ingress asks, whoever wrote that; `''` where it only names the gate's error page. */
export function asksGateOf({ metadata }: ObservedIngress): string | undefined {
  const { namespace = 'default', annotations = {} } = metadata;
  for (const [key, value] of Object.entries(annotations)) {
    if (!key.endsWith('/auth-url')) continue;
    const at = /^https?:\/\/apipolicy-gate\.([a-z0-9-]+)\.svc[^/]*\/v1\/([^/]+)\//.exec(value);
    if (at?.[1] === namespace && at[2] !== undefined) return at[2];
  }
  const page = Object.entries(annotations).some(
    ([key, value]) => key.endsWith('/default-backend') && value === GATE.errorsName,
  );
  return page ? '' : undefined;
}
