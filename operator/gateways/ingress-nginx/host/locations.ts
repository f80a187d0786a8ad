import type { Ingress, IngressPath } from '../../../api/kubernetes.ts';
import { isChallenge } from '../../../plan/acme-challenge.ts';

/** One path of a host as the controller makes a location of it. */
export interface Location {
  readonly host: string;
  readonly path: string;
  /** The controller takes `ImplementationSpecific` for `Prefix`. */
  readonly type: 'Exact' | 'Prefix';
}

export interface IngressLocation extends Location {
  /** True where cert-manager answers a challenge of ACME, which is meant to be open. */
  readonly challenge: boolean;
}

/** All locations that an Ingress asks for; a host is `''` for the server that takes every other host. */
export function locationsOf(ingress: Ingress): IngressLocation[] {
  const { spec } = ingress;
  return (spec.rules ?? []).flatMap(({ host = '', http }) =>
    (http?.paths ?? []).map((one) => ({
      host: host.toLowerCase(),
      path: one.path || '/',
      type: typeOf(one.pathType),
      challenge: isChallenge(one, ingress),
    })),
  );
}

/** Hosts of the rules, `''` for a rule without one. */
export function serversOf({ spec }: Ingress): string[] {
  return [...new Set((spec.rules ?? []).map(({ host = '' }) => host.toLowerCase()))];
}

/** Hosts of the rules that two Ingresses have in common: one server of nginx for both. */
export function sharedServers(a: Ingress, b: Ingress): string[] {
  const others = new Set(serversOf(b));
  return serversOf(a).filter((host) => others.has(host));
}

export const sameLocation = (a: Location, b: Location): boolean =>
  a.host === b.host && a.path === b.path && a.type === b.type;

const typeOf = (pathType: IngressPath['pathType']): Location['type'] =>
  pathType === 'Exact' ? 'Exact' : 'Prefix';

/**
 * Whether the controller takes one Ingress before another: the older first, of two equally old ones the one with the
 * larger `namespace/name`. Not known for Ingresses that are not in a cluster yet.
 */
export function comesFirst(a: Ingress, b: Ingress): boolean | undefined {
  const [left, right] = [a, b].map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? ''));
  if (left === undefined || right === undefined || Number.isNaN(left) || Number.isNaN(right))
    return undefined;
  if (left !== right) return left < right;
  return keyOf(a) > keyOf(b);
}

/** `shop/orders` */
export const keyOf = ({ metadata }: Ingress): string => `${metadata.namespace ?? 'default'}/${metadata.name}`;
