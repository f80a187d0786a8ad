import type { ClaimRequirement, KeyReference, RedisStore, RequestMatch } from '../request-match.ts';
import { seal } from '../seal.ts';

/** Who is let in: a caller whom any one of `oidc`, `jwt` and `apiKeys` knows. */
export interface AuthenticationNode {
  readonly kind: 'authentication';
  /** Paths of the stated leaves: `spec.authentication.oidc`, `spec.authentication.jwt[0]` and so on. */
  readonly fields: readonly string[];
  readonly oidc?: OidcLogin & { readonly field: string };
  readonly jwt: readonly (JwtIssuer & { readonly field: string })[];
  readonly apiKeys?: ApiKeys & { readonly field: string };
  /** ConfigMap with the CA of issuers and JWKS. */
  readonly caBundle?: KeyReference & { readonly field: string };
  readonly forwardAccessToken: { readonly value: boolean; readonly field?: string };
  readonly anonymous: readonly (AnonymousRule & { readonly field: string })[];
}

/** Login in a browser: OpenID Connect, authorization code flow. Durations in seconds. */
export interface OidcLogin {
  readonly issuerURL: string;
  readonly clientID: string;
  readonly clientSecretRef: KeyReference;
  readonly scopes: readonly string[];
  readonly groupsClaim: string;
  /** Absent: any group. */
  readonly allowedGroups?: readonly string[];
  readonly allowedEmailDomains?: readonly string[];
  readonly allowedEmails?: readonly string[];
  readonly session: {
    /** Without a leading dot; absent: the cookie is for its host alone. */
    readonly cookieDomain?: string;
    readonly lifetimeSeconds: number;
    readonly refreshSeconds?: number;
    readonly store: 'Cookie' | 'Redis';
    readonly redis?: RedisStore;
  };
  readonly logout?: { readonly path: string; readonly redirectURL?: string };
}

/** Tokens of one issuer that machine clients bring (RFC 6750, RFC 9068, judged as RFC 8725 asks). */
export interface JwtIssuer {
  readonly name: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Absent: discovered from the issuer. */
  readonly jwksURI?: string;
  readonly algorithms: readonly string[];
  readonly clockSkewSeconds: number;
  readonly requiredClaims: readonly ClaimRequirement[];
}

export interface ApiKeys {
  /** Name of the header that carries the key. */
  readonly header: string;
  /** An entry a client: its name, and the SHA-256 of its key in hex. */
  readonly secretName: string;
}

export interface AnonymousRule extends RequestMatch {
  readonly name: string;
}

export function authentication(parts: Omit<AuthenticationNode, 'kind' | 'fields'>): AuthenticationNode {
  return seal({ kind: 'authentication' as const, ...parts });
}
