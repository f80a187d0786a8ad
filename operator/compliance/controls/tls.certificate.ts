import { nodeOf } from '../../plan/plan.ts';
import type { Verdict } from '../control.ts';
import { onTheWire } from '../define.ts';
import type { HostView } from '../host-view.ts';
import { asvs, owasp } from '../references.ts';
import type { ObservedCertificate } from '../subject.ts';
import type { Handshake } from '../wire.ts';

export const tlsCertificate = onTheWire({
  id: 'tls.certificate',
  title: 'The gateway serves the certificate that the policy names',
  threat:
    'A gateway that cannot use a Secret serves another certificate without a word, and clients learn to click it away.',
  severity: 'Medium',
  references: [owasp.misconfiguration, asvs.publicCertificate],
  appliesWhen: 'the policy names a certificate or an issuer (spec.tls.certificate)',
  proof:
    "A TLS handshake: the certificate is for the host, in force, and not the gateway's own; where cert-manager issues it, its Certificate is ready and the serial number on the wire is one that was issued for it (or, where the requests are gone, its dates are the Certificate's). A brought Secret is not read, so which of two certificates of one name it is cannot be told.",
  fields: ['spec.tls.certificate'],
  applies: ({ plan }) =>
    nodeOf(plan, 'serving-certificate') !== undefined || nodeOf(plan, 'issued-certificate') !== undefined,
  host: (view) => {
    const tls = view.part('tls');
    if (!('value' in tls)) return tls;
    const { issuer, serial } = tls.value;
    const common = {
      evidence: `${view.host || '(any host)'}: serial ${serial}, issued by ${issuer}`,
      at: tls.at,
      repeat: tls.repeat,
    };
    const wrong = wrongOnTheWire(tls.value, view.now);
    const brought = nodeOf(view.subject.plan, 'serving-certificate')?.secretName.value;
    if (brought !== undefined) {
      if (wrong === undefined) return { result: 'Pass', ...common };
      const message = `${wrong}: see that Secret ${brought} exists, holds tls.crt and tls.key that belong together, and is for the host.`;
      return { result: 'Fail', message, ...common };
    }
    const certificate = certificateFor(view);
    if (certificate?.ready === false) {
      const message = `Certificate ${certificate.secretName} is not ready: ${certificate.message ?? 'cert-manager says no more.'}`;
      return { result: 'Fail', message, ...common };
    }
    if (wrong !== undefined) {
      const message = `${wrong}: see that spec.tls of the Ingress names the Secret that is issued for the host.`;
      return { result: 'Fail', message, ...common };
    }
    if (!certificate) {
      const message = 'No Certificate for the host is seen: see Programmed and status.certificates.';
      return { result: 'Unknown', message, ...common };
    }
    return { ...compared(tls.value, tls.at, certificate), ...common };
  },
});

function wrongOnTheWire({ gatewayDefault, nameError, notAfter }: Handshake, now: number): string | undefined {
  if (gatewayDefault) return 'The gateway serves its self-made certificate';
  if (nameError !== undefined) return 'The certificate is for another name';
  return notAfter <= now ? 'The certificate ran out' : undefined;
}

const certificateFor = ({ subject, host }: HostView): ObservedCertificate | undefined =>
  subject.certificates?.find(({ use, hosts }) => use === 'server' && hosts.includes(host));

/** Whether what is served is what was issued; one that was issued after the look could not be seen by it. */
function compared(
  { serial, notBefore, notAfter }: Handshake,
  at: number,
  { serials, secretName, ...issued }: ObservedCertificate,
): Pick<Verdict, 'result' | 'message'> {
  const same =
    serials.length > 0
      ? serials.includes(plainSerial(serial))
      : issued.notBefore === notBefore && issued.notAfter === notAfter;
  if (same) return { result: 'Pass' };
  if (serials.length === 0 && issued.notAfter === undefined) {
    return { result: 'Unknown', message: `What was issued for Certificate ${secretName} is not seen.` };
  }
  if ((issued.notBefore ?? 0) > at - BACKDATED_MS) {
    return { result: 'Unknown', message: `Certificate ${secretName} was issued since the last probe.` };
  }
  const wanted = serials[0] === undefined ? '' : ` (serial ${serials[0]})`;
  return {
    result: 'Fail',
    message: `The gateway serves another certificate than the one that was issued for Certificate ${secretName}${wanted}: somebody else writes the Secret, another Ingress of the host names another one, or the gateway has not taken it up.`,
  };
}

/** Issuers may date a certificate back, to allow for clocks that are behind (an hour at Let's Encrypt). */
const BACKDATED_MS = 3_600_000;

const plainSerial = (serial: string): string => serial.toUpperCase().replace(/^0+(?=.)/, '');
