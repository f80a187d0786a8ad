import type { GatePolicy } from '../plan/gate-plan.ts';
import { serves } from './hosts.ts';

/**
 * The policy of a request on the error path, where nginx names the Ingress. A name that no policy lists leaves the host,
 * and of several policies on a host none is taken: a wrong one would answer in another's words.
 */
export function findPolicy(
  policies: Iterable<GatePolicy>,
  ingress: string | undefined,
  host: string,
): GatePolicy | undefined {
  const all = [...policies];
  const named = all.filter(({ ingresses = [] }) => ingress !== undefined && ingresses.includes(ingress));
  const found = named.length > 0 ? named : all.filter(({ hosts }) => serves(hosts, host));
  return found.length === 1 ? found[0] : undefined;
}
