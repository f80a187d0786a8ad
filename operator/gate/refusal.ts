import type { Quota } from './ports.ts';

/** Why a request is not let through: a closed list. */
export type Refusal = FinalRefusal | JudgedAgain | Failed;

/**
 * Cannot be judged again on the error path, which does not see what was wrong: answered 403 by the decision itself.
 * `reason` is for the log.
 */
export interface FinalRefusal {
  readonly kind: 'unknown-policy' | 'bad-request' | 'host' | 'path' | 'plaintext' | 'certificate';
  readonly reason: string;
  /** Of authorization, where it asks for another certificate. */
  readonly rule?: string;
  readonly subject?: string;
}

/** Comes out the same on the error path, which then answers the client. */
export type JudgedAgain =
  | { readonly kind: 'method'; readonly allow: readonly string[] }
  | { readonly kind: 'media-type'; readonly accept: readonly string[] }
  | Unauthenticated
  /** The caller is known, or none could be; `rule` is absent where the default refuses. */
  | {
      readonly kind: 'forbidden';
      readonly reason: string;
      readonly rule?: string;
      readonly subject?: string;
    }
  /** The caller’s name and token are more than nginx would take in an answer of the gate. */
  | { readonly kind: 'too-large'; readonly reason: string; readonly subject?: string }
  | { readonly kind: 'limited'; readonly quota: MetQuota; readonly subject?: string }
  /** Not refused but sent away: to where the session ends. */
  | { readonly kind: 'logout'; readonly location: string };

/** Without `resetSeconds` nobody here knows when it is whole again. */
export type MetQuota = Omit<Quota, 'resetSeconds'> & Partial<Pick<Quota, 'resetSeconds'>>;

export interface Unauthenticated {
  readonly kind: 'unauthenticated';
  readonly reason: string;
  /** Value of WWW-Authenticate (RFC 9110 section 11.6.1, RFC 6750 section 3). */
  readonly challenge: string;
  /** Where a browser logs in; absent: the request is not a browser's navigation, or nobody can log in here. */
  readonly login?: string;
}

/** Something that the decision depends on did not answer: nobody knows whether the request may pass. */
export interface Failed {
  readonly kind: 'unavailable';
  readonly reason: string;
}

export type RefusalKind = Refusal['kind'];
