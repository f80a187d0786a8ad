import type { KubernetesObject } from '../api/kubernetes.ts';
import type { ClusterApiPolicy } from '../api/types.generated.ts';
import { keysOf, type Labels, selects } from './label-selector.ts';

/** What is known of a namespace. The API server gives every namespace the label with its name. */
export type KnownNamespace = Pick<KubernetesObject, 'metadata'>;

/** Carried by every namespace (https://kubernetes.io/docs/reference/labels-annotations-taints/). */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** The baselines that are for a namespace. */
export interface NamespaceBaselines {
  /** By name, which is their order of precedence. */
  readonly baselines: readonly ClusterApiPolicy[];
  /** Those of which it cannot be told, because the namespace's labels are not known. */
  readonly unknown: readonly ClusterApiPolicy[];
}

/**
 * Which of all valid baselines are for a namespace. One without a selector is for every namespace. Of a namespace that
 * is only named somewhere (offline) no label but that name is known.
 */
export function baselinesFor(
  name: string,
  namespace: KnownNamespace | undefined,
  all: Iterable<ClusterApiPolicy>,
): NamespaceBaselines {
  const labels: Labels = { ...namespace?.metadata.labels, [NAME_LABEL]: name };
  const sorted = [...all].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const isKnown = ({ spec }: ClusterApiPolicy): boolean =>
    namespace !== undefined || keysOf(spec.namespaceSelector ?? {}).every((key) => key === NAME_LABEL);
  return {
    baselines: sorted.filter(
      (baseline) => isKnown(baseline) && selects(baseline.spec.namespaceSelector ?? {}, labels),
    ),
    unknown: sorted.filter((baseline) => !isKnown(baseline)),
  };
}
