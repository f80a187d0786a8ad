import { X509Certificate } from 'node:crypto';
import { type LiveRequest, revisionOf } from './live-objects.ts';

/** Requests of which the certificate may still be served: the last, and the one that it replaced. */
const SERVED = 2;

/**
 * Serial numbers of what was issued last, in capital hexadecimal without leading zeros. A request of a revision that the
 * Certificate has not reached is not in its Secret yet.
 */
export function serialsOf(issued: readonly LiveRequest[], revision: number | undefined): string[] {
  return issued
    .filter((request) => revision === undefined || revisionOf(request) <= revision)
    .slice(0, SERVED)
    .flatMap((request) => serialOf(request.status?.certificate) ?? []);
}

function serialOf(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined;
  try {
    return new X509Certificate(Buffer.from(encoded, 'base64')).serialNumber.replace(/^0+(?=.)/, '');
  } catch {
    // What an issuer gave that is no certificate is served by nobody.
    return undefined;
  }
}
