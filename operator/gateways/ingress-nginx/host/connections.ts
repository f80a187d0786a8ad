import { nodeOf } from '../../../plan/plan.ts';
import { annotationOf, type Finding, type HostInput } from './fact.ts';
import { keyOf, sharedServers } from './locations.ts';

/**
 * nginx keeps connections to an app open for whoever comes next, of whatever Ingress, and asks for nothing where a
 * connection has TLS already (`ngx_http_upstream_connect`; one `upstream_balancer` for all in the controller's template).
 * What one Ingress opened without looking is used by the one that verifies.
 */
export function sharedConnections({ plan, target, besides, settings }: HostInput): Finding[] {
  const node = nodeOf(plan, 'backend-certificates');
  if (!node || Number(settings.text('upstream-keepalive-connections')) === 0) return [];
  const { namespace, name } = plan.policy;
  return besides
    .filter(({ governedBy }) => governedBy !== `${namespace}/${name}`)
    .filter(({ ingress }) => {
      const said = (annotation: string) => annotationOf(ingress, annotation, settings);
      if (said('backend-protocol')?.toUpperCase() !== 'HTTPS') return false;
      if (said('proxy-ssl-secret') !== undefined) return said('proxy-ssl-verify') !== 'on';
      // On the same host what is said here holds for it, too.
      return settings.bool('proxy-ssl-location-only') || sharedServers(target, ingress).length === 0;
    })
    .map(({ ingress }) => ({
      control: 'mtls.backend-verified',
      rule: 'backend-connections-shared',
      severity: 'warning',
      by: ingress,
      annotation: 'backend-protocol',
      message: `${keyOf(ingress)} leads to the same app and does not verify it; nginx uses the connections of one for the other, so whoever stands in for the app is spoken to here. Give it spec.mutualTLS.backend, too, or set upstream-keepalive-connections: "0"`,
    }));
}
