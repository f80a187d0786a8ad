import type { ApiPolicySpec } from '../api/types.generated.ts';
import { allowedAddresses } from '../plan/nodes/allowed-addresses.ts';
import { deniedAddresses } from '../plan/nodes/denied-addresses.ts';
import type { PlanNode } from '../plan/plan.ts';
import { stated } from '../plan/stated.ts';
import { parseNetworks } from './cidr.ts';

/** `spec.network` */
export function planNetwork(network: NonNullable<ApiPolicySpec['network']>): PlanNode[] {
  const nodes: PlanNode[] = [];
  if (network.allowedCIDRs) {
    const field = 'spec.network.allowedCIDRs';
    nodes.push(allowedAddresses({ networks: stated(parseNetworks(network.allowedCIDRs, field), field) }));
  }
  if (network.deniedCIDRs) {
    const field = 'spec.network.deniedCIDRs';
    nodes.push(deniedAddresses({ networks: stated(parseNetworks(network.deniedCIDRs, field), field) }));
  }
  return nodes;
}
