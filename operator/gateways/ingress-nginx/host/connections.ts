import { nodeOf } from '../../../plan/plan.ts';
import { annotationOf, type Finding, type HostInput } from './fact.ts';
import { keyOf, serversOf, sharedServers } from './locations.ts';

/** Values of `backend-protocol` by which nginx speaks TLS to the app, the last one to callers over https. */
const OVER_TLS: ReadonlySet<string> = new Set(['HTTPS', 'GRPCS', 'AUTO_HTTP']);

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
      if (!OVER_TLS.has(said('backend-protocol')?.toUpperCase() ?? '')) return false;
      if (said('proxy-ssl-secret') !== undefined) return said('proxy-ssl-verify') !== 'on';
      // On the same hosts what is said here holds for it, too.
      const apart = sharedServers(target, ingress).length < serversOf(ingress).length;
      return settings.bool('proxy-ssl-location-only') || apart;
    })
    .map(({ ingress }) => ({
      control: 'mtls.backend-verified',
      rule: 'backend-connections-shared',
      severity: 'warning',
      by: ingress,
      annotation: 'backend-protocol',
      message: `set spec.mutualTLS.backend for ${keyOf(ingress)}, too, or upstream-keepalive-connections: "0" in the controller's ConfigMap: that Ingress speaks TLS to the same Service and does not verify it, and nginx takes its connections for this one's`,
    }));
}
