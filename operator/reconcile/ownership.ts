import type { Ingress, ManagedFieldsEntry } from '../api/kubernetes.ts';

/** Field manager of every server-side apply that the operator makes. */
export const FIELD_MANAGER = 'apipolicy';

/** Prefix of the annotations that record what was written, and of those that users set for the operator. */
export const RECORD_PREFIX = 'apipolicy.dev/';
/** Names the policy whose values stand on the Ingress. */
export const GOVERNED_BY = `${RECORD_PREFIX}governed-by`;
/** What the operator wrote, comma-separated, without the gateway's prefix: the difference between drift and conflict. */
export const WRITTEN = `${RECORD_PREFIX}written`;
/**
 * Set by the chart's admission policy on an Ingress that it gave a decision of the gate at its creation, together with
 * {@link BORN_WITH}. Nobody manages what admission sets.
 */
export const BORN_UNDER = `${RECORD_PREFIX}born-under`;
/** Names of those annotations, without the gateway's prefix. */
const BORN_WITH: ReadonlySet<string> = new Set(['auth-url', 'auth-method', 'auth-response-headers']);
/** Break-glass on a policy: nothing is written or repaired while it is `"true"`. */
export const PAUSED = `${RECORD_PREFIX}paused`;
/** Stands in {@link WRITTEN} for `spec.tls`. */
export const TLS_RECORD = 'spec.tls';

/**
 * Who manages what on an Ingress, taken from `metadata.managedFields` (Kubernetes: Server-Side Apply).
 * Small, so that a cache can keep it in place of the whole list.
 */
export interface Ownership {
  /** Annotation keys that we applied. */
  readonly ours: ReadonlySet<string>;
  /** Other managers of an annotation, by its key. */
  readonly others: ReadonlyMap<string, readonly string[]>;
  readonly tls: { readonly ours: boolean; readonly others: readonly string[] };
  /**
   * True where somebody applied `annotations: {}`: server-side apply then counts the empty map as a value of theirs, and
   * the first key that anybody adds as a conflict with it.
   */
  readonly emptyMapHeld: boolean;
  /** When we last changed anything here (RFC 3339), as the API server noted it. */
  readonly appliedAt?: string;
}

/** An Ingress as the cache keeps it: what decisions read, and nothing else. */
export interface ObservedIngress extends Ingress {
  readonly ownership: Ownership;
}

const isOurs = (entry: ManagedFieldsEntry): boolean =>
  entry.manager === FIELD_MANAGER && entry.operation === 'Apply' && !entry.subresource;

const fieldsOf = (tree: unknown, ...path: string[]): Record<string, unknown> | undefined => {
  let node: unknown = tree;
  for (const step of path) {
    if (typeof node !== 'object' || node === null) return undefined;
    node = (node as Record<string, unknown>)[step];
  }
  return typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : undefined;
};

/** Reads the owners of annotations and of `spec.tls`. An entry of a subresource (status) owns neither. */
export function ownershipOf(entries: readonly ManagedFieldsEntry[] | undefined): Ownership {
  const ours = new Set<string>();
  const others = new Map<string, string[]>();
  const tls = { ours: false, others: [] as string[] };
  let emptyMapHeld = false;
  let appliedAt: string | undefined;
  for (const entry of entries ?? []) {
    if (entry.subresource) continue;
    const mine = isOurs(entry);
    if (mine) appliedAt = entry.time;
    const manager = entry.manager ?? 'unknown';
    const annotations = fieldsOf(entry.fieldsV1, 'f:metadata', 'f:annotations');
    if (!mine && annotations && Object.keys(annotations).length === 0) emptyMapHeld = true;
    for (const field of Object.keys(annotations ?? {})) {
      if (!field.startsWith('f:')) continue;
      const key = field.slice(2);
      if (mine) ours.add(key);
      else others.set(key, [...(others.get(key) ?? []), manager]);
    }
    if (fieldsOf(entry.fieldsV1, 'f:spec', 'f:tls') !== undefined) {
      if (mine) tls.ours = true;
      else tls.others.push(manager);
    }
  }
  return { ours, others, tls, emptyMapHeld, ...(appliedAt !== undefined && { appliedAt }) };
}

/**
 * Names of the annotations and fields that an earlier apply recorded as written by us, without prefix. A record that we
 * do not own says nothing: it was copied or forged, and would give us the right to take values by force.
 */
export function recordedKeys({ metadata, ownership }: ObservedIngress): ReadonlySet<string> {
  const record = ownership.ours.has(WRITTEN) ? (metadata.annotations?.[WRITTEN] ?? '') : '';
  return new Set(record.split(',').filter((name) => name !== ''));
}

/** True for an annotation that admission gave the Ingress at its creation in our name, and that nobody has touched since. */
export function isBornWith(key: string, { metadata, ownership }: ObservedIngress): boolean {
  const unmanaged = (name: string): boolean => !ownership.ours.has(name) && !ownership.others.has(name);
  return (
    BORN_WITH.has(key.slice(key.indexOf('/') + 1)) &&
    metadata.annotations?.[BORN_UNDER] !== undefined &&
    unmanaged(BORN_UNDER) &&
    unmanaged(key)
  );
}

/** Prefix of the gateway's annotations that we own on the Ingress, without its slash; undefined: we own none. */
export function writtenPrefix(ingress: ObservedIngress): string | undefined {
  const recorded = recordedKeys(ingress);
  const key = [...ingress.ownership.ours].find((owned) => recorded.has(owned.slice(owned.indexOf('/') + 1)));
  return key?.slice(0, key.indexOf('/'));
}

/** The Ingress without a record that we do not own, for those who judge what is foreign by the record alone. */
export function withoutForeignRecord(ingress: ObservedIngress): ObservedIngress {
  const { metadata, ownership } = ingress;
  if (metadata.annotations?.[WRITTEN] === undefined || ownership.ours.has(WRITTEN)) return ingress;
  const { [WRITTEN]: _foreign, ...annotations } = metadata.annotations;
  return { ...ingress, metadata: { ...metadata, annotations } };
}

const DECIDING_PREFIXES = ['nginx.ingress.kubernetes.io/', RECORD_PREFIX];
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Annotations of a gateway with a prefix of its own are shorter; what is longer belongs to some other tool. */
const LONGEST_KEPT = 1024;

const isKept = (key: string, value: string): boolean =>
  DECIDING_PREFIXES.some((prefix) => key.startsWith(prefix)) ||
  (value.length <= LONGEST_KEPT && key !== LAST_APPLIED);

/** What the cache keeps of an Ingress. Annotations that no decision reads can be large and are dropped. */
export function observe(ingress: Ingress): ObservedIngress {
  const { metadata, spec, status } = ingress;
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    if (isKept(key, value)) annotations[key] = value;
  }
  const ownership = ownershipOf(metadata.managedFields);
  for (const key of ownership.others.keys()) {
    if (!(key in annotations)) (ownership.others as Map<string, readonly string[]>).delete(key);
  }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: metadata.name,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      ...(metadata.uid !== undefined && { uid: metadata.uid }),
      ...(metadata.resourceVersion !== undefined && { resourceVersion: metadata.resourceVersion }),
      ...(metadata.creationTimestamp !== undefined && { creationTimestamp: metadata.creationTimestamp }),
      ...(metadata.deletionTimestamp !== undefined && { deletionTimestamp: metadata.deletionTimestamp }),
      ...(metadata.labels !== undefined && { labels: metadata.labels }),
      annotations,
    },
    spec,
    ...(status?.loadBalancer?.ingress && {
      status: { loadBalancer: { ingress: status.loadBalancer.ingress } },
    }),
    ownership,
  };
}
