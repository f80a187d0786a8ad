import type { ApiPolicy } from '../api/types.generated.ts';
import { plaintext } from '../plan/nodes/plaintext.ts';
import { type PlanNode, type SecurityPlan, securityPlan } from '../plan/plan.ts';
import { byDefault } from '../plan/stated.ts';
import { planAuthentication } from './plan-authentication.ts';
import { planAuthorization } from './plan-authorization.ts';
import { planExposure } from './plan-exposure.ts';
import { planMutualTls } from './plan-mutual-tls.ts';
import { planNetwork } from './plan-network.ts';
import { planRateLimit } from './plan-rate-limit.ts';
import { planTimeouts } from './plan-timeouts.ts';
import { planTls } from './plan-tls.ts';
import { planValidation } from './plan-validation.ts';

/**
 * Turns an effective policy (validated, after the merge) into a plan. Defaults are applied here, and only inside a
 * section that is present: an absent section asks nothing. Only callers' certificates ask for more: plain http has none,
 * so it is redirected.
 *
 * @throws PolicyValueError for a value that its field does not take
 */
export function planPolicy(policy: Pick<ApiPolicy, 'metadata' | 'spec'>): SecurityPlan {
  const {
    tls,
    authentication,
    authorization,
    mutualTLS,
    rateLimit,
    timeouts,
    validation,
    exposure,
    network,
  } = policy.spec;
  const nodes: PlanNode[] = [
    ...(tls ? planTls(tls) : []),
    ...(!tls && mutualTLS?.clients ? [plaintext({ mode: byDefault('Redirect') })] : []),
    ...(authentication ? planAuthentication(authentication) : []),
    ...(authorization ? planAuthorization(authorization) : []),
    ...(mutualTLS ? planMutualTls(mutualTLS) : []),
    ...(rateLimit ? planRateLimit(rateLimit) : []),
    ...(timeouts ? planTimeouts(timeouts) : []),
    ...(validation ? planValidation(validation) : []),
    ...(exposure ? planExposure(exposure) : []),
    ...(network ? planNetwork(network) : []),
  ];
  const { namespace = 'default', name } = policy.metadata;
  return securityPlan({ namespace, name }, nodes);
}
