import type { CompanionObject } from '../object.ts';

/** cert-manager.io/v1; the same JSON is taken by every version since 1.11. */
export interface CertificateObject extends CompanionObject {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'Certificate';
  readonly spec: CertificateSpec;
}

/** The fields that the operator writes; each exists in 1.11 and in 1.21 with one meaning. */
export interface CertificateSpec {
  readonly secretName: string;
  readonly issuerRef: {
    readonly group: 'cert-manager.io';
    readonly kind: 'Issuer' | 'ClusterIssuer';
    readonly name: string;
  };
  readonly commonName?: string;
  readonly dnsNames?: readonly string[];
  readonly uris?: readonly string[];
  /** Go durations, in the form in which Go prints them. */
  readonly duration?: string;
  readonly renewBefore?: string;
  readonly isCA?: boolean;
  readonly usages: readonly string[];
  readonly privateKey: {
    readonly algorithm: 'RSA' | 'ECDSA' | 'Ed25519';
    readonly size?: number;
    readonly rotationPolicy: 'Always';
  };
  readonly revisionHistoryLimit: 1;
}
