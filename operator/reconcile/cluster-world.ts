import type { Ingress, IngressClass } from '../api/kubernetes.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import type { GatewaySettings } from '../gateways/gateway.ts';
import { keyOf } from '../kube/object.ts';
import { claimedBy } from '../policy/targets.ts';
import type { World } from './decide.ts';
import type { ObservedIngress } from './ownership.ts';
import type { ReadYourWrites } from './read-your-writes.ts';
import type { RepairBudget } from './repair-budget.ts';

/** What the world needs of a watch cache. */
export interface Reader<T> {
  get(key: string): T | undefined;
  list(): Iterable<T>;
  byIndex(index: string, value: string): readonly T[];
}

export const POLICY_INDEXES = {
  /** `namespace/name` of each Ingress that the policy names. */
  target: ({ metadata, spec }: ApiPolicy): string[] =>
    (spec.targetRefs ?? []).map(({ name }) => `${metadata.namespace}/${name}`),
  /** Namespace of a policy that selects its targets by labels. */
  selecting: ({ metadata, spec }: ApiPolicy): string[] => (spec.targetSelectors ? [metadata.namespace ?? ''] : []),
};

export const INGRESS_INDEXES = {
  namespace: ({ metadata }: ObservedIngress): string[] => [metadata.namespace ?? ''],
  /** `namespace/name` of the policy whose values stand on the Ingress. */
  governedBy: ({ metadata }: ObservedIngress): string[] => {
    const policy = metadata.annotations?.['apipolicy.dev/governed-by'];
    return policy === undefined ? [] : [`${metadata.namespace}/${policy}`];
  },
};

export interface ClusterSources {
  readonly policies: Reader<ApiPolicy>;
  readonly ingresses: Reader<ObservedIngress>;
  readonly classes: Reader<IngressClass>;
  readonly writtenIngresses: ReadYourWrites<ObservedIngress>;
  readonly repairs: RepairBudget;
  settings(className: string | undefined): GatewaySettings;
}

/** The cluster as the watch caches show it, with our own writes laid over what they have not caught up with. */
export class ClusterWorld implements World {
  readonly offline = false;
  readonly #sources: ClusterSources;

  constructor(sources: ClusterSources) {
    this.#sources = sources;
  }

  ingress(namespace: string, name: string): ObservedIngress | undefined {
    const key = `${namespace}/${name}`;
    const { ingresses, writtenIngresses } = this.#sources;
    return writtenIngresses.newest(key, ingresses.get(key));
  }

  *ingressesOf(namespace: string): Iterable<ObservedIngress> {
    for (const { metadata } of this.#sources.ingresses.byIndex('namespace', namespace)) {
      const ingress = this.ingress(namespace, metadata.name);
      if (ingress) yield ingress;
    }
  }

  /** Ingresses that carry the values of a policy, whether or not it still names them. */
  governedBy(policyKey: string): ObservedIngress[] {
    return this.#sources.ingresses.byIndex('governedBy', policyKey).flatMap(({ metadata }) => {
      const ingress = this.ingress(metadata.namespace ?? '', metadata.name);
      return ingress ? [ingress] : [];
    });
  }

  claimants(ingress: Ingress): ApiPolicy[] {
    const { policies } = this.#sources;
    const named = policies.byIndex('target', keyOf(ingress));
    const selecting = policies.byIndex('selecting', ingress.metadata.namespace ?? '');
    return [...named, ...selecting.filter((policy) => claimedBy(policy, ingress) !== undefined)];
  }

  classes(): IngressClass[] {
    return [...this.#sources.classes.list()];
  }

  settings(className: string | undefined): GatewaySettings {
    return this.#sources.settings(className);
  }

  mayRepair(ingress: Ingress): boolean {
    return this.#sources.repairs.allows(keyOf(ingress));
  }
}
