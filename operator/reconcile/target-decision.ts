import type { ConfigMap, IngressTls } from '../api/kubernetes.ts';
import type { Enforcement } from '../compliance/subject.ts';
import type { AnnotationGroup, Gateway, GatewaySettings, Lowering } from '../gateways/gateway.ts';
import type { EffectiveLimit, Remark, Shortfall } from '../plan/outcome.ts';
import type { SecurityPlan } from '../plan/plan.ts';
import { conflictMessage, tlsConflictMessage } from './conflict-message.ts';
import {
  type Annotations,
  bareName,
  decideGroups,
  type GroupDecision,
  type Repair,
} from './group-decision.ts';
import {
  GOVERNED_BY,
  type ObservedIngress,
  recordedKeys,
  TLS_RECORD,
  WRITTEN,
  withoutForeignRecord,
} from './ownership.ts';
import { decideTls, type TlsDecision } from './tls-decision.ts';

/** All that we want to own on an Ingress after the next apply. Empty annotations and no tls: nothing of ours. */
export interface DesiredState {
  readonly annotations: Annotations;
  readonly tls?: readonly IngressTls[];
}

/** What one policy means for one Ingress that it governs. Pure data; nothing has been written. */
export interface TargetDecision {
  readonly desired: DesiredState;
  /** What happens to each group, of which `desired` is made. */
  readonly groups: readonly GroupDecision[];
  /** Objects that desired annotations name; they have to be there before the Ingress is applied. */
  readonly objects: readonly ConfigMap[];
  /** False when the live object already shows all of it, owned by us: then no write is made. */
  readonly changed: boolean;
  /** Keys that somebody changed behind our back; an apply must be forced to take them back. */
  readonly drifted: readonly string[];
  /** The apply has to be forced: for drift, or because somebody holds the empty map of annotations. */
  readonly force: boolean;
  readonly conflicts: readonly Extract<GroupDecision, { kind: 'conflict' }>[];
  readonly shortfalls: readonly Shortfall[];
  /** Stated leaves that the apply would newly bring into force: what Audit and Paused hold back. */
  readonly unwritten: readonly string[];
  /** Contract: `status.pending[]` lines without the target's name, as `limit-rpm "" → "100"`. */
  readonly differences: readonly string[];
  /** Who keeps which stated leaf, as the live object has it or will have it after the apply. */
  readonly enforcement: readonly Enforcement[];
  /** Limits by annotations of ours, once they are written. */
  readonly limits: readonly EffectiveLimit[];
  /** Those of them that are on the Ingress already. */
  readonly limitsInForce: readonly EffectiveLimit[];
  readonly remarks: readonly Remark[];
}

export interface TargetInput {
  readonly plan: SecurityPlan;
  readonly ingress: ObservedIngress;
  /** All Ingresses that the policy governs, this one among them. */
  readonly governed: readonly ObservedIngress[];
  readonly gateway: Gateway;
  readonly settings: GatewaySettings;
  /** What happens to drift; what is left is a conflict. */
  readonly repair: Repair;
}

/** Works out what to own on the target, leaving every group that somebody else holds as it is. */
export function decideTarget(input: TargetInput): TargetDecision {
  const { plan, ingress, governed, gateway, settings, repair } = input;
  const others = governed.filter((other) => other !== ingress);
  const lowering = gateway.lower(plan, withoutForeignRecord(ingress), settings, others);
  const { decisions: groups, alternatives } = decideGroups(lowering.groups, ingress, gateway, repair);
  const tls = decideTls(lowering.tls, ingress);
  const annotations: Record<string, string> = {};
  for (const decision of groups) {
    Object.assign(annotations, decision.kind === 'write' ? decision.group.annotations : decision.keep);
  }
  const value = tls.kind === 'write' || tls.kind === 'conflict' ? tls.value : undefined;
  const written = groups.filter((decision) => decision.kind === 'write');
  const conflicts = groups.filter((decision) => decision.kind === 'conflict');
  const left = conflicts.flatMap((conflict) => conflict.drifted);
  const desired = withRecord(plan.policy.name, annotations, value, left);
  const taken = groups.flatMap((decision) => (decision.kind === 'write' ? decision.drifted : []));
  const drifted = [...taken, ...recordDrift(desired, ingress)];
  return {
    desired,
    groups,
    objects: lowering.objects.filter(({ metadata }) =>
      Object.values(annotations).includes(`${metadata.namespace ?? 'default'}/${metadata.name}`),
    ),
    changed: isChange(desired, ingress),
    drifted,
    force: drifted.length > 0 || ingress.ownership.emptyMapHeld,
    conflicts,
    shortfalls: [
      ...lowering.shortfalls,
      ...alternatives.flatMap((alternative) => alternative.shortfalls),
      ...conflictShortfalls(conflicts, gateway, ingress),
      ...tlsShortfalls(tls, lowering, ingress),
    ],
    unwritten: unwrittenFields(groups, tls, ingress),
    differences: differences(desired, ingress),
    enforcement: [
      ...groups.flatMap((decision) => keptBy(decision, gateway)),
      ...tlsKeptBy(tls, lowering, gateway, ingress),
    ],
    limits: limitsBy(written, lowering),
    limitsInForce: limitsBy(
      written.filter(({ group }) => isLive(group, ingress)),
      lowering,
    ),
    remarks: [...lowering.remarks, ...alternatives.flatMap((alternative) => alternative.remarks)],
  };
}

/** The namespace and name of each object that the operator's own annotations name. */
export function objectsNamedBy(annotations: Annotations, keys: Iterable<string>): Set<string> {
  const named = new Set<string>();
  for (const key of keys) {
    const value = annotations[key];
    if (value !== undefined && bareName(key) === 'custom-headers') named.add(value);
  }
  return named;
}

/**
 * The desired state while objects that it names are not seen by the gateway yet: their annotations stay as they are on
 * the Ingress.
 */
export function withoutObjects(
  decision: TargetDecision,
  policy: string,
  ingress: ObservedIngress,
): DesiredState {
  const { desired, objects } = decision;
  const waiting = new Set(
    objects.map(({ metadata }) => `${metadata.namespace ?? 'default'}/${metadata.name}`),
  );
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(desired.annotations)) {
    if (key === GOVERNED_BY || key === WRITTEN) continue;
    const live = ingress.ownership.ours.has(key) ? ingress.metadata.annotations?.[key] : undefined;
    const kept = waiting.has(value) ? live : value;
    if (kept !== undefined) annotations[key] = kept;
  }
  return withRecord(policy, annotations, desired.tls, []);
}

/** False when the Ingress shows all of a state already, owned by us. */
export const isWritten = (desired: DesiredState, ingress: ObservedIngress): boolean =>
  !isChange(desired, ingress);

function keptBy(decision: GroupDecision, gateway: Gateway): Enforcement[] {
  if (decision.kind === 'conflict') return [];
  const by =
    decision.kind === 'write' ? (decision.group.enforcedBy ?? gateway.id) : managerName(decision.managers);
  return decision.group.fields.map((field) => ({ field, by }));
}

function tlsKeptBy(
  tls: TlsDecision,
  lowering: Lowering,
  gateway: Gateway,
  ingress: ObservedIngress,
): Enforcement[] {
  if (tls.kind !== 'write' && tls.kind !== 'met') return [];
  const by = tls.kind === 'write' ? gateway.id : managerName(ingress.ownership.tls.others);
  return (lowering.tls?.fields ?? []).map((field) => ({ field, by }));
}

/** Contract: somebody else's value that meets the intent is `manager:<name>`. */
const managerName = (managers: readonly string[]): string => `manager:${managers.join(',') || 'unknown'}`;

/** Annotations with the record of what is ours. `drifted`: keys that are recorded although they are left to others. */
export function withRecord(
  policy: string,
  annotations: Annotations,
  tls: readonly IngressTls[] | undefined,
  drifted: readonly string[],
): DesiredState {
  const keys = [...new Set([...Object.keys(annotations), ...drifted])];
  const names = [...keys.map(bareName), ...(tls ? [TLS_RECORD] : [])].sort();
  if (names.length === 0) return { annotations: {} };
  const record = { [GOVERNED_BY]: policy, [WRITTEN]: names.join(',') };
  return { annotations: { ...annotations, ...record }, ...(tls && { tls }) };
}

function isChange(desired: DesiredState, ingress: ObservedIngress): boolean {
  const live = ingress.metadata.annotations ?? {};
  const { ours, tls } = ingress.ownership;
  const keys = Object.keys(desired.annotations);
  if (keys.some((key) => live[key] !== desired.annotations[key] || !ours.has(key))) return true;
  if (ours.size !== keys.length) return true;
  if ((desired.tls !== undefined) !== tls.ours) return true;
  return desired.tls !== undefined && JSON.stringify(desired.tls) !== JSON.stringify(ingress.spec.tls ?? []);
}

/** The record itself is ours alone: whoever changed it, it is taken back. */
function recordDrift(desired: DesiredState, ingress: ObservedIngress): string[] {
  const live = ingress.metadata.annotations ?? {};
  return [GOVERNED_BY, WRITTEN].filter((key) => {
    const wanted = desired.annotations[key];
    const held = ingress.ownership.others.get(key) ?? [];
    return wanted !== undefined && live[key] !== undefined && live[key] !== wanted && held.length > 0;
  });
}

/** Contract: `status.pending[]` lines, without the target's name. */
export function differences(desired: DesiredState, ingress: ObservedIngress): string[] {
  const live = ingress.metadata.annotations ?? {};
  const { ours, others, tls } = ingress.ownership;
  const leaving = [...ours].filter((key) => !(key in desired.annotations) && !others.has(key));
  const keys = [...new Set([...Object.keys(desired.annotations), ...leaving])].sort();
  const lines = keys
    .filter((key) => key !== GOVERNED_BY && key !== WRITTEN && live[key] !== desired.annotations[key])
    .map((key) => `${bareName(key)} "${live[key] ?? ''}" → "${desired.annotations[key] ?? ''}"`);
  const names = (list: readonly IngressTls[] | undefined): string =>
    (list ?? []).map((entry) => entry.secretName ?? '').join(',');
  if (desired.tls && names(desired.tls) !== names(ingress.spec.tls)) {
    lines.push(`${TLS_RECORD} "${names(ingress.spec.tls)}" → "${names(desired.tls)}"`);
  } else if (!desired.tls && tls.ours) {
    lines.push(`${TLS_RECORD} "${names(ingress.spec.tls)}" → ""`);
  }
  return lines;
}

function conflictShortfalls(
  conflicts: TargetDecision['conflicts'],
  gateway: Gateway,
  ingress: ObservedIngress,
): Shortfall[] {
  return conflicts.flatMap((conflict) =>
    conflict.group.fields.map((field) => ({
      field,
      result: 'Conflict' as const,
      message: conflictMessage(conflict, gateway, ingress),
    })),
  );
}

function tlsShortfalls(tls: TlsDecision, lowering: Lowering, ingress: ObservedIngress): Shortfall[] {
  if (tls.kind !== 'conflict') return [];
  const message = tlsConflictMessage(tls.managers, lowering.tls?.value ?? [], ingress);
  return (lowering.tls?.fields ?? []).map((field) => ({ field, result: 'Conflict' as const, message }));
}

function unwrittenFields(
  groups: readonly GroupDecision[],
  tls: TlsDecision,
  ingress: ObservedIngress,
): string[] {
  const fields = groups
    .filter((decision) => decision.kind === 'write')
    .filter(({ group }) => !isLive(group, ingress))
    .flatMap(({ group }) => group.fields);
  return tls.kind === 'write' && !tls.live ? [...fields, ...tls.fields] : fields;
}

const isLive = ({ annotations }: AnnotationGroup, ingress: ObservedIngress): boolean =>
  Object.entries(annotations).every(([key, value]) => ingress.metadata.annotations?.[key] === value);

function limitsBy(
  decisions: readonly Extract<GroupDecision, { kind: 'write' }>[],
  { limits }: Lowering,
): EffectiveLimit[] {
  const names = decisions.map(({ group }) => group.name);
  return limits.filter(({ group }) => names.includes(group));
}

/** True when the operator has anything of its own on the Ingress. */
export const hasTrace = (ingress: ObservedIngress): boolean =>
  ingress.ownership.ours.size > 0 || ingress.ownership.tls.ours || recordedKeys(ingress).size > 0;
