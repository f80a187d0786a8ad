import type { StatusCertificate, StatusCertificateAuthority } from '../../api/types.generated.ts';
import type { ObservedCertificate } from '../../compliance/subject.ts';
import type { Shortfall } from '../../plan/outcome.ts';
import type { CertificateLack } from './judge.ts';

/** Annotations that are of no use, or open what they are to close, until certificates are there. */
export interface Hold {
  /** Name of the group of annotations. */
  readonly group: string;
  /** True: it never will be, as things are; what is on the Ingress stays. */
  readonly refused: boolean;
  readonly because: string;
}

/** What was made for one policy in force, as far as it got. */
export interface CertificateView {
  /** Of the need that it was made for. */
  readonly fingerprint: string;
  /** Stated leaves for which there is no certificate, and why. */
  readonly shortfalls: readonly Shortfall[];
  /** Stated leaves that cert-manager keeps. */
  readonly kept: readonly string[];
  readonly holds: readonly Hold[];
  /** The worst that is missing. */
  readonly unmet?: CertificateLack;
  /** Contract: `status.certificates`. */
  readonly certificates: readonly StatusCertificate[];
  /** As compliance judges them; absent: cert-manager is not seen. */
  readonly observed?: readonly ObservedCertificate[];
  /** Name of the Secret with the CAs that callers are verified against, where the operator manages it. */
  readonly bundle?: string;
  /** Contract: `status.certificateAuthority`. */
  readonly authority?: StatusCertificateAuthority;
}

/** What the loop of certificates and that of policies know of each other; found out anew after a restart. */
export class CertificateBoard {
  readonly #views = new Map<string, ReadonlyMap<string, CertificateView>>();
  readonly #wake: (policyKey: string) => void;

  constructor(wake: (policyKey: string) => void) {
    this.#wake = wake;
  }

  view(namespace: string, policy: string): CertificateView | undefined {
    return this.#views.get(namespace)?.get(policy);
  }

  /** Sets what was made for all policies in force of a namespace, and wakes those for which it is news. */
  made(namespace: string, views: ReadonlyMap<string, CertificateView>): void {
    const before = this.#views.get(namespace) ?? new Map<string, CertificateView>();
    if (views.size === 0) this.#views.delete(namespace);
    else this.#views.set(namespace, views);
    for (const name of new Set([...before.keys(), ...views.keys()]))
      if (JSON.stringify(before.get(name)) !== JSON.stringify(views.get(name)))
        this.#wake(`${namespace}/${name}`);
  }
}
