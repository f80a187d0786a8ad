import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';

const DAY = 86_400_000;
/** A certificate that is this close to its end should have been renewed. */
const SOON = 14 * DAY;
/** Of a short-lived certificate: this part of its life. cert-manager renews when a third is left. */
const LAST_PART = 1 / 6;

export const tlsHttps = onTheWire({
  id: 'tls.https',
  title: 'HTTPS is served with a certificate that clients accept',
  threat: 'Without a certificate that a client can check, anybody on the way reads and changes what is said.',
  severity: 'High',
  references: [owasp.misconfiguration, asvs.noClearText, asvs.publicCertificate],
  appliesWhen: 'always: it protects every API',
  proof:
    'A TLS handshake with the host as SNI: the chain leads to a trusted root, the name is the host, and the end is not near (14 days, or the last sixth of a short life).',
  fields: [],
  host: (view) => {
    const tls = view.part('tls');
    if (!('value' in tls)) return tls;
    const {
      chainError,
      caProblem,
      nameError,
      gatewayDefault,
      issuer,
      serial,
      notBefore,
      notAfter,
      protocol,
    } = tls.value;
    const common = { at: tls.at, repeat: tls.repeat };
    const ends = new Date(notAfter).toISOString().slice(0, 10);
    const evidence = `${view.host || '(any host)'}: ${protocol}, certificate of ${issuer} until ${ends}, serial ${serial}`;
    const fail = (message: string) => ({ result: 'Fail' as const, evidence, message, ...common });
    if (gatewayDefault) {
      return fail(
        'The gateway serves its self-made certificate: the Secret that spec.tls of the Ingress names for the host is missing, broken, or for another name.',
      );
    }
    if (notAfter <= view.now) return fail(`The certificate ran out on ${ends}: renew it.`);
    if (nameError !== undefined) return fail(`The certificate is not for the host: ${nameError}`);
    if (chainError !== undefined && caProblem !== undefined) {
      return fail(
        `The chain is not accepted (${chainError}), and the CA that probes are to trust cannot be read: ${caProblem}. Mend the ConfigMap of the chart value probe.caBundle.`,
      );
    }
    if (chainError !== undefined) {
      return fail(
        `Clients do not accept the chain (${chainError}): serve the intermediate certificates, or name the private CA to the probe (chart value probe.caBundle).`,
      );
    }
    if (notAfter - view.now < Math.min(SOON, (notAfter - notBefore) * LAST_PART)) {
      return fail(`The certificate ends on ${ends} and was not renewed yet: see why its issuer does not.`);
    }
    if (view.host === '') {
      return { result: 'Unknown', message: 'An Ingress without a host has no name to check.', ...common };
    }
    return { result: 'Pass', evidence, ...common };
  },
});
