/**
 * Where a managed CA stands.
 *
 * - `Issuing`: a CA is being made; nobody trusts it yet.
 * - `Bundled`: the old one and the new one are trusted; certificates are still issued by the old one.
 * - `Reissuing`: certificates are issued anew by the new one.
 * - `Overlapping`: none is left of the old one; it stays trusted, because callers may not have read their new ones yet.
 * - `Settled`: one CA signs, and it alone is trusted.
 */
export type AuthorityStep = 'Issuing' | 'Bundled' | 'Reissuing' | 'Overlapping' | 'Settled';

/** A certificate of a CA. Times in milliseconds since the epoch. */
export interface AuthorityCertificate {
  /** PEM, one certificate, with a line break at the end. */
  readonly pem: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** One CA of a policy, as its live objects show it. */
export interface AuthorityMember {
  /** Name of its Certificate, its Secret and its Issuer. */
  readonly name: string;
  /** Counts up; the highest is the newest. */
  readonly number: number;
  /** The revision of the policy that asked for it. */
  readonly revision: number;
  /** It was made because those before it are not to be believed: once it is issued, they are trusted no more. */
  readonly atOnce: boolean;
  /** Every certificate that its key was given, in the order of issuance; empty before it is issued. */
  readonly certificates: readonly AuthorityCertificate[];
  /** It was issued, and what was issued is not known: its CertificateRequest is gone. */
  readonly unknown: boolean;
  /** Its Issuer signs. */
  readonly ready: boolean;
  /** Certificates of the policy that name its Issuer. */
  readonly leaves: readonly string[];
  /** All Certificates of the namespace that it signs or that were signed by it last, those of others among them. */
  readonly holders: readonly string[];
}

/** What the policy asks for. */
export interface AuthorityDemand {
  readonly revision: number;
  readonly overlapMs: number;
  /** Of the certificates that it issues. */
  readonly longestLeafMs: number;
}

export interface AuthorityMemory {
  /** The CA that the rotation led to, or that signs. */
  readonly name: string;
  readonly step: AuthorityStep;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface BundleInForce {
  /** `bundleDigest` of it; absent: there is no Ingress that could name one, so each bundle is in force. */
  readonly digest?: string;
  /** Milliseconds for which this process has seen that, by a clock that nobody sets. */
  readonly forMs: number;
}

/** All that a decision about a managed CA follows from. */
export interface AuthorityFacts {
  readonly demand: AuthorityDemand;
  /** The least that an old CA stays trusted, whatever the policy says: who read it before reads late. */
  readonly leastOverlapMs: number;
  /** In the order of their numbers. */
  readonly members: readonly AuthorityMember[];
  /** What the status says; losing it makes a rotation take longer, and breaks nothing. */
  readonly memory?: AuthorityMemory;
  /** The bundle that every governed Ingress names; absent when they differ, or name none of ours. */
  readonly inForce?: BundleInForce;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A CA that is to be made. */
export interface NewAuthority {
  readonly number: number;
  readonly revision: number;
  readonly atOnce: boolean;
}

export interface AuthorityDecision {
  readonly step: AuthorityStep;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** The CA that signs or that the rotation leads to; absent before there is one. */
  readonly name?: string;
  /** At most one is made at a time. */
  readonly create?: NewAuthority;
  /** A CA after which those before it are not to be believed; noted on it before anything follows from that. */
  readonly mark?: string;
  /** Whose Issuer signs the policy's certificates; absent: nobody's yet. */
  readonly signer?: string;
  /** PEMs that are to be trusted, in a fixed order; absent: what is trusted now stays, whatever it is. */
  readonly bundle?: readonly string[];
  /** Names of CAs whose objects may go: nobody trusts them, and nothing is signed by them. */
  readonly remove: readonly string[];
  /** Certificates for which the old CA stays trusted. */
  readonly heldBy: readonly string[];
  /** CAs of which it is not known what was issued. */
  readonly unknown: readonly string[];
  /** Milliseconds after which time alone changes the decision. */
  readonly waits: readonly number[];
}
