import type { GateLogin, GatePolicy } from '../plan/gate-plan.ts';
import type { JwtIssuer } from '../plan/nodes/authentication.ts';
import type { CountedRate } from '../plan/nodes/counted-rate.ts';
import type { CertificateNames } from './certificates/names.ts';
import type { RefusalKind } from './refusal.ts';

/*
 * What a decision depends on. Every promise here ends soon after `signal` is aborted, and is rejected only by a fault in
 * the program: a dependency that fails is the answer `unavailable`, which is never an allow and never says that a
 * credential is bad. A `reason` is for a log: it names what was wrong, and holds no part of a credential.
 */

export interface Unavailable {
  readonly kind: 'unavailable';
  readonly reason: string;
}

/** Members of a verified token, or of nothing: own properties alone count. */
export type Claims = Readonly<Record<string, unknown>>;

export type TokenVerdict =
  /** Signature, issuer, audience, times and required claims hold. */
  | { readonly kind: 'valid'; readonly issuer: JwtIssuer; readonly claims: Claims }
  | { readonly kind: 'invalid'; readonly reason: string }
  | Unavailable;

export interface TokenVerifier {
  /** `token` is what followed `Bearer`; `caFile` as in the plan. */
  verify(
    token: string,
    issuers: readonly JwtIssuer[],
    caFile: string | undefined,
    signal: AbortSignal,
  ): Promise<TokenVerdict>;
}

/** A certificate that the gateway verified, as far as the gate has use for it. */
export interface ReadCertificate extends CertificateNames {
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
}

export interface CertificateReader {
  /** `escaped` is a PEM certificate with `%` for what stands in no header; undefined: it cannot be read. */
  read(escaped: string): ReadCertificate | undefined;
}

/** Counts certificates that the gateway has verified, by whether the policy lets in whom they name. */
export interface SubjectCounts {
  passed(policy: string): void;
  refused(policy: string): void;
}

export interface KeyRing {
  /** Name of the client whose key it is; undefined: nobody's, or the directory is absent or empty. */
  clientOf(directory: string, key: string): Promise<string | undefined>;
}

/** Who is logged in, as the login says it. Empty text: it did not say. */
export interface LoginSession {
  readonly kind: 'session';
  readonly user: string;
  readonly email: string;
  readonly groups: readonly string[];
  readonly preferredUsername: string;
  readonly accessToken: string;
  /** Of a refreshed session: the values of Set-Cookie, in order. nginx passes on the first alone. */
  readonly setCookie: readonly string[];
}

export type LoginVerdict = LoginSession | { readonly kind: 'none' } | Unavailable;

export interface LoginClient {
  /** `cookies` is the caller's whole Cookie header; only the login's own cookies are sent on. */
  ask(login: GateLogin['proxies'][number], cookies: string, signal: AbortSignal): Promise<LoginVerdict>;
}

/** A rule that counts this request, and under which key: a digest, so it may be stored and has a bounded length. */
export interface CountedRequest {
  readonly rule: CountedRate;
  readonly key: string;
}

/** Where a rule stands for a key. Whole seconds. */
export interface Quota {
  readonly rule: string;
  readonly requests: number;
  readonly windowSeconds: number;
  /** 0 or more. */
  readonly remaining: number;
  /** Until the quota is whole again; at least 1. */
  readonly resetSeconds: number;
}

export type LimitVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'limited'; readonly quota: Quota }
  /** The store is away and the policy says Deny. */
  | Unavailable;

export interface Quotas {
  readonly kind: 'quotas';
  readonly quotas: readonly Quota[];
  readonly exact: boolean;
}

export interface Limits {
  /** Counts the request by each rule; limited by the first in order whose quota it exceeds. */
  consume(
    policy: GatePolicy,
    requests: readonly CountedRequest[],
    signal: AbortSignal,
  ): Promise<LimitVerdict>;
  /**
   * Counts nothing: one quota a rule, in order. `exact`: they are what every replica counts by; else another one may have
   * counted more.
   */
  peek(
    policy: GatePolicy,
    requests: readonly CountedRequest[],
    signal: AbortSignal,
  ): Promise<Quotas | Unavailable>;
}

/** The plan in force. What it returns is enforced by the very next decision, and so may be acknowledged. */
export interface PlanSource {
  get(policy: string): GatePolicy | undefined;
  all(): Iterable<GatePolicy>;
  /** Calls back after each change; the returned function ends that. */
  onChange(listener: () => void): () => void;
}

export interface RefusedRequest {
  /** Chosen by the client in part: not to be trusted, bounded by the log. */
  readonly requestId: string | undefined;
  readonly policy: string;
  readonly refusal: RefusalKind;
  /** Of authorization or of a limit. */
  readonly rule?: string;
  /** Why, in words; no part of a credential, a query or a body. */
  readonly reason?: string;
  /** Whose request it was, as limits know callers: the log writes its digest. */
  readonly subject?: string;
}

export interface DecisionLog {
  refused(request: RefusedRequest): void;
  /** A fault in the program. The request was refused. */
  failed(where: string, error: unknown): void;
}

export interface Meter {
  /** `policy` is one that the plan knows, or empty: the labels are bounded. */
  decided(policy: string, result: 'allowed' | RefusalKind | 'error', seconds: number): void;
}
