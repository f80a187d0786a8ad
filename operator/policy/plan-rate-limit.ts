import type { RateLimit, RateLimitRule } from '../api/types.generated.ts';
import { addressRate } from '../plan/nodes/address-rate.ts';
import { connections } from '../plan/nodes/connections.ts';
import { countedRate } from '../plan/nodes/counted-rate.ts';
import { rateExemptions } from '../plan/nodes/rate-exemptions.ts';
import { rateStore } from '../plan/nodes/rate-store.ts';
import type { PlanNode } from '../plan/plan.ts';
import { stated } from '../plan/stated.ts';
import { parseNetworks } from './cidr.ts';
import { planRedis } from './plan-redis.ts';
import { planMatches } from './plan-request-match.ts';
import { orDefault } from './stated-or-default.ts';

const AT = 'spec.rateLimit';

/** `spec.rateLimit` */
export function planRateLimit(rateLimit: RateLimit): PlanNode[] {
  const nodes = planRules(rateLimit.rules ?? []);
  const { onStoreFailure, redis } = rateLimit;
  if (onStoreFailure !== undefined || redis) {
    nodes.push(
      rateStore({
        onFailure: orDefault(onStoreFailure, `${AT}.onStoreFailure`, 'Local'),
        ...(redis && { redis: { ...planRedis(redis), field: `${AT}.redis` } }),
      }),
    );
  }
  if (rateLimit.connections !== undefined) {
    nodes.push(connections({ count: stated(rateLimit.connections, `${AT}.connections`) }));
  }
  if (rateLimit.exemptCIDRs) {
    const field = `${AT}.exemptCIDRs`;
    nodes.push(rateExemptions({ networks: stated(parseNetworks(rateLimit.exemptCIDRs, field), field) }));
  }
  return nodes;
}

/**
 * A gateway counts by address alone, in one counter a second and one a minute: the first rule that fits each of them is
 * the gateway's, which refuses before anything is asked; all others are counted with knowledge of the caller.
 */
function planRules(rules: readonly RateLimitRule[]): PlanNode[] {
  const taken = new Set<string>();
  return rules.map((rule, index) => {
    const field = `${AT}.rules[${index}]`;
    const { name, requests, per, by, burst, claim, header, matches } = rule;
    const fits = by === 'ClientAddress' && (per === 'Second' || per === 'Minute') && matches === undefined;
    if (fits && !taken.has(per)) {
      taken.add(per);
      return addressRate({ name, requests, per, ...(burst !== undefined && { burst }), field });
    }
    return countedRate({
      name,
      requests,
      per,
      by,
      ...(claim !== undefined && { claim }),
      ...(header !== undefined && { header }),
      matches: planMatches(matches, field),
      field,
    });
  });
}
