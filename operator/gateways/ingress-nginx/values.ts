import { decisionPath, GATE } from '../../plan/gate-plan.ts';
import { formatNetwork, parseNetwork } from '../../plan/network.ts';

/**
 * A value that must not reach an annotation: it is outside the closed alphabet of its key. The schema refuses such
 * values earlier, so this means that an object was planned unvalidated. Nothing of the policy is written.
 */
export class AnnotationValueError extends Error {
  override readonly name = 'AnnotationValueError';
  readonly code = 'INVALID_ANNOTATION_VALUE';
  readonly annotation: string;

  constructor(annotation: string, value: unknown, wanted: string) {
    super(`${annotation}: ${JSON.stringify(value)} is no ${wanted}; it is not written`);
    this.annotation = annotation;
  }
}

/** Each of these is at least as strict as the controller's own validator of the key, in every version. */
const METHOD = /^[A-Z]{1,16}$/;
const HEADER_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const ORIGIN =
  /^https?:\/\/(\*\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:[1-9][0-9]{0,4})?$/;

/** Controller: `^[a-zA-Z\\d_ :;.,\\\\/"'?!(){}[\\]@<>=\\-+*#$&`|~^%]+$`; without what nginx reads inside a quoted string. */
const HEADER_VALUE = /^[!#%-[\]-_a-z|~]([ !#%-[\]-_a-z|~]*[!#%-[\]-_a-z|~])?$/;

export const isHeaderName = (text: string): boolean => HEADER_NAME.test(text);
export const isHeaderValue = (text: string): boolean => HEADER_VALUE.test(text);

/** Name of an object in the target's own namespace (RFC 1123 subdomain): no slash, so no other namespace. */
export function objectNameText(place: string, name: string): string {
  if (!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name))
    throw new AnnotationValueError(place, name, 'object name');
  return name;
}

/** Controller: `namespace/name` and nothing shorter (`k8s.ParseNameNS`). The namespace is the target's own. */
export function secretReference(annotation: string, namespace: string, name: string): string {
  return `${objectNameText(annotation, namespace)}/${objectNameText(annotation, name)}`;
}

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/**
 * Where the gate of a namespace decides on a policy. Controller: `^[-._~a-zA-Z0-9/:, ?&=$]*$`, and nginx resolves the whole
 * name itself, without search domains.
 */
export function decisionUrl(
  annotation: string,
  policy: { readonly namespace: string; readonly name: string },
  clusterDomain: string,
  form: Parameters<typeof decisionPath>[1],
): string {
  for (const part of [policy.namespace, policy.name, clusterDomain])
    if (part.length > 253 || !SUBDOMAIN.test(part))
      throw new AnnotationValueError(annotation, part, 'DNS name');
  const host = `${GATE.name}.${policy.namespace}.svc.${clusterDomain}`;
  return `http://${host}:${GATE.decisionPort}${decisionPath(policy.name, form)}`;
}

/** Controller: a regular expression of nginx, written without quotes. */
export function dnsName(annotation: string, name: string): string {
  if (name.length > 253 || !SUBDOMAIN.test(name))
    throw new AnnotationValueError(annotation, name, 'DNS name');
  return name;
}

/** Controller: `strconv.Atoi`. */
export function integer(annotation: string, value: number): string {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new AnnotationValueError(annotation, value, 'whole number');
  return String(value);
}

/** Controller: `strconv.ParseBool`. */
export function bool(annotation: string, value: boolean): string {
  if (typeof value !== 'boolean') throw new AnnotationValueError(annotation, value, 'boolean');
  return value ? 'true' : 'false';
}

/** Controller: a comma-separated list of CIDRs; no blanks and no newlines, which some versions take amiss. */
export function networkList(annotation: string, networks: readonly string[]): string {
  return joined(annotation, networks, 'network', (text) => {
    try {
      return formatNetwork(parseNetwork(text)) === text;
    } catch {
      return false;
    }
  });
}

/** Controller: `^(?i)\d+[bkmg]?$`; whole mebibytes as `1m`, all else in bytes. */
export function size(annotation: string, bytes: number): string {
  const mebibyte = 1024 * 1024;
  if (bytes <= 0) throw new AnnotationValueError(annotation, bytes, 'size (0 would mean unlimited)');
  return bytes % mebibyte === 0 ? `${integer(annotation, bytes / mebibyte)}m` : integer(annotation, bytes);
}

export function methodList(annotation: string, methods: readonly string[]): string {
  return joined(annotation, methods, 'request method', (text) => METHOD.test(text));
}

export function headerNameList(annotation: string, names: readonly string[]): string {
  return joined(annotation, names, 'header name', (text) => HEADER_NAME.test(text));
}

/** `*` is for itself only: in a list the controller lets it swallow the others. */
export function originList(annotation: string, origins: readonly string[]): string {
  if (origins.length === 1 && origins[0] === '*') return '*';
  return joined(annotation, origins, 'origin', (text) => ORIGIN.test(text));
}

function joined(
  annotation: string,
  entries: readonly string[],
  wanted: string,
  allowed: (entry: string) => boolean,
): string {
  if (entries.length === 0) throw new AnnotationValueError(annotation, '', `list of ${wanted}s`);
  for (const entry of entries) {
    if (typeof entry !== 'string' || !allowed(entry))
      throw new AnnotationValueError(annotation, entry, wanted);
  }
  return [...new Set(entries)].join(',');
}
