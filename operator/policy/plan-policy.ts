import type { ApiPolicy } from '../api/types.generated.ts';
import { type PlanNode, type SecurityPlan, securityPlan } from '../plan/plan.ts';
import { planAuthentication } from './plan-authentication.ts';
import { planAuthorization } from './plan-authorization.ts';
import { planExposure } from './plan-exposure.ts';
import { planNetwork } from './plan-network.ts';
import { planRateLimit } from './plan-rate-limit.ts';
import { planTimeouts } from './plan-timeouts.ts';
import { planTls } from './plan-tls.ts';
import { planValidation } from './plan-validation.ts';

/**
 * Turns an effective policy (validated, after the merge) into a plan. Defaults are applied here, and only inside a
 * section that is present: an absent section asks nothing.
 *
 * @throws PolicyValueError for a value that its field does not take
 */
export function planPolicy(policy: Pick<ApiPolicy, 'metadata' | 'spec'>): SecurityPlan {
  const { tls, authentication, authorization, rateLimit, timeouts, validation, exposure, network } =
    policy.spec;
  const nodes: PlanNode[] = [
    ...(tls ? planTls(tls) : []),
    ...(authentication ? planAuthentication(authentication) : []),
    ...(authorization ? planAuthorization(authorization) : []),
    ...(rateLimit ? planRateLimit(rateLimit) : []),
    ...(timeouts ? planTimeouts(timeouts) : []),
    ...(validation ? planValidation(validation) : []),
    ...(exposure ? planExposure(exposure) : []),
    ...(network ? planNetwork(network) : []),
  ];
  const { namespace = 'default', name } = policy.metadata;
  return securityPlan({ namespace, name }, nodes);
}
