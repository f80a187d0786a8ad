import type { WantedCertificate } from '../../companions/cert-manager/certificates-of.ts';
import { type CertificateLack, conditionOf } from './judge.ts';
import type { LiveCertificate } from './live-objects.ts';

/**
 * When the renewal of a certificate is late: half of the time between the day on which cert-manager was to renew it and
 * its end is over. Milliseconds since the epoch; undefined where nothing is to be renewed.
 */
function lateFrom(certificate: LiveCertificate | undefined): number | undefined {
  const { renewalTime, notAfter } = certificate?.status ?? {};
  if (renewalTime === undefined || notAfter === undefined) return undefined;
  const [due, end] = [Date.parse(renewalTime), Date.parse(notAfter)];
  return due + (end - due) / 2;
}

/** What is wrong with a certificate that is still valid, and whose renewal is late. */
export function overdue(
  { object }: WantedCertificate,
  certificate: LiveCertificate | undefined,
  now: number,
): CertificateLack | undefined {
  const late = lateFrom(certificate);
  if (late === undefined || now < late) return undefined;
  const { name, namespace } = object.metadata;
  const { renewalTime, notAfter } = certificate?.status ?? {};
  const said = conditionOf(certificate, 'Issuing')?.message;
  return {
    reason: 'CertificateNotReady',
    message: `Certificate ${name} ends at ${notAfter}, and its renewal, due since ${renewalTime}, has not succeeded.${said ? ` ${said.replace(/[.]*$/, '.')}` : ''} See kubectl -n ${namespace} describe certificate ${name}`,
  };
}

const DAY_MS = 86_400_000;

/** Milliseconds after which to look at a certificate again, which nothing may have changed until then. 0: never. */
export function untilOverdue(certificate: LiveCertificate | undefined, now: number): number {
  const late = lateFrom(certificate);
  return late === undefined || late <= now ? 0 : Math.min(DAY_MS, Math.max(1_000, late - now));
}
