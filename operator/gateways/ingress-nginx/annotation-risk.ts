/** The controller's own rating of an annotation, in the order of `annotations-risk-level`. */
const LEVELS = ['low', 'medium', 'high', 'critical'] as const;
export type Risk = (typeof LEVELS)[number];

const words = (text: string): string[] => text.trim().split(/\s+/);

/** All that is rated above Low by any version from 1.11 to 1.15 (`internal/ingress/annotations` of ingress-nginx). */
const RATED: ReadonlyMap<string, Risk> = new Map([
  ...words(`
    auth-realm auth-secret auth-signin-redirect-param auth-cache-key auth-cache-duration auth-response-headers
    auth-proxy-set-headers auth-request-redirect auth-tls-secret auth-tls-verify-client canary-by-header
    canary-by-header-value canary-by-header-pattern canary-by-cookie cors-allow-origin cors-allow-headers
    cors-allow-methods cors-expose-headers custom-headers fastcgi-index fastcgi-params-configmap
    allowlist-source-range whitelist-source-range denylist-source-range opentelemetry-operation-name
    proxy-cookie-path proxy-cookie-domain proxy-body-size proxy-next-upstream proxy-redirect-from proxy-redirect-to
    proxy-ssl-secret proxy-ssl-ciphers rewrite-target preserve-trailing-slash force-ssl-redirect app-root affinity-mode
    session-cookie-name session-cookie-expires session-cookie-max-age session-cookie-path session-cookie-domain
    x-forwarded-prefix permanent-redirect temporal-redirect
  `).map((name) => [name, 'medium'] as const),
  ...words(`
    server-alias auth-url auth-signin auth-tls-error-page auth-tls-match-cn mirror-target mirror-host
    modsecurity-transaction-id proxy-ssl-name upstream-hash-by
  `).map((name) => [name, 'high'] as const),
  ...words(`
    auth-snippet modsecurity-snippet server-snippet configuration-snippet stream-snippet
  `).map((name) => [name, 'critical'] as const),
]);

/** What the controller rates an annotation, named without prefix. One that it does not know is not rated at all. */
export function riskOf(name: string): Risk {
  return RATED.get(name) ?? 'low';
}

/** The controller reads an unknown word as the strictest level. */
export function readRisk(text: string): Risk {
  const word = text.trim().toLowerCase();
  return LEVELS.find((level) => level === word) ?? 'low';
}

export function exceeds(risk: Risk, allowed: Risk): boolean {
  return LEVELS.indexOf(risk) > LEVELS.indexOf(allowed);
}

/** As a person writes it into the ConfigMap. */
export function riskWord(risk: Risk): string {
  return risk.charAt(0).toUpperCase() + risk.slice(1);
}
