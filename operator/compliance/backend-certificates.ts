import { nodeOf } from '../plan/plan.ts';
import type { Verdict } from './control.ts';
import type { HostView } from './host-view.ts';
import type { ObservedCertificate, Subject } from './subject.ts';

/**
 * What live objects say of the certificate that the gateway shows to the app, before the wire is looked at. A pass here
 * means: it is written, and the Secret is known to hold what is needed.
 */
export function gatewayCertificate(
  { plan, certificates, enforcement }: Subject,
  needs: (certificate: ObservedCertificate) => boolean,
  lacks: string,
): Verdict {
  const node = nodeOf(plan, 'backend-certificates');
  const written = enforcement.some(({ field }) => field.startsWith('spec.mutualTLS.backend.'));
  if (!node || !written) {
    return { result: 'Unknown', message: 'Not seen on the Ingress (yet). See Programmed.' };
  }
  if (node.certificate.source === 'secret') {
    return {
      result: 'Unknown',
      evidence: 'configuration: proxy-ssl annotations read back',
      message: `Secret ${node.certificate.secretName} was brought, and no Secret is read: without ${lacks} in it the gateway does not do this, and says nothing. Let cert-manager issue it (spec.mutualTLS.backend.certificate.issuerRef), or look yourself.`,
    };
  }
  const certificate = certificates?.find(({ use }) => use === 'gateway');
  if (!certificate) return { result: 'Unknown', message: 'The Certificate is not seen.' };
  if (!certificate.ready) {
    return {
      result: 'Fail',
      evidence: `configuration: Certificate ${certificate.secretName} is not ready`,
      message: certificate.message ?? 'See what cert-manager says of the Certificate.',
    };
  }
  if (!needs(certificate)) {
    return {
      result: 'Fail',
      evidence: `configuration: Secret ${certificate.secretName} has no ${lacks}`,
      message: `The issuer gives no CA with its certificates, so the gateway has no ${lacks}: name an issuer of type CA, Vault or Venafi.`,
    };
  }
  return { result: 'Pass', evidence: `configuration: Certificate ${certificate.secretName} ready` };
}

/** The app answers through the gateway; where it does not, that it may be the certificates. */
export function answeredThrough(view: HostView): Verdict {
  const part = view.part('secure');
  if (!('value' in part)) return part;
  const { at, repeat } = part;
  const { status } = part.value;
  const evidence = `GET through the gateway: ${status}`;
  return status === 502 || status === 504
    ? {
        result: 'Unknown',
        evidence,
        message:
          "The gateway does not get through to the app: its certificate is not of the CA or not for spec.mutualTLS.backend.serverName, it does not take the gateway's, or it is away.",
        at,
        repeat,
      }
    : { result: 'Pass', evidence, at, repeat };
}
