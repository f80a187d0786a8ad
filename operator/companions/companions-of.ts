import type { Ingress } from '../api/kubernetes.ts';
import { needsGate } from '../plan/gate-need.ts';
import { GATE, type GatePolicy } from '../plan/gate-plan.ts';
import type { Shortfall } from '../plan/outcome.ts';
import type { SecurityPlan } from '../plan/plan.ts';
import { compile } from './gate/compile.ts';
import { unreachable } from './gate/files.ts';
import { gateObjects } from './gate/objects.ts';
import { assignLogins } from './oauth2-proxy/logins.ts';
import { loginObjects } from './oauth2-proxy/objects.ts';
import type { CompanionObject } from './object.ts';
import { type Needing, withOwners } from './owners.ts';
import { policyHosts } from './policy-hosts.ts';
import type { CompanionSettings } from './settings.ts';

export type { CompanionObject } from './object.ts';

/** A policy of a namespace that is in force on its targets. */
export interface CompanionInput {
  readonly name: string;
  /** Absent: it was read from a file. */
  readonly uid?: string;
  /** RFC 3339; absent: newer than any other. */
  readonly createdAt?: string;
  readonly plan: SecurityPlan;
  /** Ingresses that it governs; never empty. */
  readonly targets: readonly Ingress[];
  /** By target's name: the prefix of annotations that its gateway reads, where it is not the usual one. */
  readonly prefixes?: Readonly<Record<string, string>>;
}

/** What stands beside the gateway in one namespace. */
export interface Companions {
  /** Every object but the cookie Secrets, which nobody may read and no apply makes. */
  readonly objects: readonly CompanionObject[];
  /** By policy; only those that need the gate. */
  readonly gatePlans: Readonly<Record<string, GatePolicy>>;
  /** By policy: stated leaves that no companion can enforce. */
  readonly shortfalls: Readonly<Record<string, readonly Shortfall[]>>;
  /** By policy: names of the login Deployments that it needs. */
  readonly logins: Readonly<Record<string, readonly string[]>>;
}

/** Companions of all policies of a namespace. The order in which policies and targets are given does not matter. */
export function companionsOf(
  namespace: string,
  policies: readonly CompanionInput[],
  settings: CompanionSettings,
): Companions {
  const gated = byAge(policies)
    .filter(({ plan }) => needsGate(plan))
    .map(({ plan, targets, uid, prefixes = {} }) => ({
      plan,
      targets,
      uid,
      hosts: policyHosts(targets, prefixes),
    }));
  const logins = assignLogins(gated, settings.clusterDomain);
  const gatePlans: Record<string, GatePolicy> = {};
  const shortfalls: Record<string, readonly Shortfall[]> = {};
  const loginNames: Record<string, readonly string[]> = {};
  for (const { plan, targets, hosts } of gated) {
    const { name } = plan.policy;
    const own = logins.of.get(plan);
    const where = {
      hosts: hosts.map(({ host }) => host).toSorted(),
      ingresses: targets.map(({ metadata }) => metadata.name).toSorted(),
    };
    gatePlans[name] = compile(plan, where, own?.proxies ?? []);
    const short = [...(own?.shortfalls ?? []), ...unreachable(plan)];
    if (short.length > 0) shortfalls[name] = short;
    if (own && own.names.length > 0) loginNames[name] = own.names;
  }
  const plans = gated.map(({ plan }) => plan);
  const needing = (companion: string): Needing[] =>
    gated
      .filter(({ plan }) => companion === GATE.name || loginNames[plan.policy.name]?.includes(companion))
      .map(({ plan, uid }) => ({ name: plan.policy.name, ...(uid !== undefined && { uid }) }));
  const objects =
    plans.length === 0
      ? []
      : [
          ...gateObjects(namespace, Object.values(gatePlans), plans, settings),
          ...logins.all.flatMap((login) => loginObjects(namespace, login, settings)),
        ];
  const owned = objects.map((object) => withOwners(object, needing(object.metadata.name)));
  return { objects: owned, gatePlans, shortfalls, logins: loginNames };
}

/** Older first, then by name: whose login stands on a host follows from it, and who issues into a Secret. */
export function byAge(policies: readonly CompanionInput[]): CompanionInput[] {
  const key = ({ name, createdAt }: CompanionInput) => `${createdAt ?? '~'} ${name}`;
  return policies.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
