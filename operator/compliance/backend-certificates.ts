import { nodeOf } from '../plan/plan.ts';
import type { Verdict } from './control.ts';
import type { HostView } from './host-view.ts';
import type { Subject } from './subject.ts';

/**
 * What live objects say of the certificate that the gateway shows to the app, before the wire is looked at. A pass here
 * means: it is written, and the Secret is known to hold what is needed. Without `ca.crt` ingress-nginx neither verifies
 * the app nor shows it anything (`getPemCertificate` in internal/ingress/controller/store/backend_ssl.go).
 *
 * @param keys of the Secret, without which the protection is off
 */
export function gatewayCertificate(
  { plan, certificates, enforcement, namespace }: Subject,
  keys: string,
): Verdict {
  const node = nodeOf(plan, 'backend-certificates');
  const written = enforcement.some(({ field }) => field.startsWith('spec.mutualTLS.backend.'));
  if (!node || !written) {
    return { result: 'Unknown', message: 'Not seen on the Ingress (yet). See Programmed.' };
  }
  const { certificate: source } = node;
  const certificate = certificates?.find(
    ({ use, secretName }) =>
      use === 'gateway' && (source.source === 'issuer' || source.secretName === secretName),
  );
  if (source.source === 'secret') {
    const { secretName } = source;
    if (!certificate) return brought(namespace, secretName, keys, 'no Certificate is seen that writes it');
    if (!certificate.ready)
      return brought(namespace, secretName, keys, certificate.message ?? 'its Certificate is not ready');
    if (certificate.authority === undefined)
      return brought(namespace, secretName, keys, 'whether its issuer gives a CA is not to be seen');
  }
  if (!certificate) return { result: 'Unknown', message: 'The Certificate is not seen.' };
  if (!certificate.ready) {
    return {
      result: 'Fail',
      evidence: `configuration: Certificate ${certificate.secretName} is not ready`,
      message: certificate.message ?? 'See what cert-manager says of the Certificate.',
    };
  }
  if (certificate.authority !== true) {
    return {
      result: 'Fail',
      evidence: `configuration: Secret ${certificate.secretName} has no ca.crt`,
      message: `The issuer gives no CA with its certificates, so the Secret has no ca.crt, and without it ingress-nginx neither verifies the app nor shows it a certificate: name an issuer of type ca, or another that gives its CA.`,
    };
  }
  return { result: 'Pass', evidence: `configuration: Certificate ${certificate.secretName} ready` };
}

/** What is in a Secret that was brought is known to nobody here, and an answer looks the same with it and without. */
const brought = (namespace: string, secretName: string, keys: string, because: string): Verdict => ({
  result: 'Unknown',
  evidence: `configuration: proxy-ssl annotations read back; Secret ${secretName} was brought`,
  message: `No Secret is read, and ${because}: without ${keys} in Secret ${secretName} ingress-nginx neither verifies the app nor shows it a certificate, in silence, and the app answers all the same. Look yourself (kubectl -n ${namespace} describe secret ${secretName} shows its keys), or have cert-manager issue it: spec.mutualTLS.backend.certificate.issuerRef, or a Certificate of yours with that secretName from an issuer of type ca.`,
});

/** Of nginx itself: the app was not reached, or did not agree to speak. */
const NOT_THROUGH: readonly number[] = [502, 504];
/** Redirects and refusals such as the gateway answers before the app is asked. */
const PERHAPS_THE_GATEWAYS: readonly number[] = [301, 302, 307, 308, 401, 403, 405, 413, 415, 429];

/** The app answers through the gateway; where it does not, that it may be the certificates. */
export function answeredThrough(view: HostView): Verdict {
  const part = view.part('secure');
  if (!('value' in part)) return part;
  const { at, repeat } = part;
  const { status } = part.value;
  const seen = { evidence: `GET through the gateway: ${status}`, at, repeat };
  if (NOT_THROUGH.includes(status)) {
    return {
      result: 'Unknown',
      message:
        "The gateway does not get through to the app: its certificate is not of the CA or not for spec.mutualTLS.backend.serverName, it does not take the gateway's, or it is away. The gateway's log tells which (upstream SSL certificate …).",
      ...seen,
    };
  }
  if (status >= 500) {
    return {
      result: 'Unknown',
      message:
        'The gateway or the app fails, so nothing is seen between them: ingress-nginx answers 503 where the service has no endpoints, and where it cannot read the Secret of proxy-ssl-secret.',
      ...seen,
    };
  }
  return PERHAPS_THE_GATEWAYS.includes(status)
    ? {
        result: 'Pass',
        ...seen,
        evidence: `not proved on the wire because the gateway itself may have answered the probe (${status})`,
      }
    : { result: 'Pass', ...seen };
}
