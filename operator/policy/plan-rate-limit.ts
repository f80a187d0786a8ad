import type { ApiPolicySpec } from '../api/types.generated.ts';
import { addressRate } from '../plan/nodes/address-rate.ts';
import { connections } from '../plan/nodes/connections.ts';
import { rateExemptions } from '../plan/nodes/rate-exemptions.ts';
import type { PlanNode } from '../plan/plan.ts';
import { stated } from '../plan/stated.ts';
import { parseNetworks } from './cidr.ts';

/** `spec.rateLimit` */
export function planRateLimit(rateLimit: NonNullable<ApiPolicySpec['rateLimit']>): PlanNode[] {
  const nodes: PlanNode[] = (rateLimit.rules ?? []).map((rule, index) =>
    addressRate({
      name: rule.name,
      requests: rule.requests,
      per: rule.per,
      ...(rule.burst !== undefined && { burst: rule.burst }),
      field: `spec.rateLimit.rules[${index}]`,
    }),
  );
  if (rateLimit.connections !== undefined) {
    nodes.push(connections({ count: stated(rateLimit.connections, 'spec.rateLimit.connections') }));
  }
  if (rateLimit.exemptCIDRs) {
    const field = 'spec.rateLimit.exemptCIDRs';
    nodes.push(rateExemptions({ networks: stated(parseNetworks(rateLimit.exemptCIDRs, field), field) }));
  }
  return nodes;
}
