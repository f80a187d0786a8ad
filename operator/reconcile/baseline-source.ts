import type { KubernetesObject } from '../api/kubernetes.ts';
import type { ApiPolicy, ClusterApiPolicy } from '../api/types.generated.ts';
import { validateClusterApiPolicy } from '../api/validate.ts';
import { baselinesFor } from '../policy/baselines.ts';
import { type EffectivePolicy, effectivePolicy } from '../policy/effective.ts';
import type { Reader } from './cluster-world.ts';

export interface BaselineSources {
  readonly baselines: Reader<ClusterApiPolicy>;
  readonly namespaces: Reader<KubernetesObject>;
}

/** Baselines as they count for policies: the valid ones, by namespace. */
export class BaselineSource {
  readonly #sources: BaselineSources;
  readonly #clusterDomain: string | undefined;
  /** Baselines that vanished and of which it is not known yet that somebody meant it. */
  readonly #retained = new Map<string, ClusterApiPolicy>();
  readonly #problems = new WeakMap<ClusterApiPolicy, ReturnType<typeof validateClusterApiPolicy>>();

  /** @param clusterDomain domain of the cluster's services; default: `cluster.local` */
  constructor(sources: BaselineSources, clusterDomain?: string) {
    this.#sources = sources;
    this.#clusterDomain = clusterDomain;
  }

  /** The baselines that are for a namespace, by name. */
  for(namespace: string): readonly ClusterApiPolicy[] {
    const { baselines } = this.#sources;
    const gone = [...this.#retained.values()].filter(({ metadata }) => !baselines.get(metadata.name));
    const all = [...baselines.list(), ...gone].filter((baseline) => this.problems(baseline).length === 0);
    if (all.length === 0) return [];
    return baselinesFor(namespace, this.#sources.namespaces.get(namespace), all).baselines;
  }

  /** The policy with the defaults of its namespace's baselines. */
  effective(policy: ApiPolicy): EffectivePolicy {
    return effectivePolicy(policy, this.for(policy.metadata.namespace ?? 'default'), this.#clusterDomain);
  }

  /** Keeps a baseline in force that the cache no longer has: its whole kind may be going away. */
  retain(baseline: ClusterApiPolicy): void {
    this.#retained.set(baseline.metadata.name, baseline);
  }

  /** It was deleted on purpose. */
  drop(name: string): void {
    this.#retained.delete(name);
  }

  /** What admission would refuse today; such a baseline counts for nothing, and its status says so. */
  problems(baseline: ClusterApiPolicy): ReturnType<typeof validateClusterApiPolicy> {
    const known = this.#problems.get(baseline);
    if (known) return known;
    const { apiVersion, kind, metadata, spec } = baseline;
    const found = validateClusterApiPolicy({ apiVersion, kind, metadata: { name: metadata.name }, spec });
    this.#problems.set(baseline, found);
    return found;
  }
}
