import type { Ingress } from '../../api/kubernetes.ts';
import { ruleHosts } from '../../plan/hosts.ts';
import { DEFAULT_PREFIX } from './annotations.ts';
import { readBool } from './grammar.ts';

/** A canary takes a share of its primary's traffic; the controller ignores its other annotations. */
export function isCanary(target: Ingress, prefix: string = DEFAULT_PREFIX): boolean {
  return readBool(target.metadata.annotations?.[`${prefix}/canary`]) === true;
}

/** Whether one of the Ingresses is the primary of a canary: of the same namespace and host, and no canary itself. */
export function hasPrimary(
  canary: Ingress,
  others: readonly Ingress[],
  prefix: string = DEFAULT_PREFIX,
): boolean {
  const hosts = new Set(ruleHosts(canary));
  return others.some(
    (other) =>
      !isCanary(other, prefix) &&
      (other.metadata.namespace ?? 'default') === (canary.metadata.namespace ?? 'default') &&
      ruleHosts(other).some((host) => hosts.has(host)),
  );
}
