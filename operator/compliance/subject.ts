import type { RevocationHealth } from '../plan/gate-plan.ts';
import type { HostFact } from '../plan/host-fact.ts';
import type { Shortfall } from '../plan/outcome.ts';
import type { SecurityPlan } from '../plan/plan.ts';

/** Which part of the plan is in force on the target, by whom. */
export interface Enforcement {
  /** Stated leaf, or the name of a defaulted one, as `spec.tls.plaintext`. */
  readonly field: string;
  /** Contract: `status.controls[].enforcedBy`. */
  readonly by: string;
}

/** How far proof on the wire may go (contract: `spec.verification`). */
export interface Verification {
  readonly mode: 'Active' | 'Passive' | 'Off';
  /** Seconds. Proof older than twice this is no proof. */
  readonly intervalSeconds: number;
  readonly limits: 'Disabled' | 'Enabled';
}

/** What every ready replica of the gate says of the policy. Times in milliseconds since the epoch. */
export interface GateReport {
  readonly at: number;
  /** True: all of them enforce the policy as it is now. */
  readonly acknowledged: boolean;
  readonly replicas: number;
  /** Over all replicas, by rule of `spec.rateLimit.rules`, since each of them started. */
  readonly rates: Readonly<
    Record<string, { readonly refused: number; readonly passed: number; readonly lastRefusedAt?: number }>
  >;
  /** Of the brought CA's lists of revoked certificates; absent: there is none. */
  readonly revocation?: RevocationHealth;
  /** Requests with a certificate that the gateway verified, by whether its subject was let in; absent: not counted. */
  readonly subjects?: { readonly refused: number; readonly passed: number; readonly lastRefusedAt?: number };
}

/** A certificate that cert-manager keeps in a Secret that the policy names, as its live objects show it. Times in milliseconds since the epoch. */
export interface ObservedCertificate {
  readonly secretName: string;
  /** `server`: the gateway serves it. `clients-ca`: callers are verified by it. `gateway`: the app is shown it. */
  readonly use: 'server' | 'clients-ca' | 'client' | 'gateway' | 'service';
  /** Hosts that it is for, in small letters. */
  readonly hosts: readonly string[];
  readonly ready: boolean;
  /** cert-manager's own words where it is not. */
  readonly message?: string;
  /**
   * Serial numbers that may be served: of the last revision, and of the one before while the gateway has not seen the new
   * one. In capital hexadecimal without leading zeros. Empty: the requests are not there any more.
   */
  readonly serials: readonly string[];
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** True: the issuer gave its CA with it, so the Secret holds `ca.crt`. Absent: not known. */
  readonly authority?: boolean;
}

/** What is judged: one policy on one target. Plain data, so that the operator, the CLI and tests judge alike. */
export interface Subject {
  /** Name of the Ingress. */
  readonly target: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
  /** A path of the target for each host, to be asked for: canonical, without a pattern. */
  readonly paths: ReadonlyMap<string, string>;
  /** Hosts of which everything below the path is the target's, too. */
  readonly prefixes: ReadonlySet<string>;
  readonly plan: SecurityPlan;
  readonly enforcement: readonly Enforcement[];
  readonly shortfalls: readonly Shortfall[];
  readonly facts: readonly HostFact[];
  /** Advisories and configuration of the gateway itself that matter to this policy; empty when none was found. */
  readonly gateway: {
    readonly id: string;
    readonly version?: string;
    /** How the behaviour of that version is known: it ran in this project's tests, or its source was read. */
    readonly knownBy?: 'run' | 'read';
    /** False: neither its Deployment nor its ConfigMap is seen. */
    readonly seen: boolean;
    readonly advisories: readonly { readonly id: string; readonly message: string }[];
    /** True where forwarded headers are trusted from anyone: then no rule by address holds. Absent: not known. */
    readonly trustsForwardedFromAnyone?: boolean;
  };
  readonly verification: Verification;
  /** True: the gate's refusals go to the client as nginx passes them on, 401 and 403 alone. */
  readonly plainRefusals?: boolean;
  /** What the gate says of itself; absent: it was not asked, or did not answer. */
  readonly gate?: GateReport;
  /** What cert-manager keeps for the policy on this target; absent: its objects are not seen. */
  readonly certificates?: readonly ObservedCertificate[];
  /** True: only files were read, so what others do on the host is not known. */
  readonly filesOnly?: boolean;
}

/** The answer of a control for one subject. */
export interface Judgement {
  readonly result: 'Pass' | 'Fail' | 'Unknown' | 'NotApplicable';
  readonly enforcedBy?: string;
  /** What was seen, when and by whom; at most 256 characters, nothing secret. */
  readonly evidence?: string;
  /** What to do, when it did not pass; why, when it does not apply or is not known. */
  readonly message?: string;
  /** The command that shows the same. */
  readonly repeat?: string;
  /** Hosts on which it fails or is not known. */
  readonly failing: readonly string[];
  /** Milliseconds since the epoch of the observation that decided. */
  readonly observedAt?: number;
}
