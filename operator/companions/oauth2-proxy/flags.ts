import { literal } from '../checked.ts';
import type { CompanionSettings } from '../settings.ts';
import type { Login } from './login.ts';

export const LOGIN_PORT = 4180;

/** Where a login finds its secrets. */
export const LOGIN_FILES = {
  client: '/etc/oauth2-proxy/client',
  cookie: '/etc/oauth2-proxy/cookie',
  ca: '/etc/oauth2-proxy/ca',
  cookieKey: 'cookie-secret',
} as const;

/** The way in which oauth2-proxy takes the password of its Redis: it has no flag for a file. */
export const REDIS_PASSWORD = 'OAUTH2_PROXY_REDIS_PASSWORD';

/**
 * Arguments of an oauth2-proxy (7.15) that answers the gate's question whether somebody is logged in, and leads browsers
 * through the login. Who may pass is the gate's to say.
 *
 * Never here: `skip-auth-*` and `trusted-ip`, which let callers past; `ping-user-agent` and `gcp-healthchecks`, by which a
 * User-Agent does (CVE-2026-34457); `extra-jwt-issuers`; anything `insecure` or `skip-verify`; a secret.
 */
export function loginFlags(login: Login, { trustedProxyIPs }: CompanionSettings): string[] {
  const { client, cookieName, home, hosts, leadsTo, passAccessToken } = login;
  const { session, caBundle } = client;
  const flags: Record<string, string> = {
    provider: 'oidc',
    'oidc-issuer-url': client.issuerURL,
    'client-id': client.clientID,
    'client-secret-file': `${LOGIN_FILES.client}/${client.clientSecretRef.key}`,
    'redirect-url': `https://${home}/oauth2/callback`,
    scope: client.scopes.join(' '),
    'oidc-groups-claim': client.groupsClaim,
    'code-challenge-method': 'S256',
    'insecure-oidc-skip-nonce': 'false',
    ...(caBundle && {
      'provider-ca-file': `${LOGIN_FILES.ca}/${caBundle.key}`,
      'use-system-trust-store': 'true',
    }),
    'email-domain': '*',
    upstream: 'static://202',
    'http-address': `0.0.0.0:${LOGIN_PORT}`,
    'reverse-proxy': 'true',
    // Absent it would trust everybody's X-Forwarded-* headers (CVE-2026-40575).
    'trusted-proxy-ip': trustedProxyIPs.join(','),
    'whitelist-domain': [...new Set([...hosts.map(({ host }) => host), ...leadsTo])].join(','),
    'set-xauthrequest': 'true',
    'pass-access-token': String(passAccessToken),
    'skip-provider-button': 'true',
    'cookie-name': cookieName,
    'cookie-secret-file': `${LOGIN_FILES.cookie}/${LOGIN_FILES.cookieKey}`,
    'cookie-path': '/',
    'cookie-secure': 'true',
    'cookie-httponly': 'true',
    'cookie-samesite': 'lax',
    ...(session.cookieDomain !== undefined && { 'cookie-domain': session.cookieDomain }),
    'cookie-expire': `${session.lifetimeSeconds}s`,
    ...(session.refreshSeconds !== undefined && { 'cookie-refresh': `${session.refreshSeconds}s` }),
    'cookie-csrf-per-request': 'true',
    'cookie-csrf-per-request-limit': '5',
    'cookie-csrf-expire': '15m',
    ...sessionStore(login),
    // Requests of a login hold codes in their query.
    'request-logging': 'false',
    'silence-ping-logging': 'true',
  };
  return Object.entries(flags).map(([flag, value]) => literal(`--${flag}=${value}`));
}

function sessionStore({ client: { session, caBundle } }: Login): Record<string, string> {
  const { store, redis } = session;
  if (store !== 'Redis' || !redis) return { 'session-store-type': 'cookie' };
  const secure = redis.tls === 'Enabled';
  return {
    'session-store-type': 'redis',
    'redis-connection-url': `${secure ? 'rediss' : 'redis'}://${redis.address}`,
    // Added to the system's roots.
    ...(secure && caBundle && { 'redis-ca-path': `${LOGIN_FILES.ca}/${caBundle.key}` }),
  };
}
