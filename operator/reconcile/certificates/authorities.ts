import type { StatusCertificateAuthority } from '../../api/types.generated.ts';
import type { WantedCertificate } from '../../companions/cert-manager/certificates-of.ts';
import type { Logger } from '../../kube/logger.ts';
import { managedBundle, managedIssuer } from '../../plan/certificate-names.ts';
import type { IssuerReference } from '../../plan/certificates.ts';
import type { CertificateNeed } from './certificate-needs.ts';
import type { CertificateLack } from './judge.ts';

/** How far the CA of a policy is that the operator manages. */
export interface AuthorityOutcome {
  /** Who signs callers' certificates now; absent: nobody yet. */
  readonly issuer?: IssuerReference;
  /** The Secret with all CAs that are trusted now; absent: there is none yet. */
  readonly secretName?: string;
  readonly status?: StatusCertificateAuthority;
  /** Milliseconds after which to look again. */
  readonly waits: readonly number[];
  readonly unmet?: CertificateLack;
}

/** Makes and rotates the CAs of policies that ask for one of their own. */
export interface Authorities {
  reconcile(need: CertificateNeed, logger: Logger, signal: AbortSignal): Promise<AuthorityOutcome>;
  /** Takes away what a policy in force had of them that asks for none any more. */
  retire(need: CertificateNeed, logger: Logger, signal: AbortSignal): Promise<AuthorityOutcome>;
}

/** The Certificate with the CA that really signs in the place of the one that it names offline; undefined: none does yet. */
export function signedBy(
  wanted: WantedCertificate,
  outcome: AuthorityOutcome | undefined,
): WantedCertificate | undefined {
  const { object, policy, role } = wanted;
  if (role !== 'client' || object.spec.issuerRef.name !== managedIssuer(policy) || !outcome) return wanted;
  if (!outcome.issuer) return undefined;
  const issuerRef = { ...object.spec.issuerRef, ...outcome.issuer };
  return { ...wanted, object: { ...object, spec: { ...object.spec, issuerRef } } };
}

/** Annotations with the bundle that really is there in the place of the one that they name offline. */
export function withBundle(
  annotations: Readonly<Record<string, string>>,
  namespace: string,
  policy: string,
  secretName: string,
): Record<string, string> {
  const placeholder = `${namespace}/${managedBundle(policy)}`;
  const real = `${namespace}/${secretName}`;
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [key, value === placeholder ? real : value]),
  );
}
