import type { Ingress } from '../api/kubernetes.ts';
import { hostsOf } from '../plan/hosts.ts';

/** One host of a policy, with the target that has it. */
export interface PolicyHost {
  /** In small letters; empty for an Ingress that takes any host. */
  readonly host: string;
  readonly target: Ingress;
  /** Prefix of annotations that the target's gateway reads; absent: the usual one. */
  readonly prefix?: string;
}

/** Older Ingresses first: what is chosen by the first of them stays when another is added. */
export function byAge(targets: readonly Ingress[]): Ingress[] {
  const key = ({ metadata }: Ingress) => `${metadata.creationTimestamp ?? '~'} ${metadata.name}`;
  return targets.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Every host of the targets, each once. */
export function policyHosts(
  targets: readonly Ingress[],
  prefixes: Readonly<Record<string, string>> = {},
): PolicyHost[] {
  const found = new Map<string, PolicyHost>();
  for (const target of byAge(targets)) {
    const prefix = prefixes[target.metadata.name];
    const any = target.spec.defaultBackend || (target.spec.rules ?? []).some(({ host }) => !host);
    for (const host of [...hostsOf(target), ...(any ? [''] : [])])
      if (!found.has(host)) found.set(host, { host, target, ...(prefix !== undefined && { prefix }) });
  }
  return [...found.values()];
}
