import type { KubeObject, ObjectRef } from './object.ts';

/**
 * A kind of object and where the API server serves it. `T` is the type of its objects; it exists for the compiler
 * alone, so a resource is written as a plain constant:
 *
 * ```ts
 * const ingresses: Resource<Ingress> = {
 *   group: 'networking.k8s.io', version: 'v1', plural: 'ingresses', kind: 'Ingress', namespaced: true,
 * };
 * ```
 */
export interface Resource<T extends KubeObject = KubeObject> {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Lower case, as in the URL. */
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never set: it carries `T`. */
  readonly objectType?: T;
}

/** `v1` or `networking.k8s.io/v1`. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** `ingresses.networking.k8s.io`, as `kubectl api-resources` would be asked for it. */
export function nameOfResource(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** The URL path of all objects of a resource, in one namespace or (without it) in all. */
export function pathOfCollection(resource: Resource, namespace?: string): string {
  const root = resource.group === '' ? '/api' : `/apis/${resource.group}`;
  const scope =
    resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}/${resource.version}${scope}/${resource.plural}`;
}

/**
 * The URL path of one object, or of a subresource of it.
 * @throws TypeError when a namespaced object is named without its namespace.
 */
export function pathOfObject(resource: Resource, ref: ObjectRef, subresource?: 'status'): string {
  if (resource.namespaced && ref.namespace === undefined) {
    throw new TypeError(`${resource.kind} "${ref.name}" is namespaced: its reference must say the namespace`);
  }
  const object = `${pathOfCollection(resource, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  return subresource === undefined ? object : `${object}/${subresource}`;
}
