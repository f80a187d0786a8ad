import type { Ingress } from '../../api/kubernetes.ts';
import type { Remark, Shortfall } from '../../plan/outcome.ts';
import { byAge, type CompanionInput } from '../companions-of.ts';
import type { CertificateObject } from './certificate.ts';
import { Claims } from './claims.ts';
import { mutualCertificates, withoutIssuer } from './mutual.ts';
import { serverDemand } from './server.ts';
import { otherWriters } from './writers.ts';

/**
 * What a Certificate is for.
 *
 * - `server`: the gateway serves it; owned by the Ingresses that name its Secret, and stays when the policy goes.
 * - `clients-ca`: its Secret holds the CA by which the gateway verifies callers.
 * - `client`: of a caller, for somebody of the namespace to mount.
 * - `gateway`: what the gateway shows to the app, with the CA by which it verifies the app.
 * - `service`: of the app.
 */
export type CertificateRole = 'server' | 'clients-ca' | 'client' | 'gateway' | 'service';

/** A Certificate that is to be there, and what its readiness holds up. */
export interface WantedCertificate {
  /** Whole apply configuration, in the form in which the API server answers it. */
  readonly object: CertificateObject;
  /** Name of the policy that wants it; of several the older one, then the smaller name. */
  readonly policy: string;
  readonly role: CertificateRole;
  /** Stated leaves of that policy. */
  readonly fields: readonly string[];
  /** Group of annotations (`AnnotationGroup.name`) that is of use only once this is Ready. */
  readonly group?: 'client-certificates' | 'backend-certificates';
  /**
   * True: of no use unless the issuer gives its CA, for without `ca.crt` in the Secret the gateway verifies nobody.
   * `status.ca` of the CertificateRequest says it (an ACME issuer gives none): reason NoCA otherwise.
   */
  readonly needsCA: boolean;
}

/** What else writes Secrets in the namespace. Offline: what is among the files. */
export interface CertificateSurroundings {
  /** Every Ingress of the namespace, governed or not. */
  readonly ingresses: readonly Ingress[];
  /** Every Certificate of the namespace, ours among them. */
  readonly certificates: readonly CertificateSeen[];
}

/** The parts of a live Certificate that are read. */
export interface CertificateSeen {
  readonly name: string;
  readonly secretName: string;
  /** The operator's own: label and field manager say so. */
  readonly ours: boolean;
}

export interface Certificates {
  /** In the order of names. No two of one name, no two of one Secret. */
  readonly wanted: readonly WantedCertificate[];
  /** By policy: stated leaves for which no certificate is made, because somebody else writes the Secret. */
  readonly shortfalls: Readonly<Record<string, readonly Shortfall[]>>;
  /** By policy: what lint tells beside these. */
  readonly remarks: Readonly<Record<string, readonly Remark[]>>;
}

/** Certificates of all policies of a namespace. The order in which anything is given does not matter. */
export function certificatesOf(
  namespace: string,
  policies: readonly CompanionInput[],
  around: CertificateSurroundings,
  clusterDomain: string,
): Certificates {
  const claims = new Claims(otherWriters(namespace, around));
  const shortfalls = new Lists<Shortfall>();
  const remarks = new Lists<Remark>();
  for (const policy of byAge(policies)) {
    const served = serverDemand(namespace, policy, policies, around, clusterDomain);
    shortfalls.add(policy.name, served?.shortfalls ?? []);
    remarks.add(policy.name, served?.remarks ?? []);
    const unissued = withoutIssuer(policy);
    shortfalls.add(policy.name, unissued);
    remarks.add(
      policy.name,
      unissued.map(({ field, message }): Remark => ({ ...WITHOUT_ISSUER, field, message })),
    );
    for (const wanted of [...(served?.certificates ?? []), ...mutualCertificates(namespace, policy)]) {
      const refused = claims.claim(wanted);
      shortfalls.add(policy.name, refused?.shortfalls ?? []);
      remarks.add(policy.name, refused?.remarks ?? []);
    }
  }
  return { wanted: claims.made, shortfalls: shortfalls.all(), remarks: remarks.all() };
}

const WITHOUT_ISSUER = { severity: 'warning', rule: 'nothing-issued' } as const;

/** Lists by policy; a policy with nothing in its list has none. */
class Lists<T> {
  readonly #byPolicy = new Map<string, T[]>();

  add(policy: string, entries: readonly T[]): void {
    if (entries.length > 0) this.#byPolicy.set(policy, [...(this.#byPolicy.get(policy) ?? []), ...entries]);
  }

  all(): Readonly<Record<string, readonly T[]>> {
    return Object.fromEntries(this.#byPolicy);
  }
}
