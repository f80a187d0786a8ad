import type { Service } from '../api/kubernetes.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import { concernedBy } from '../gateways/host-context.ts';
import { keyOf } from '../kube/object.ts';
import { backendsOf, destinationOf } from '../plan/backends.ts';
import { claimedBy } from '../policy/targets.ts';
import type { Reader } from './cluster-world.ts';
import { modeOf } from './decide.ts';
import { GOVERNED_BY, type ObservedIngress, RECORD_PREFIX } from './ownership.ts';

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
  return [...keys].filter(isAnother(change));
}

const isAnother =
  ({ old, new: current }: Change<ApiPolicy>) =>
  (key: string): boolean =>
    [old, current].every((policy) => policy === undefined || keyOf(policy) !== key);

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

/**
 * Keys of the policies whose targets share a host with a changed Ingress: it may undo their protection now, or no longer.
 * None where nothing changed that another Ingress of the host can feel, as when only what we own was written.
 */
export function policiesAround(
  change: Change<ObservedIngress>,
  policies: Reader<ApiPolicy>,
  ingresses: Reader<ObservedIngress>,
): string[] {
  if (change.old && change.new && feltByNeighbours(change.old) === feltByNeighbours(change.new)) return [];
  const keys = new Set<string>();
  for (const changed of [change.old, change.new]) {
    if (!changed) continue;
    for (const other of concernedBy(changed, (index, value) => ingresses.byIndex(index, value))) {
      if (keyOf(other) === keyOf(changed)) continue;
      for (const key of policiesOf({ new: other }, policies)) keys.add(key);
    }
  }
  return [...keys];
}

/** What an Ingress says of TLS to its app, whoever says it, and where it leads; empty where the app is spoken to plainly. */
function tlsToApp({ metadata, spec }: ObservedIngress): string {
  const said = Object.entries(metadata.annotations ?? {}).filter(([key]) => TO_APP.test(key));
  return said.length === 0 ? '' : JSON.stringify([said.sort(), backendsOf({ spec })]);
}

const TO_APP = /\/(?:backend-protocol|proxy-ssl-[a-z-]+)$/;

/** Keys of the policies whose targets lead to the same app as an Ingress that now speaks to it otherwise. */
export function policiesOnApp(
  change: Change<ObservedIngress>,
  policies: Reader<ApiPolicy>,
  ingresses: Reader<ObservedIngress>,
): string[] {
  if ((change.old ? tlsToApp(change.old) : '') === (change.new ? tlsToApp(change.new) : '')) return [];
  const keys = new Set<string>();
  for (const changed of [change.old, change.new]) {
    for (const name of changed ? backendsOf(changed) : [])
      for (const other of ingresses.byIndex('backend', `${changed?.metadata.namespace}/${name}`))
        if (other.metadata.name !== changed?.metadata.name)
          for (const key of policiesOf({ new: other }, policies)) keys.add(key);
  }
  return [...keys];
}

/** Keys of the policies whose targets lead to a Service that now leads elsewhere, or came, or went. */
export function policiesBefore(
  change: Change<Service>,
  policies: Reader<ApiPolicy>,
  ingresses: Reader<ObservedIngress>,
): string[] {
  if (destinationOf(change.old) === destinationOf(change.new)) return [];
  const { name = '', namespace = '' } = (change.new ?? change.old)?.metadata ?? {};
  const keys = ingresses
    .byIndex('backend', `${namespace}/${name}`)
    .flatMap((ingress) => policiesOf({ new: ingress }, policies));
  return [...new Set(keys)];
}

/**
 * Keys of the policies whose targets share a host with a target of a changed policy, where the change is in what is
 * governed: their neighbour is protected now, or no longer.
 */
export function policiesBeside(
  change: Change<ApiPolicy>,
  policies: Reader<ApiPolicy>,
  ingresses: Reader<ObservedIngress>,
): string[] {
  if (change.old && change.new && reachOf(change.old) === reachOf(change.new)) return [];
  const keys = new Set<string>();
  for (const policy of [change.old, change.new]) {
    if (!policy) continue;
    for (const target of targetsOf(policy, ingresses))
      for (const key of policiesAround({ new: target }, policies, ingresses)) keys.add(key);
  }
  return [...keys].filter(isAnother(change));
}

const targetsOf = (policy: ApiPolicy, ingresses: Reader<ObservedIngress>): ObservedIngress[] => {
  const namespace = policy.metadata.namespace ?? '';
  if (policy.spec.targetSelectors)
    return ingresses.byIndex('namespace', namespace).filter((ingress) => claimedBy(policy, ingress));
  return (policy.spec.targetRefs ?? []).flatMap(({ name }) => ingresses.get(`${namespace}/${name}`) ?? []);
};

const reachOf = (policy: ApiPolicy): string =>
  JSON.stringify([policy.spec.targetRefs, policy.spec.targetSelectors, modeOf(policy)]);

/** Everything of an Ingress but what we own on it, and what a controller does not read. */
function feltByNeighbours({ metadata, spec, ownership }: ObservedIngress): string {
  const annotations = Object.entries(metadata.annotations ?? {})
    .filter(([key]) => !ownership.ours.has(key) && !key.startsWith(RECORD_PREFIX))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([spec, annotations, metadata.labels, metadata.deletionTimestamp !== undefined]);
}
