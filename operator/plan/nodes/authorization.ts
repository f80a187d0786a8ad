import type { ClaimRequirement, RequestMatch } from '../request-match.ts';
import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** What a known caller may do. The first rule that matches decides. */
export interface AuthorizationNode {
  readonly kind: 'authorization';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  /** For a request that no rule matches. */
  readonly fallback: Stated<'Allow' | 'Deny'>;
  readonly rules: readonly (AuthorizationRule & { readonly field: string })[];
}

export interface AuthorizationRule {
  readonly name: string;
  /** Any one; none: every request. */
  readonly matches: readonly RequestMatch[];
  /** Exactly one of `deny` and `require`. */
  readonly deny: boolean;
  readonly require?: CallerRequirement;
}

/** All that is stated has to hold. */
export interface CallerRequirement {
  /** One of. */
  readonly groups?: readonly string[];
  readonly claims?: readonly ClaimRequirement[];
  /** All of. */
  readonly scopes?: readonly string[];
  /** One of: names of `spec.mutualTLS.clients.subjects`. */
  readonly clientCertificates?: readonly string[];
}

export function authorization(parts: Omit<AuthorizationNode, 'kind' | 'fields'>): AuthorizationNode {
  return seal({ kind: 'authorization' as const, ...parts });
}
