import type { Ingress, IngressClass, Service } from '../api/kubernetes.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import type { GatewaySettings } from '../gateways/gateway.ts';
import { HOST_KEYS, ingressesOnHosts } from '../gateways/host-context.ts';
import { keyOf } from '../kube/object.ts';
import { backendsOf } from '../plan/backends.ts';
import { claimedBy } from '../policy/targets.ts';
import { asksGateOf, mayNeedGate, speaksOfCertificates } from './asked-for.ts';
import type { World } from './decide.ts';
import { type ObservedIngress, writtenPrefix } from './ownership.ts';
import type { RepairBudget } from './repair-budget.ts';

/** What the world needs of a watch cache. */
export interface Reader<T> {
  get(key: string): T | undefined;
  list(): Iterable<T>;
  byIndex(index: string, value: string): readonly T[];
}

export const POLICY_INDEXES = {
  namespace: ({ metadata }: ApiPolicy): string[] => [metadata.namespace ?? ''],
  /** `namespace/name` of each Ingress that the policy names. */
  target: ({ metadata, spec }: ApiPolicy): string[] =>
    (spec.targetRefs ?? []).map(({ name }) => `${metadata.namespace}/${name}`),
  /** Namespace of a policy that selects its targets by labels. */
  selecting: ({ metadata, spec }: ApiPolicy): string[] =>
    spec.targetSelectors ? [metadata.namespace ?? ''] : [],
  /** Namespace of a policy that may need the gate by what it states itself. */
  mayNeedGate: ({ metadata, spec }: ApiPolicy): string[] =>
    mayNeedGate(spec) ? [metadata.namespace ?? ''] : [],
  /** Namespace of a policy that speaks of certificates itself. */
  speaksOfCertificates: ({ metadata, spec }: ApiPolicy): string[] =>
    speaksOfCertificates(spec) ? [metadata.namespace ?? ''] : [],
};

export const INGRESS_INDEXES = {
  ...HOST_KEYS,
  namespace: ({ metadata }: ObservedIngress): string[] => [metadata.namespace ?? ''],
  /** `namespace/name` of each Service that the Ingress leads to. */
  backend: (ingress: ObservedIngress): string[] =>
    backendsOf(ingress).map((name) => `${ingress.metadata.namespace}/${name}`),
  /** `namespace/name` of the policy whose values stand on the Ingress. */
  governedBy: ({ metadata }: ObservedIngress): string[] => {
    const policy = metadata.annotations?.['apipolicy.dev/governed-by'];
    return policy === undefined ? [] : [`${metadata.namespace}/${policy}`];
  },
  /** Namespace of an Ingress that asks a gate. */
  asksGate: (ingress: ObservedIngress): string[] =>
    asksGateOf(ingress) === undefined ? [] : [ingress.metadata.namespace ?? ''],
};

export interface ClusterSources {
  readonly policies: Reader<ApiPolicy>;
  readonly ingresses: Reader<ObservedIngress>;
  readonly classes: Reader<IngressClass>;
  readonly services: Reader<Service>;
  readonly repairs: RepairBudget;
  settings(className: string | undefined): GatewaySettings;
  /** True where a Deployment is configured and not seen. */
  lacksDeployment(className: string | undefined): boolean;
  gateways(): readonly GatewaySettings[];
}

/** The cluster as the watch caches show it, which hold our own writes as soon as they are answered. */
export class ClusterWorld implements World {
  readonly offline = false;
  readonly #sources: ClusterSources;

  constructor(sources: ClusterSources) {
    this.#sources = sources;
  }

  ingress(namespace: string, name: string): ObservedIngress | undefined {
    return this.#sources.ingresses.get(`${namespace}/${name}`);
  }

  ingressesOf(namespace: string): readonly ObservedIngress[] {
    return this.#sources.ingresses.byIndex('namespace', namespace);
  }

  ingressesOnHosts(hosts: readonly string[]): Iterable<ObservedIngress> {
    return ingressesOnHosts(hosts, (index, value) => this.#sources.ingresses.byIndex(index, value));
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#sources.services.get(`${namespace}/${name}`);
  }

  /** Ingresses of a namespace that ask a gate, or name its error page. */
  askingGates(namespace: string): readonly ObservedIngress[] {
    return this.#sources.ingresses.byIndex('asksGate', namespace);
  }

  /** Ingresses that carry the values of a policy, whether or not it still names them. */
  governedBy(policyKey: string): readonly ObservedIngress[] {
    return this.#sources.ingresses.byIndex('governedBy', policyKey);
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

  settings(className: string | undefined, ingress: ObservedIngress): GatewaySettings {
    const settings = this.#sources.settings(className);
    const earlierPrefix = this.#sources.lacksDeployment(className) ? writtenPrefix(ingress) : undefined;
    return earlierPrefix === undefined ? settings : { ...settings, earlierPrefix };
  }

  gateways(): readonly GatewaySettings[] {
    return this.#sources.gateways();
  }

  mayRepair(ingress: Ingress): boolean {
    return this.#sources.repairs.allows(keyOf(ingress));
  }
}
