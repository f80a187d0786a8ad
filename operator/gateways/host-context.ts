import type { Ingress, Service } from '../api/kubernetes.ts';
import { hostsOf } from '../plan/hosts.ts';
import type { ResolvedGateway } from './classes.ts';
import type { GatewaySettings, HostContext, Neighbour } from './gateway.ts';

/** By which Ingresses that have to do with each other on hosts are found: an index of a cache, or a scan. */
export const HOST_KEYS = {
  /** Every host that an Ingress asks for, aliases among them; `''` for a rule without a host. */
  host: (ingress: Ingress): string[] => [
    ...new Set([
      ...(ingress.spec.rules ?? []).map(({ host = '' }) => host.toLowerCase()),
      ...aliasKeys(ingress).flatMap((key) => hostsOf(ingress, key)),
    ]),
  ],
  /** The wildcards that these hosts are below: `*.example.com` of `api.example.com`. */
  below: (ingress: Ingress): string[] => [...new Set(HOST_KEYS.host(ingress).flatMap(wildcardsOver))],
};

/** Whatever prefix the controller has for its annotations. */
function aliasKeys({ metadata }: Ingress): string[] {
  return Object.keys(metadata.annotations ?? {}).filter((key) => key.endsWith('/server-alias'));
}

function wildcardsOver(host: string): string[] {
  const labels = host.split('.').slice(host.startsWith('*.') ? 2 : 1);
  return labels.map((_, index) => `*.${labels.slice(index).join('.')}`);
}

/** What finds Ingresses by the keys of {@link HOST_KEYS}. */
export type Lookup<T extends Ingress> = (index: keyof typeof HOST_KEYS, value: string) => Iterable<T>;

/** Ingresses that serve one of the hosts, or a host below one of them that is a wildcard. Each once. */
export function ingressesOnHosts<T extends Ingress>(hosts: readonly string[], find: Lookup<T>): Set<T> {
  const found = new Set<T>();
  for (const host of hosts) {
    for (const ingress of find('host', host)) found.add(ingress);
    if (host.startsWith('*.')) for (const ingress of find('below', host)) found.add(ingress);
  }
  return found;
}

/** Ingresses for which a change of this one can matter: those of its hosts, and of the wildcards over them. */
export function concernedBy<T extends Ingress>(changed: Ingress, find: Lookup<T>): Set<T> {
  const found = ingressesOnHosts(HOST_KEYS.host(changed), find);
  for (const wildcard of HOST_KEYS.below(changed))
    for (const ingress of find('host', wildcard)) found.add(ingress);
  return found;
}

export interface HostContextInput {
  readonly target: Ingress;
  /** How the target is served. */
  readonly resolved: Extract<ResolvedGateway, { kind: 'known' }>;
  readonly settings: GatewaySettings;
  readonly backends: readonly Service[];
  /** Ingresses of the target's hosts; the target itself may be among them. */
  readonly candidates: Iterable<Ingress>;
  /** Ingresses that lead to one of the backends; the target itself may be among them. */
  readonly besides?: Iterable<Ingress>;
  readonly resolve: (ingress: Ingress) => ResolvedGateway;
  /** The policy that is in force on an Ingress, as `web/reports`. */
  readonly governedBy: (ingress: Ingress) => string | undefined;
}

/** Everything around a target that its gateway serves together with it, in the order of names. */
export function hostContext(input: HostContextInput): HostContext {
  const { settings, backends, candidates, besides } = input;
  return {
    neighbours: neighboursAmong(candidates, input),
    backends,
    ...(besides && { besides: neighboursAmong(besides, input) }),
    settings,
  };
}

function neighboursAmong(
  candidates: Iterable<Ingress>,
  { target, resolved, resolve, governedBy }: HostContextInput,
): Neighbour[] {
  const neighbours: Neighbour[] = [];
  for (const ingress of candidates) {
    if (nameOf(ingress) === nameOf(target)) continue;
    if (!sameController(resolved, resolve(ingress))) continue;
    const policy = governedBy(ingress);
    neighbours.push({ ingress, ...(policy !== undefined && { governedBy: policy }) });
  }
  return neighbours.sort((a, b) => (nameOf(a.ingress) < nameOf(b.ingress) ? -1 : 1));
}

/** One controller serves every class that names it; what another one serves on the same host is another way in. */
function sameController(ours: HostContextInput['resolved'], theirs: ResolvedGateway): boolean {
  if (theirs.kind !== 'known' || theirs.gateway.id !== ours.gateway.id) return false;
  return (
    ours.controller === undefined || theirs.controller === undefined || ours.controller === theirs.controller
  );
}

const nameOf = ({ metadata }: Ingress): string => `${metadata.namespace ?? 'default'}/${metadata.name}`;
