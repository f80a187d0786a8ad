import type { Ingress, KubernetesObject } from '../../api/kubernetes.ts';

/** Prefix that the controller reads unless `--annotations-prefix` says otherwise. */
export const DEFAULT_PREFIX = 'nginx.ingress.kubernetes.io';

/** Record of what the operator wrote, names without prefix: all else on an Ingress is somebody else's. */
const WRITTEN = 'apipolicy.dev/written';

/** `nginx.ingress.kubernetes.io/limit-rps` → `limit-rps` */
export function bareName(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Names, without prefix, of the annotations that the operator recorded as its own on an Ingress. */
export function writtenNames(target: Ingress): ReadonlySet<string> {
  return new Set((target.metadata.annotations?.[WRITTEN] ?? '').split(','));
}

/** Annotations of the controller on an Ingress that the operator has not written, by name without prefix. */
export function foreignAnnotations(target: Ingress, prefix: string): ReadonlyMap<string, string> {
  const annotations = target.metadata.annotations ?? {};
  const written = writtenNames(target);
  const start = `${prefix}/`;
  return new Map(
    Object.entries(annotations)
      .filter(([key]) => key.startsWith(start))
      .map(([key, value]) => [bareName(key), value] as const)
      .filter(([name]) => !written.has(name)),
  );
}

/** `Ingress shop/orders`, as findings name objects. */
export function objectName(target: KubernetesObject): string {
  return `${target.kind} ${target.metadata.namespace ?? 'default'}/${target.metadata.name}`;
}

/** Path of an annotation in a finding. */
export function annotationPath(prefix: string, name: string): string {
  return `metadata.annotations["${prefix}/${name}"]`;
}
