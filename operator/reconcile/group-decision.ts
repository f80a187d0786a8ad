import type { AnnotationGroup, Gateway } from '../gateways/gateway.ts';
import { type ObservedIngress, recordedKeys } from './ownership.ts';

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
    };

export type Annotations = Readonly<Record<string, string>>;

/** Full key → name without the gateway's prefix, as the record on the Ingress has it. */
export const bareName = (key: string): string => key.slice(key.indexOf('/') + 1);

/**
 * Decides a group from who owns what (server-side apply without force takes nothing from anybody).
 *
 * A key is foreign when it is on the Ingress, we do not own it and never recorded it, or when we share it with somebody
 * whose value is no longer what we want. A key that we recorded and no longer own was changed behind our back: drift.
 */
export function decideGroup(
  group: AnnotationGroup,
  ingress: ObservedIngress,
  gateway: Gateway,
  mayRepair: boolean,
): GroupDecision {
  const live = ingress.metadata.annotations ?? {};
  const { ours, others } = ingress.ownership;
  const recorded = recordedKeys(ingress);
  const foreign: Record<string, string> = {};
  const keep: Record<string, string> = {};
  const drifted: string[] = [];

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
      if (mayRepair) drifted.push(key);
      else foreign[key] = value ?? '';
      continue;
    }
    if (value !== undefined) foreign[key] = value;
  }

  if (Object.keys(foreign).length === 0) return { kind: 'write', group, drifted };
  const verdict = gateway.judgeForeign(group, foreign);
  if (verdict === 'equal' || verdict === 'compatible') return { kind: 'write', group, drifted };
  const managers = managersOf(Object.keys(foreign), others);
  if (verdict === 'meets') {
    const alone = Object.entries(keep).filter(([key]) => foreign[key] === undefined);
    return { kind: 'met', group, managers, keep: Object.fromEntries(alone) };
  }
  return { kind: 'conflict', group, foreign, managers, keep };
}

function managersOf(keys: readonly string[], others: ReadonlyMap<string, readonly string[]>): string[] {
  return [...new Set(keys.flatMap((key) => others.get(key) ?? []))].sort();
}
