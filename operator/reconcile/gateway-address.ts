import { isIPv6 } from 'node:net';
import type { Ingress } from '../api/kubernetes.ts';
import type { Address } from '../compliance/probe/request.ts';

const HTTP = 80;
const HTTPS = 443;

/**
 * Where a gateway is asked: the chart value `gateways[].address` (a host, or `host:port` for https), else what the
 * gateway's controller wrote into the Ingress's own status. Undefined: nobody says, and nothing is asked.
 */
export function gatewayAddress(
  stated: string | undefined,
  { status }: Pick<Ingress, 'status'>,
): { readonly http: Address; readonly https: Address } | undefined {
  if (stated !== undefined && isIPv6(stated)) return at(stated, HTTPS);
  if (stated !== undefined && stated !== '') {
    const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::([0-9]{1,5}))?$/.exec(stated) ?? [];
    const host = bracketed ?? plain;
    return host === undefined ? undefined : at(host, port === undefined ? HTTPS : Number(port));
  }
  const published = status?.loadBalancer?.ingress?.find(({ ip, hostname }) => ip ?? hostname);
  const host = published?.ip ?? published?.hostname;
  return host === undefined ? undefined : at(host, HTTPS);
}

const at = (host: string, port: number): { http: Address; https: Address } => ({
  http: { host, port: HTTP },
  https: { host, port },
});
