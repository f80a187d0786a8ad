import type { IngressClass, KubernetesObject, Service } from '../api/kubernetes.ts';
import type { ApiPolicy, ClusterApiPolicy } from '../api/types.generated.ts';
import type { Client } from '../kube/client.ts';
import type { Clock } from '../kube/clock.ts';
import type { Logger } from '../kube/logger.ts';
import type { Resource } from '../kube/resource.ts';
import { WatchCache } from '../kube/watch-cache.ts';
import { INGRESS_INDEXES, POLICY_INDEXES } from './cluster-world.ts';
import { type ObservedIngress, observe } from './ownership.ts';
import { trimPolicy } from './policy-cache.ts';
import {
  API_POLICIES,
  CLUSTER_API_POLICIES,
  INGRESS_CLASSES,
  INGRESSES,
  NAMESPACES,
  SERVICES,
} from './resources.ts';

export interface CacheOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** The cache holds Ingresses as {@link observe} leaves them. */
const OBSERVED_INGRESSES = INGRESSES as Resource<ObservedIngress>;

/** All that is watched in the whole cluster. */
export class Caches {
  readonly policies: WatchCache<ApiPolicy>;
  readonly ingresses: WatchCache<ObservedIngress>;
  readonly classes: WatchCache<IngressClass>;
  readonly baselines: WatchCache<ClusterApiPolicy>;
  readonly namespaces: WatchCache<KubernetesObject>;
  readonly services: WatchCache<Service>;

  constructor(common: CacheOptions) {
    this.policies = new WatchCache({
      ...common,
      resource: API_POLICIES,
      transform: trimPolicy,
      indexes: POLICY_INDEXES,
    });
    this.ingresses = new WatchCache<ObservedIngress>({
      ...common,
      resource: OBSERVED_INGRESSES,
      transform: observe,
      indexes: INGRESS_INDEXES,
    });
    this.classes = new WatchCache({ ...common, resource: INGRESS_CLASSES });
    this.baselines = new WatchCache({ ...common, resource: CLUSTER_API_POLICIES, transform: trimBaseline });
    this.namespaces = new WatchCache({ ...common, resource: NAMESPACES, transform: trimNamespace });
    this.services = new WatchCache({ ...common, resource: SERVICES, transform: trimService });
  }

  get all(): readonly [
    WatchCache<ApiPolicy>,
    WatchCache<ObservedIngress>,
    WatchCache<IngressClass>,
    WatchCache<ClusterApiPolicy>,
    WatchCache<KubernetesObject>,
    WatchCache<Service>,
  ] {
    return [this.policies, this.ingresses, this.classes, this.baselines, this.namespaces, this.services];
  }

  /** Resolves when the first state of the cluster is known. */
  async synced(): Promise<void> {
    await Promise.all(this.all.map((cache) => cache.synced));
  }

  get hasSynced(): boolean {
    return this.all.every((cache) => cache.hasSynced);
  }
}

const trimNamespace = ({ apiVersion, kind, metadata }: KubernetesObject): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: {
    name: metadata.name,
    ...(metadata.uid !== undefined && { uid: metadata.uid }),
    ...(metadata.resourceVersion !== undefined && { resourceVersion: metadata.resourceVersion }),
    ...(metadata.labels !== undefined && { labels: metadata.labels }),
  },
});

function trimBaseline({ metadata, ...baseline }: ClusterApiPolicy): ClusterApiPolicy {
  const { managedFields: _owners, annotations: _notes, ...kept } = metadata;
  return { ...baseline, metadata: kept };
}

/** Where it leads, and nothing else: a cluster has many, and their annotations and statuses are never read. */
const trimService = ({ metadata, spec }: Service): Service => {
  const { name, namespace, uid, resourceVersion } = metadata;
  const { type, externalName, selector, ports } = spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    spec: {
      ...(type !== undefined && { type }),
      ...(externalName !== undefined && { externalName }),
      ...(selector && { selector }),
      ...(ports && {
        ports: ports.map(({ name, port, targetPort, protocol }) => ({
          port,
          ...(name !== undefined && { name }),
          ...(targetPort !== undefined && { targetPort }),
          ...(protocol !== undefined && { protocol }),
        })),
      }),
    },
  };
};
