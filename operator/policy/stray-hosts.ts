import { coversHost } from '../plan/hosts.ts';
import type { Remark } from '../plan/outcome.ts';
import { nodeOf, nodesOf, type SecurityPlan } from '../plan/plan.ts';
import type { RequestMatch } from '../plan/request-match.ts';

/**
 * Hosts that a rule names and no target serves: a mistyped one makes a rule that never matches, which for a rule that
 * denies is no protection. `served` are all hosts of the policy's targets.
 */
export function strayHosts(plan: SecurityPlan, served: readonly string[]): readonly Remark[] {
  return scopesOf(plan).flatMap(([at, { hosts = [] }]) =>
    hosts.flatMap((host, index): Remark[] =>
      served.some((own) => coversHost(own, host) || coversHost(host, own))
        ? []
        : [
            {
              severity: 'warning',
              field: `${at}.hosts[${index}]`,
              rule: 'match-host-elsewhere',
              message: `${host} is no host of the Ingresses that the policy governs, so nothing matches it: write one of ${some(served)}`,
            },
          ],
    ),
  );
}

/** Everything in a plan that can name hosts, with its path in the policy. */
function scopesOf(plan: SecurityPlan): (readonly [string, RequestMatch])[] {
  const rules = [...(nodeOf(plan, 'authorization')?.rules ?? []), ...nodesOf(plan, 'counted-rate')];
  return [
    ...(nodeOf(plan, 'authentication')?.anonymous ?? []).map((rule) => [rule.field, rule] as const),
    ...rules.flatMap(({ field, matches }) =>
      matches.map((match, index) => [`${field}.matches[${index}]`, match] as const),
    ),
  ];
}

const some = (hosts: readonly string[]): string =>
  hosts.length > 3 ? `${hosts.slice(0, 3).join(', ')} and ${hosts.length - 3} more` : hosts.join(', ');
