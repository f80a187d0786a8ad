import type { IssuerReference, PrivateKey } from '../certificates.ts';
import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** cert-manager issues what the gateway serves, into the Secrets that the target names for its hosts. */
export interface IssuedCertificateNode {
  readonly kind: 'issued-certificate';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  /** `spec.tls.certificate` with all that is in it: half a certificate is none. */
  readonly issuer: Stated<IssuerReference>;
  readonly privateKey: PrivateKey;
  /** Seconds. */
  readonly duration: number;
  readonly renewBefore: number;
}

export function issuedCertificate(
  parts: Omit<IssuedCertificateNode, 'kind' | 'fields'>,
): IssuedCertificateNode {
  return seal({ kind: 'issued-certificate' as const, ...parts });
}
