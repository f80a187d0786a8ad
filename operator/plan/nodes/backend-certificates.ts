import type { IssuedCertificate, IssuerReference } from '../certificates.ts';
import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** The gateway speaks TLS to the app, shows it a certificate, and verifies the app's. */
export interface BackendCertificatesNode {
  readonly kind: 'backend-certificates';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  /** What the gateway shows; its Secret also holds the `ca.crt` that the app is verified against. One leaf. */
  readonly certificate: (
    | { readonly source: 'issuer'; readonly issuer: IssuerReference }
    | { readonly source: 'secret'; readonly secretName: string }
  ) & { readonly field: string };
  /** Name that the app's certificate has to hold; sent as SNI, too. */
  readonly serverName: Stated<string>;
  /** Certificates for the services. */
  readonly issue: readonly (IssuedCertificate & { readonly field: string })[];
}

export function backendCertificates(
  parts: Omit<BackendCertificatesNode, 'kind' | 'fields'>,
): BackendCertificatesNode {
  return seal({ kind: 'backend-certificates' as const, ...parts });
}
