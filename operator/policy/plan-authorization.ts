import type { Authorization, AuthorizationRuleRequire } from '../api/types.generated.ts';
import { authorization as authorizationNode, type CallerRequirement } from '../plan/nodes/authorization.ts';
import type { PlanNode } from '../plan/plan.ts';
import { planMatches } from './plan-request-match.ts';
import { orDefault } from './stated-or-default.ts';

/** `spec.authorization`: a rule is one leaf, since half of it would let in or keep out somebody else. */
export function planAuthorization(authorization: Authorization): PlanNode[] {
  const at = 'spec.authorization';
  const rules = (authorization.rules ?? []).map(({ name, matches, require, deny }, index) => {
    const field = `${at}.rules[${index}]`;
    return {
      name,
      matches: planMatches(matches, field),
      deny: deny === true,
      ...(require && { require: requirement(require) }),
      field,
    };
  });
  return [authorizationNode({ fallback: orDefault(authorization.default, `${at}.default`, 'Allow'), rules })];
}

function requirement({
  groups,
  claims,
  scopes,
  clientCertificates,
}: AuthorizationRuleRequire): CallerRequirement {
  return {
    ...(groups && { groups }),
    ...(claims && { claims }),
    ...(scopes && { scopes }),
    ...(clientCertificates && { clientCertificates }),
  };
}
