import type {
  ConfigMap,
  Deployment,
  Ingress,
  IngressClass,
  KubernetesObject,
  Service,
} from '../api/kubernetes.ts';
import type { ApiPolicy, ClusterApiPolicy } from '../api/types.generated.ts';
import type { GatewaySettings } from '../gateways/gateway.ts';
import { HOST_KEYS, ingressesOnHosts } from '../gateways/host-context.ts';
import { claimedBy } from '../policy/targets.ts';
import type { World } from '../reconcile/decide.ts';
import { type ObservedIngress, observe } from '../reconcile/ownership.ts';

/** What a set of files holds, by kind. Kinds that no decision reads are passed over. */
export interface Snapshot {
  readonly policies: readonly ApiPolicy[];
  readonly baselines: readonly ClusterApiPolicy[];
  /** Namespaces that are among the files; others may exist. */
  readonly namespaces: readonly KubernetesObject[];
  readonly ingresses: readonly Ingress[];
  readonly classes: readonly IngressClass[];
  readonly services: readonly Service[];
  readonly configMaps: readonly ConfigMap[];
  readonly deployments: readonly Deployment[];
  readonly certificates: readonly CertificateFile[];
  /** Issuers and ClusterIssuers. */
  readonly issuers: readonly IssuerFile[];
}

/** cert-manager.io/v1 Certificate */
export interface CertificateFile extends KubernetesObject {
  readonly spec?: { readonly secretName?: string };
}

/** cert-manager.io/v1 Issuer or ClusterIssuer: the keys of its spec are its type. */
export interface IssuerFile extends KubernetesObject {
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** How the files' gateways are configured: from `--config`, from `--gateway-version`, or from the files themselves. */
export type SettingsOf = (className: string | undefined) => GatewaySettings;

/**
 * Sorts objects by kind. An object without a namespace is taken to be in `default`, as kubectl does; of several with one
 * name the last one counts.
 */
export function snapshotOf(objects: readonly KubernetesObject[]): Snapshot {
  const of = <T extends KubernetesObject>(apiVersion: string, kind: string, namespaced: boolean): T[] => {
    const found = objects
      .filter((object) => object.apiVersion === apiVersion && object.kind === kind)
      .map((object) => (namespaced ? inNamespace(object as T) : (object as T)));
    const byName = found.map(
      (object) => [`${object.metadata.namespace}/${object.metadata.name}`, object] as const,
    );
    return [...new Map(byName).values()];
  };
  return {
    policies: of<ApiPolicy>('apipolicy.dev/v1alpha1', 'ApiPolicy', true),
    baselines: of<ClusterApiPolicy>('apipolicy.dev/v1alpha1', 'ClusterApiPolicy', false),
    namespaces: of<KubernetesObject>('v1', 'Namespace', false),
    ingresses: of<Ingress>('networking.k8s.io/v1', 'Ingress', true).map(withSpec),
    classes: of<IngressClass>('networking.k8s.io/v1', 'IngressClass', false),
    services: of<Service>('v1', 'Service', true),
    configMaps: of<ConfigMap>('v1', 'ConfigMap', true),
    deployments: of<Deployment>('apps/v1', 'Deployment', true),
    certificates: of<CertificateFile>('cert-manager.io/v1', 'Certificate', true),
    issuers: [
      ...of<IssuerFile>('cert-manager.io/v1', 'Issuer', true),
      ...of<IssuerFile>('cert-manager.io/v1', 'ClusterIssuer', false),
    ],
  };
}

/** An Ingress without a spec is refused by the API server; here it serves no host. */
function withSpec(ingress: Ingress): Ingress {
  return { ...ingress, spec: ingress.spec ?? {} };
}

function inNamespace<T extends KubernetesObject>(object: T): T {
  return object.metadata.namespace
    ? object
    : { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}

/** Files as a world: nothing changes, and what is missing may exist elsewhere. */
export class OfflineWorld implements World {
  readonly offline = true;
  readonly settings: SettingsOf;
  readonly #gateways: readonly GatewaySettings[];
  readonly #snapshot: Snapshot;
  readonly #services: ReadonlyMap<string, Service>;
  readonly #ingresses: ReadonlyMap<string, ObservedIngress>;
  readonly #hosts: Readonly<Record<keyof typeof HOST_KEYS, ReadonlyMap<string, ObservedIngress[]>>>;

  constructor(snapshot: Snapshot, settings: SettingsOf, gateways: readonly GatewaySettings[]) {
    this.#gateways = gateways;
    this.#snapshot = snapshot;
    this.settings = settings;
    this.#services = new Map(
      snapshot.services.map((service) => [`${service.metadata.namespace}/${service.metadata.name}`, service]),
    );
    this.#ingresses = new Map(
      snapshot.ingresses.map((ingress) => [
        `${ingress.metadata.namespace}/${ingress.metadata.name}`,
        observe(ingress),
      ]),
    );
    const ingresses = [...this.#ingresses.values()];
    this.#hosts = {
      host: groupedBy(ingresses, HOST_KEYS.host),
      below: groupedBy(ingresses, HOST_KEYS.below),
    };
  }

  ingress(namespace: string, name: string): ObservedIngress | undefined {
    return this.#ingresses.get(`${namespace}/${name}`);
  }

  ingressesOf(namespace: string): ObservedIngress[] {
    return [...this.#ingresses.values()].filter(({ metadata }) => metadata.namespace === namespace);
  }

  ingressesOnHosts(hosts: readonly string[]): Iterable<ObservedIngress> {
    return ingressesOnHosts(hosts, (index, value) => this.#hosts[index].get(value) ?? []);
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.get(`${namespace}/${name}`);
  }

  claimants(ingress: Ingress): ApiPolicy[] {
    return this.#snapshot.policies.filter(
      (policy) =>
        policy.metadata.namespace === ingress.metadata.namespace && claimedBy(policy, ingress) !== undefined,
    );
  }

  classes(): readonly IngressClass[] {
    return this.#snapshot.classes;
  }

  gateways(): readonly GatewaySettings[] {
    return this.#gateways;
  }

  mayRepair(): boolean {
    return true;
  }
}

function groupedBy<T>(entries: readonly T[], keysOf: (entry: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    for (const key of keysOf(entry)) {
      const group = groups.get(key);
      if (group) group.push(entry);
      else groups.set(key, [entry]);
    }
  }
  return groups;
}
