import type { Ingress } from '../api/kubernetes.ts';
import type { GatePolicy } from '../plan/gate-plan.ts';
import type { Shortfall } from '../plan/outcome.ts';
import type { SecurityPlan } from '../plan/plan.ts';
import type { CompanionObject } from './object.ts';
import type { CompanionSettings } from './settings.ts';

export type { CompanionObject } from './object.ts';

/** A policy of a namespace that is in force on its targets. */
export interface CompanionInput {
  readonly name: string;
  /** RFC 3339; absent: newer than any other. */
  readonly createdAt?: string;
  readonly plan: SecurityPlan;
  /** Ingresses that it governs; never empty. */
  readonly targets: readonly Ingress[];
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
  _namespace: string,
  _policies: readonly CompanionInput[],
  _settings: CompanionSettings,
): Companions {
  return { objects: [], gatePlans: {}, shortfalls: {}, logins: {} };
}
