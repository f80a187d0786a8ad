import type { EndpointSlice } from '../../api/kubernetes.ts';
import { MANAGED_BY } from '../../companions/object.ts';
import type { Resource } from '../../kube/resource.ts';
import { type Change, WatchCache } from '../../kube/watch-cache.ts';
import { GATE } from '../../plan/gate-plan.ts';
import type { CacheOptions } from '../caches.ts';
import { FIELD_MANAGER } from '../ownership.ts';
import { ENDPOINT_SLICES } from '../resources.ts';
import { COMPANION_RESOURCES, isCompanionName, type LiveCompanion, observeCompanion } from './companion.ts';

const INDEXES = {
  namespace: ({ metadata }: { readonly metadata: { readonly namespace?: string } }): string[] => [
    metadata.namespace ?? '',
  ],
};

/** The companions of all namespaces as they are, by label, and where the replicas of gates are reached. */
export class LiveCompanions {
  readonly slices: WatchCache<EndpointSlice>;
  readonly #caches: ReadonlyMap<string, WatchCache<LiveCompanion>>;

  constructor(common: CacheOptions) {
    const labelSelector = `${MANAGED_BY}=${FIELD_MANAGER}`;
    this.#caches = new Map(
      COMPANION_RESOURCES.map((resource) => [
        resource.kind,
        new WatchCache<LiveCompanion>({
          ...common,
          resource,
          labelSelector,
          transform: observeCompanion,
          indexes: INDEXES,
        }),
      ]),
    );
    this.slices = new WatchCache<EndpointSlice>({
      ...common,
      resource: ENDPOINT_SLICES,
      labelSelector: `kubernetes.io/service-name=${GATE.name}`,
      transform: trimSlice,
      indexes: INDEXES,
    });
  }

  get all(): readonly WatchCache<LiveCompanion | EndpointSlice>[] {
    return [...this.#caches.values(), this.slices] as unknown as WatchCache<LiveCompanion | EndpointSlice>[];
  }

  /** Companions of a namespace, and whatever else carries their label under their names. */
  of(namespace: string): LiveCompanion[] {
    return [...this.#caches.values()]
      .flatMap((cache) => cache.byIndex('namespace', namespace))
      .filter(({ metadata }) => isCompanionName(metadata.name));
  }

  get(kind: string, namespace: string, name: string): LiveCompanion | undefined {
    return this.#caches.get(kind)?.get(`${namespace}/${name}`);
  }

  /** Notes the answer to a write. */
  answered(resource: Resource, object: LiveCompanion): void {
    this.#caches.get(resource.kind)?.observe(object);
  }

  /** Tells of every change of a companion, own writes among them. */
  onChange(handler: (namespace: string, change: Change<LiveCompanion>) => void): void {
    for (const cache of this.#caches.values())
      cache.onChange((change) => {
        const { name, namespace = '' } = (change.new ?? change.old)?.metadata ?? { name: '' };
        if (isCompanionName(name)) handler(namespace, change);
      });
  }
}

const trimSlice = ({ apiVersion, kind, metadata, endpoints = [] }: EndpointSlice): EndpointSlice => ({
  apiVersion,
  kind,
  metadata: {
    name: metadata.name,
    ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
    ...(metadata.uid !== undefined && { uid: metadata.uid }),
    ...(metadata.resourceVersion !== undefined && { resourceVersion: metadata.resourceVersion }),
  },
  endpoints,
});
