import { X509Certificate } from 'node:crypto';
import type { AuthorityCertificate } from '../../companions/cert-manager/authority/facts.ts';
import { rootIssuerName } from '../../companions/cert-manager/authority/objects.ts';
import { conditionOf } from '../certificates/judge.ts';
import { type LiveCertificate, type LiveRequest, revisionOf } from '../certificates/live-objects.ts';

/** What a CA's key was given, as its CertificateRequests tell. */
export interface Issued {
  /** In the order of issuance. */
  readonly certificates: readonly AuthorityCertificate[];
  /** Something was issued that no request tells any more. */
  readonly unknown: boolean;
}

/**
 * Certificates of a CA, from its CertificateRequests: its Secret is not read, for its key lies there. A request that is
 * somebody else's, was signed by another issuer, or holds anything but a CA that signed itself, counts for nothing.
 */
export function issuedOf(
  policy: string,
  certificate: LiveCertificate,
  requests: readonly LiveRequest[],
): Issued {
  const told = requests
    .filter((request) => isRequestOf(request, certificate, rootIssuerName(policy)))
    .toSorted((a, b) => revisionOf(a) - revisionOf(b))
    .flatMap((request) => {
      const found = authorityIn(request.status?.certificate);
      return found ? [{ revision: revisionOf(request), found }] : [];
    });
  const { revision } = certificate.status ?? {};
  const wasIssued = revision !== undefined || conditionOf(certificate, 'Ready')?.status === 'True';
  return {
    certificates: told.map(({ found }) => found),
    unknown: wasIssued && !told.some((one) => one.revision === revision),
  };
}

function isRequestOf(request: LiveRequest, { metadata }: LiveCertificate, issuer: string): boolean {
  if (conditionOf(request, 'Ready')?.status !== 'True') return false;
  if (request.spec.issuerRef?.name !== issuer) return false;
  return (request.metadata.ownerReferences ?? []).some(
    ({ uid, controller }) => controller === true && uid === metadata.uid,
  );
}

function authorityIn(encoded: string | undefined): AuthorityCertificate | undefined {
  if (encoded === undefined) return undefined;
  try {
    const parsed = new X509Certificate(Buffer.from(encoded, 'base64'));
    if (!parsed.ca || !parsed.checkIssued(parsed) || !parsed.verify(parsed.publicKey)) return undefined;
    return {
      pem: parsed.toString(),
      notBefore: Date.parse(parsed.validFrom),
      notAfter: Date.parse(parsed.validTo),
    };
  } catch {
    // What is no certificate is trusted by nobody.
    return undefined;
  }
}
