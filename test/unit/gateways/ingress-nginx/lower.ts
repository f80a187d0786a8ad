import type { Ingress } from '../../../../operator/api/kubernetes.ts';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import type { GatewaySettings, Lowering } from '../../../../operator/gateways/gateway.ts';
import { ingressNginx } from '../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { planPolicy } from '../../../../operator/policy/plan-policy.ts';
import { aControllerConfigMap, anIngress, aPolicy } from '../../../generators/objects.ts';

/** A controller whose ConfigMap is seen and holds what a policy with these fields needs. */
export const SEEN: GatewaySettings = {
  configMap: aControllerConfigMap({ 'limit-req-status-code': '429', 'limit-conn-status-code': '429' }),
};

export const lowered = (
  spec: Partial<ApiPolicySpec>,
  settings: GatewaySettings = SEEN,
  target: Ingress = anIngress(),
): Lowering => ingressNginx.lower(planPolicy(aPolicy(spec)), target, settings);

/** All annotations that would be written, names without prefix. */
export const annotationsOf = (lowering: Lowering): Record<string, string> =>
  Object.fromEntries(
    lowering.groups.flatMap((group) =>
      Object.entries(group.annotations).map(([key, value]) => [key.slice(key.indexOf('/') + 1), value]),
    ),
  );
