import type { CertificateSubject, ClientAuthority, IssuedCertificate } from '../certificates.ts';
import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Callers show a certificate to the gateway (RFC 8446 section 4.4.2). */
export interface ClientCertificatesNode {
  readonly kind: 'client-certificates';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  /** Required: nobody without a certificate of the CA gets as far as http. */
  readonly mode: Stated<'Required' | 'Optional'>;
  /** One leaf: `spec.mutualTLS.clients.ca`. */
  readonly authority: ClientAuthority & { readonly field: string };
  readonly verifyDepth: Stated<number>;
  /** Certificates that are let in; empty: any of the CA. */
  readonly subjects: readonly (CertificateSubject & { readonly field: string })[];
  /** Certificates for callers of this namespace, by name. */
  readonly issue: readonly (IssuedCertificate & { readonly name: string; readonly field: string })[];
}

export function clientCertificates(
  parts: Omit<ClientCertificatesNode, 'kind' | 'fields'>,
): ClientCertificatesNode {
  return seal({ kind: 'client-certificates' as const, ...parts });
}
