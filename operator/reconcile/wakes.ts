import type { ApiPolicy } from '../api/types.generated.ts';
import { keyOf } from '../kube/object.ts';
import { claimedBy } from '../policy/targets.ts';
import type { Reader } from './cluster-world.ts';
import { GOVERNED_BY, type ObservedIngress } from './ownership.ts';

/** `old` alone: gone. `new` alone: appeared. */
export interface Change<T> {
  readonly old?: T;
  readonly new?: T;
}

/**
 * Keys of the policies that a changed policy concerns beside itself: those that claim a target with it, since one of
 * them may now win or lose, and the one whose values still stand there, which may be gone.
 */
export function rivalsOf(
  change: Change<ApiPolicy>,
  policies: Reader<ApiPolicy>,
  ingresses: Reader<ObservedIngress>,
): string[] {
  if (change.old && change.new && change.old.metadata.generation === change.new.metadata.generation)
    return [];
  const keys = new Set<string>();
  for (const policy of [change.old, change.new]) {
    if (!policy) continue;
    const namespace = policy.metadata.namespace ?? '';
    const named = (policy.spec.targetRefs ?? []).map(({ name }) => `${namespace}/${name}`);
    const selected = policy.spec.targetSelectors
      ? ingresses
          .byIndex('namespace', namespace)
          .filter((ingress) => claimedBy(policy, ingress))
          .map(keyOf)
      : [];
    for (const target of [...named, ...selected]) {
      for (const rival of policies.byIndex('target', target)) keys.add(keyOf(rival));
      const governor = ingresses.get(target)?.metadata.annotations?.[GOVERNED_BY];
      if (governor) keys.add(`${namespace}/${governor}`);
    }
    for (const rival of policies.byIndex('selecting', namespace)) keys.add(keyOf(rival));
  }
  return [...keys];
}

/** Keys of the policies that a changed Ingress concerns: those that name, select or governed it, before or after. */
export function policiesOf(change: Change<ObservedIngress>, policies: Reader<ApiPolicy>): string[] {
  const keys = new Set<string>();
  for (const ingress of [change.old, change.new]) {
    if (!ingress) continue;
    const namespace = ingress.metadata.namespace ?? '';
    for (const policy of policies.byIndex('target', keyOf(ingress))) keys.add(keyOf(policy));
    for (const policy of policies.byIndex('selecting', namespace)) {
      if (claimedBy(policy, ingress)) keys.add(keyOf(policy));
    }
    const governor = ingress.metadata.annotations?.[GOVERNED_BY];
    if (governor) keys.add(`${namespace}/${governor}`);
  }
  return [...keys];
}
