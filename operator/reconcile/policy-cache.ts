import type { ApiPolicy } from '../api/types.generated.ts';
import { RECORD_PREFIX } from './ownership.ts';
import { sharedStatus } from './shared-status.ts';

/**
 * What the cache keeps of a policy: not its managedFields, nor the copy of itself that kubectl leaves in an annotation. A
 * spec is one object for as long as it is the same, which its generation says: what was worked out for it is then known.
 */
export function trimPolicy(
  { apiVersion, kind, metadata, spec, status }: ApiPolicy,
  stored?: ApiPolicy,
): ApiPolicy {
  const { name, namespace, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp } =
    metadata;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) =>
    key.startsWith(RECORD_PREFIX),
  );
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(generation !== undefined && { generation }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
      ...(deletionTimestamp !== undefined && { deletionTimestamp }),
      ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
    },
    spec: stored && isSameSpec(stored.metadata, metadata) ? stored.spec : spec,
    ...(status !== undefined && { status: sharedStatus(status) }),
  };
}

const isSameSpec = (a: ApiPolicy['metadata'], b: ApiPolicy['metadata']): boolean =>
  a.uid !== undefined && a.uid === b.uid && a.generation !== undefined && a.generation === b.generation;
