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

/** True where a rule needs more than a gateway's own counters. */
export const needCaller = (rules: readonly RateLimitRule[]): boolean =>
  rules.some((_, index) => !isGateways(rules, index));

const fits = ({ by, per, matches }: RateLimitRule): boolean =>
  by === 'ClientAddress' && (per === 'Second' || per === 'Minute') && matches === undefined;

/** The first of its unit that fits. */
function isGateways(rules: readonly RateLimitRule[], index: number): boolean {
  const rule = rules[index];
  return rule !== undefined && rules.find((other) => fits(other) && other.per === rule.per) === rule;
}

/**
 * A gateway counts by address alone, in one counter a second and one a minute: the first rule that fits each of them is
 * the gateway's, which refuses before anything is asked; all others are counted with knowledge of the caller.
 */
function planRules(rules: readonly RateLimitRule[]): PlanNode[] {
  return rules.map((rule, index) => {
    const field = `${AT}.rules[${index}]`;
    const { name, requests, per, by, burst, claim, header, matches } = rule;
    if ((per === 'Second' || per === 'Minute') && isGateways(rules, index)) {
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
