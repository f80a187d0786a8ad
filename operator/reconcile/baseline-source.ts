import type { KubernetesObject } from '../api/kubernetes.ts';
import type { ApiPolicy, ClusterApiPolicy } from '../api/types.generated.ts';
import { validateClusterApiPolicy } from '../api/validate.ts';
import { keyOf } from '../kube/object.ts';
import { baselinesFor } from '../policy/baselines.ts';
import { type EffectivePolicy, effectivePolicy } from '../policy/effective.ts';
import type { Reader } from './cluster-world.ts';

export interface BaselineSources {
  readonly baselines: Reader<ClusterApiPolicy>;
  readonly namespaces: Reader<KubernetesObject>;
}

interface Merged {
  /** `namespace/name` of the policy. */
  readonly of: string;
  readonly with: readonly ClusterApiPolicy[];
  readonly effective: EffectivePolicy;
}

/** Baselines as they count for policies: the valid ones, by namespace. */
export class BaselineSource {
  readonly #sources: BaselineSources;
  readonly #clusterDomain: string | undefined;
  /** Baselines that vanished and of which it is not known yet that somebody meant it. */
  readonly #retained = new Map<string, ClusterApiPolicy>();
  /** By spec, which stays the same object while it is the same. */
  readonly #effective = new WeakMap<ApiPolicy['spec'], Merged>();
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
    const baselines = this.for(policy.metadata.namespace ?? 'default');
    const key = keyOf(policy);
    const before = this.#effective.get(policy.spec);
    if (before?.of === key && sameList(before.with, baselines)) {
      const { spec } = before.effective.policy;
      return { ...before.effective, policy: spec === policy.spec ? policy : { ...policy, spec } };
    }
    const effective = effectivePolicy(policy, baselines, this.#clusterDomain);
    this.#effective.set(policy.spec, { of: key, with: baselines, effective });
    return effective;
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

const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);
