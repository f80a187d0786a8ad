import type { ApiPolicySpec } from '../api/types.generated.ts';
import { GATE } from '../plan/gate-plan.ts';
import { needCaller } from '../policy/plan-rate-limit.ts';
import type { ObservedIngress } from './ownership.ts';

/**
 * The same list stands in CEL in the chart's protect-from-birth.yaml, and of plans in `needsGate`: change all three.
 *
 * False where no plan of it needs the gate: most policies of most namespaces, which are then not looked at.
 */
export function mayNeedGate(spec: Partial<ApiPolicySpec>): boolean {
  const { authentication, authorization, rateLimit, validation, tls, mutualTLS } = spec;
  return (
    authentication !== undefined ||
    authorization !== undefined ||
    needCaller(rateLimit?.rules ?? []) ||
    validation?.methods !== undefined ||
    validation?.contentTypes !== undefined ||
    tls?.plaintext === 'Refuse' ||
    mutualTLS?.clients !== undefined
  );
}

/** False where no plan of it asks for certificates. */
export const speaksOfCertificates = ({ tls, mutualTLS }: Partial<ApiPolicySpec>): boolean =>
  tls?.certificate !== undefined || mutualTLS !== undefined;

/** The policy whose gate an Ingress asks, whoever wrote that; `''` where it only names the gate's error page. */
export function asksGateOf({ metadata }: ObservedIngress): string | undefined {
  const { namespace = 'default', annotations = {} } = metadata;
  let page = false;
  for (const key in annotations) {
    if (key.endsWith('/default-backend')) page ||= annotations[key] === GATE.errorsName;
    if (!key.endsWith('/auth-url')) continue;
    const at = /^https?:\/\/apipolicy-gate\.([a-z0-9-]+)\.svc[^/]*\/v1\/([^/]+)\//.exec(
      annotations[key] ?? '',
    );
    if (at?.[1] === namespace && at[2] !== undefined) return at[2];
  }
  return page ? '' : undefined;
}
