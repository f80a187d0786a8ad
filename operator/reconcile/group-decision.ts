import type { AnnotationGroup, Gateway, GroupAlternative } from '../gateways/gateway.ts';
import { isBornWith, type ObservedIngress, recordedKeys } from './ownership.ts';

/**
 * What happens to one annotation group on one Ingress.
 *
 * - `write`: all of it is applied; `drifted` lists what somebody took from us and has to be taken back by force.
 * - `met`: somebody else's values satisfy the intent and are left alone.
 * - `conflict`: somebody else's values stand in the way. Nothing new is written; what we own stays as it is (`keep`).
 */
export type GroupDecision =
  | { readonly kind: 'write'; readonly group: AnnotationGroup; readonly drifted: readonly string[] }
  | {
      readonly kind: 'met';
      readonly group: AnnotationGroup;
      readonly managers: readonly string[];
      readonly keep: Annotations;
    }
  | {
      readonly kind: 'conflict';
      readonly group: AnnotationGroup;
      readonly foreign: Annotations;
      readonly managers: readonly string[];
      readonly keep: Annotations;
      /** Keys among `foreign` that we had written and somebody changed or removed; left, and still recorded as ours. */
      readonly drifted: readonly string[];
      /** Why drift is left, where there is any. */
      readonly left?: Exclude<Repair, 'allowed'>;
    };

/**
 * What happens to drift: it is taken back; left and told, because the policy says so (`spec.drift: Report`); or left,
 * because somebody changed it again and again.
 */
export type Repair = 'allowed' | 'reported' | 'contested';

export type Annotations = Readonly<Record<string, string>>;

/** Full key → name without the gateway's prefix, as the record on the Ingress has it. */
export const bareName = (key: string): string => key.slice(key.indexOf('/') + 1);

/**
 * Decides a group from who owns what (server-side apply without force takes nothing from anybody).
 *
 * A key is foreign when it is on the Ingress, we do not own it and never recorded it, or when we share it with somebody
 * whose value is no longer what we want. What it was born with in our name is not. A key that we recorded and no longer own was changed behind our back: drift.
 */
export function decideGroup(
  group: AnnotationGroup,
  ingress: ObservedIngress,
  gateway: Gateway,
  repair: Repair,
): GroupDecision {
  const live = ingress.metadata.annotations ?? {};
  const { ours, others } = ingress.ownership;
  const recorded = recordedKeys(ingress);
  const foreign: Record<string, string> = {};
  const keep: Record<string, string> = {};
  const drifted: string[] = [];
  const left: string[] = [];

  for (const key of group.domain) {
    const value = live[key];
    const wanted = group.annotations[key];
    const shared = (others.get(key)?.length ?? 0) > 0;
    if (ours.has(key) && value !== undefined) {
      keep[key] = value;
      if (shared && value !== wanted) foreign[key] = value;
      continue;
    }
    if (recorded.has(bareName(key)) && wanted !== undefined) {
      if (value === wanted) continue;
      drifted.push(key);
      if (repair !== 'allowed') left.push(key);
      continue;
    }
    if (value !== undefined && !isBornWith(key, ingress)) foreign[key] = value;
  }

  for (const key of left) foreign[key] = live[key] ?? '';
  if (Object.keys(foreign).length === 0) return { kind: 'write', group, drifted };
  const verdict = gateway.judgeForeign(group, foreign);
  if (verdict === 'equal' || verdict === 'compatible') return { kind: 'write', group, drifted };
  const managers = managersOf(Object.keys(foreign), others);
  if (verdict === 'meets') {
    const alone = Object.entries(keep).filter(([key]) => foreign[key] === undefined);
    return { kind: 'met', group, managers, keep: Object.fromEntries(alone) };
  }
  return {
    kind: 'conflict',
    group,
    foreign,
    managers,
    keep,
    drifted,
    ...(left.length > 0 && repair !== 'allowed' && { left: repair }),
  };
}

/** What happens to all groups of one Ingress, and what has to be said of the way in which they are written. */
export interface GroupDecisions {
  readonly decisions: readonly GroupDecision[];
  /** Of alternatives that were taken. */
  readonly alternatives: readonly GroupAlternative[];
}

/**
 * Decides groups together: one gives way to its alternative while somebody else holds the group that it goes by, and one
 * that needs another is not written without it.
 */
export function decideGroups(
  groups: readonly AnnotationGroup[],
  ingress: ObservedIngress,
  gateway: Gateway,
  repair: Repair,
): GroupDecisions {
  const decide = (group: AnnotationGroup): GroupDecision => decideGroup(group, ingress, gateway, repair);
  const first = new Map(groups.map((group) => [group.name, decide(group)]));
  const alternatives: GroupAlternative[] = [];
  for (const group of groups) {
    const { alternative } = group;
    if (!alternative || first.get(alternative.without)?.kind !== 'conflict') continue;
    alternatives.push(alternative);
    first.set(group.name, decide({ ...group, annotations: alternative.annotations }));
  }
  const decisions = [...first.values()].map((decision) => {
    const needed = decision.group.needs === undefined ? undefined : first.get(decision.group.needs);
    return decision.kind === 'write' && needed?.kind === 'conflict'
      ? heldBack(decision.group, needed, ingress)
      : decision;
  });
  return { decisions, alternatives };
}

/** A group stays as it was last written, because of who holds the one that it needs. */
function heldBack(
  group: AnnotationGroup,
  { foreign, managers }: Extract<GroupDecision, { kind: 'conflict' }>,
  { metadata, ownership }: ObservedIngress,
): GroupDecision {
  const keep = group.domain.flatMap((key) => {
    const value = metadata.annotations?.[key];
    return ownership.ours.has(key) && value !== undefined ? [[key, value] as const] : [];
  });
  return { kind: 'conflict', group, foreign, managers, keep: Object.fromEntries(keep), drifted: [] };
}

function managersOf(keys: readonly string[], others: ReadonlyMap<string, readonly string[]>): string[] {
  return [...new Set(keys.flatMap((key) => others.get(key) ?? []))].sort();
}
