/**
 * A Kubernetes object as it stands in JSON on the wire.
 *
 * Objects are never converted to classes: a model that does not know a field drops it, and the next write would
 * delete that field on the server.
 */

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** Names one object of a resource; `namespace` is left out for a cluster-scoped one. */
export interface ObjectRef {
  readonly namespace?: string;
  readonly name: string;
}

/**
 * The key of an object in caches and queues: `namespace/name`, or `name` alone for a cluster-scoped object.
 * Neither part can hold a slash (RFC 1123), so the key is unambiguous.
 */
export function keyOf(object: { readonly metadata: ObjectRef }): string {
  return keyOfRef(object.metadata);
}

/** {@link keyOf} for a reference. */
export function keyOfRef(ref: ObjectRef): string {
  return ref.namespace === undefined || ref.namespace === '' ? ref.name : `${ref.namespace}/${ref.name}`;
}

/** The reference that a key of {@link keyOf} stands for. */
export function refOfKey(key: string): ObjectRef {
  const slash = key.indexOf('/');
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
