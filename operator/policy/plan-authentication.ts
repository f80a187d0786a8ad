import type {
  Authentication,
  AuthenticationJwt,
  AuthenticationOidc,
  AuthenticationOidcSession,
} from '../api/types.generated.ts';
import {
  type AuthenticationNode,
  authentication as authenticationNode,
  type JwtIssuer,
  type OidcLogin,
} from '../plan/nodes/authentication.ts';
import type { PlanNode } from '../plan/plan.ts';
import { byDefault } from '../plan/stated.ts';
import { parseSessionSeconds } from './duration.ts';
import { planRedis } from './plan-redis.ts';
import { planMatch } from './plan-request-match.ts';
import { orDefault } from './stated-or-default.ts';

const AT = 'spec.authentication';

/** Of a token; asymmetric ones alone, and of those the ones without a known weakness (RFC 8725 section 3.2). */
const ALGORITHMS = ['RS256', 'ES256', 'PS256', 'EdDSA'];
const SCOPES = ['openid', 'email', 'profile'];
const GROUPS_CLAIM = 'groups';
const CLOCK_SKEW_SECONDS = 30;
const LIFETIME = '8h';
const KEY_HEADER = 'X-API-Key';

/** `spec.authentication`. What names a Secret or an issuer is one leaf, as it is one leaf of the merge. */
export function planAuthentication(authentication: Authentication): PlanNode[] {
  const { oidc, jwt = [], apiKeys, caBundleRef, forward, anonymous = [] } = authentication;
  const parts: Omit<AuthenticationNode, 'kind' | 'fields'> = {
    ...(oidc && { oidc: { ...planOidc(oidc), field: `${AT}.oidc` } }),
    jwt: jwt.map((entry, index) => ({ ...planIssuer(entry), field: `${AT}.jwt[${index}]` })),
    ...(apiKeys && {
      apiKeys: {
        header: apiKeys.header ?? KEY_HEADER,
        secretName: apiKeys.secretRef.name,
        field: `${AT}.apiKeys`,
      },
    }),
    ...(caBundleRef && { caBundle: { ...caBundleRef, field: `${AT}.caBundleRef` } }),
    forwardAccessToken: forward
      ? orDefault(forward.accessToken, `${AT}.forward.accessToken`, false)
      : byDefault(false),
    anonymous: anonymous.map((rule, index) => {
      const field = `${AT}.anonymous[${index}]`;
      return { name: rule.name, ...planMatch(rule, field), field };
    }),
  };
  return [authenticationNode(parts)];
}

function planOidc(oidc: AuthenticationOidc): OidcLogin {
  const { allowedGroups, allowedEmailDomains, allowedEmails, logout } = oidc;
  return {
    issuerURL: oidc.issuerURL,
    clientID: oidc.clientID,
    clientSecretRef: oidc.clientSecretRef,
    scopes: oidc.scopes ?? SCOPES,
    groupsClaim: oidc.groupsClaim ?? GROUPS_CLAIM,
    ...(allowedGroups && { allowedGroups }),
    ...(allowedEmailDomains && { allowedEmailDomains: inSmallLetters(allowedEmailDomains) }),
    ...(allowedEmails && { allowedEmails: inSmallLetters(allowedEmails) }),
    session: planSession(oidc.session ?? {}),
    ...(logout && { logout }),
  };
}

function planSession(session: AuthenticationOidcSession): OidcLogin['session'] {
  const { cookieDomain, lifetime = LIFETIME, refresh, store = 'Cookie', redis } = session;
  const at = `${AT}.oidc.session`;
  return {
    ...(cookieDomain !== undefined && { cookieDomain }),
    lifetimeSeconds: parseSessionSeconds(lifetime, `${at}.lifetime`),
    ...(refresh !== undefined && { refreshSeconds: parseSessionSeconds(refresh, `${at}.refresh`) }),
    store,
    ...(redis && { redis: planRedis(redis) }),
  };
}

function planIssuer(entry: AuthenticationJwt): JwtIssuer {
  const { name, issuer, audiences, jwksURI, algorithms, clockSkewSeconds, requiredClaims } = entry;
  return {
    name,
    issuer,
    audiences,
    ...(jwksURI !== undefined && { jwksURI }),
    algorithms: algorithms ?? ALGORITHMS,
    clockSkewSeconds: clockSkewSeconds ?? CLOCK_SKEW_SECONDS,
    requiredClaims: requiredClaims ?? [],
  };
}

const inSmallLetters = (texts: readonly string[]): string[] => texts.map((text) => text.toLowerCase());
