/** An Issuer of the target's own namespace, or a ClusterIssuer, of cert-manager. */
export interface IssuerReference {
  readonly kind: 'Issuer' | 'ClusterIssuer';
  readonly name: string;
}

/** Size in bits; absent for Ed25519. */
export interface PrivateKey {
  readonly algorithm: 'RSA' | 'ECDSA' | 'Ed25519';
  readonly size?: number;
}

/** A certificate that cert-manager issues into a Secret of the policy's namespace, for somebody there to mount. */
export interface IssuedCertificate {
  readonly secretName: string;
  readonly commonName?: string;
  readonly dnsNames: readonly string[];
  /** SPIFFE ids, as `spiffe://example.com/ns/shop/sa/billing`. */
  readonly uris: readonly string[];
  /** Seconds; absent: cert-manager's own (90 days). */
  readonly durationSeconds?: number;
}

/** Where the CA comes from that callers' certificates are verified against. */
export type ClientAuthority =
  | { readonly source: 'issuer'; readonly issuer: IssuerReference }
  /** A brought Secret with `ca.crt`, and `ca.crl` for revocation. */
  | { readonly source: 'secret'; readonly secretName: string }
  /** A CA for this policy alone, made and rotated by the operator. A higher revision asks for a rotation now. */
  | {
      readonly source: 'managed';
      readonly durationSeconds: number;
      readonly overlapSeconds: number;
      readonly revision: number;
    };

/** Whom a certificate names. Exactly one of the three, compared whole and exactly. */
export interface CertificateSubject {
  readonly name: string;
  readonly commonName?: string;
  readonly uri?: string;
  readonly dnsName?: string;
}
