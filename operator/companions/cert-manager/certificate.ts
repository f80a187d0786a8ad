import type { ICertificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import type { IssuerReference, PrivateKey } from '../../plan/certificates.ts';
import { type CompanionObject, MANAGED_BY, MANAGER, type Owner } from '../object.ts';

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
  /** Go durations, `2160h`. A webhook of cert-manager may write them another way, as `2160h0m0s`. */
  readonly duration?: string;
  readonly renewBefore?: string;
  readonly isCA?: boolean;
  readonly usages: readonly KeyUsage[];
  readonly privateKey: {
    readonly algorithm: 'RSA' | 'ECDSA' | 'Ed25519';
    readonly size?: number;
    readonly rotationPolicy: 'Always';
  };
  readonly revisionHistoryLimit: 1;
}

export type KeyUsage =
  | 'digital signature'
  | 'key encipherment'
  | 'cert sign'
  | 'crl sign'
  | 'server auth'
  | 'client auth';

/** Of what the operator has issued for itself, or for somebody who stated no key. */
export const DEFAULT_KEY: PrivateKey = { algorithm: 'ECDSA', size: 256 };

/** A key that signs; one of RSA can also be sent secrets by TLS 1.2 (RFC 5246 section 7.4.2). */
export const signing = ({ algorithm }: PrivateKey): KeyUsage[] =>
  algorithm === 'RSA' ? ['digital signature', 'key encipherment'] : ['digital signature'];

export interface CertificateParts {
  readonly namespace: string;
  /** Of the Certificate and of its Secret. */
  readonly name: string;
  readonly issuer: IssuerReference;
  readonly owners: readonly Owner[];
  readonly commonName?: string;
  readonly dnsNames?: readonly string[];
  readonly uris?: readonly string[];
  readonly durationSeconds?: number | undefined;
  readonly renewBeforeSeconds?: number | undefined;
  readonly isCA?: true;
  readonly privateKey?: PrivateKey;
  readonly usages: readonly KeyUsage[];
}

/**
 * A Certificate in which nothing is left to a default that differs between versions: an unset `rotationPolicy` keeps one
 * key for ever before 1.18, and an unset `revisionHistoryLimit` every request.
 */
export function certificate(parts: CertificateParts): CertificateObject {
  const { namespace, name, issuer, owners, usages, privateKey = DEFAULT_KEY, isCA } = parts;
  const { commonName, dnsNames = [], uris = [], durationSeconds, renewBeforeSeconds } = parts;
  const object = {
    apiVersion: 'cert-manager.io/v1' as const,
    kind: 'Certificate' as const,
    metadata: { name, namespace, labels: { [MANAGED_BY]: MANAGER }, ownerReferences: [...owners] },
    spec: {
      secretName: name,
      ...(commonName !== undefined && { commonName }),
      ...(dnsNames.length > 0 && { dnsNames: [...dnsNames] }),
      ...(uris.length > 0 && { uris: [...uris] }),
      ...(durationSeconds !== undefined && { duration: goDuration(durationSeconds) }),
      ...(renewBeforeSeconds !== undefined && { renewBefore: goDuration(renewBeforeSeconds) }),
      issuerRef: { group: 'cert-manager.io' as const, kind: issuer.kind, name: issuer.name },
      ...(isCA && { isCA }),
      privateKey: { ...privateKey, rotationPolicy: 'Always' as const },
      revisionHistoryLimit: 1 as const,
      usages: [...usages],
    },
  };
  return object satisfies ICertificate;
}

/** `720h`, or the largest unit that gives a whole number. */
export function goDuration(seconds: number): string {
  if (seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
