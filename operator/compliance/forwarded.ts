import type { Verdict } from './control.ts';
import type { HostView } from './host-view.ts';

const REMEDY =
  "A client chooses its address by X-Forwarded-For: set proxy-real-ip-cidr in the controller's ConfigMap to the addresses of the load balancer, or use-forwarded-headers to false.";
const UNSEEN =
  'Whether the gateway believes X-Forwarded-For from anyone is not known: its ConfigMap is not seen. Name it to the operator (chart value gateways), or to the command (--config).';

/**
 * Whether a client can choose the address that it is known by, which would make every rule by address void. Undefined: it
 * cannot, by the gateway's own configuration, or since a probe that claimed another address was refused all the same.
 */
export function forgeableAddress(view: HostView): Verdict | undefined {
  const { trustsForwardedFromAnyone } = view.subject.gateway;
  if (trustsForwardedFromAnyone === true) {
    return {
      result: 'Fail',
      evidence: 'configuration: forwarded headers are trusted from anyone',
      message: REMEDY,
    };
  }
  const part = view.part('forgedAddress');
  if ('value' in part) {
    const { plain, forged, claimed } = part.value;
    if ((plain === 403) !== (forged === 403)) {
      const evidence = `GET: ${plain}; with X-Forwarded-For: ${claimed}: ${forged}`;
      return { result: 'Fail', evidence, message: REMEDY, at: part.at, repeat: part.repeat };
    }
    if (forged === 403) return undefined;
  }
  return trustsForwardedFromAnyone === undefined ? { result: 'Unknown', message: UNSEEN } : undefined;
}
