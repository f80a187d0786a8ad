import type { ApiPolicy } from '../../api/types.generated.ts';
import type { CompanionInput } from '../../companions/companions-of.ts';
import { classContext } from '../../gateways/class-context.ts';
import { resolveGateway } from '../../gateways/classes.ts';
import { needsGate } from '../../plan/gate-need.ts';
import type { SecurityPlan } from '../../plan/plan.ts';
import { remembered } from '../../plan/remembered.ts';
import { winnerOf } from '../../policy/targets.ts';
import { mayNeedGate } from '../asked-for.ts';
import type { BaselineSource } from '../baseline-source.ts';
import type { Reader } from '../cluster-world.ts';
import { type Mode, modeOf, planOf, refsOf, type World } from '../decide.ts';
import { fingerprint } from '../fingerprint.ts';
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
  policies: Pick<Reader<ApiPolicy>, 'byIndex'>,
  namespace: string,
  baselines: BaselineSource,
  world: World,
): Need[] {
  const byBaseline = baselines.for(namespace).some(({ spec }) => mayNeedGate(spec.defaults ?? {}));
  return policies
    .byIndex(byBaseline ? 'namespace' : 'mayNeedGate', namespace)
    .flatMap((policy) => needOf(policy, baselines, world) ?? []);
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
): string => fingerprint(plan, targets, partOf, Object.entries(prefixes).sort());

const partOf = remembered(({ metadata, spec }: ObservedIngress): string => {
  const aliases = Object.entries(metadata.annotations ?? {}).filter(([key]) => key.endsWith('/server-alias'));
  return JSON.stringify([metadata.name, metadata.uid, spec, aliases]);
});
