/** How a field takes part in the merge of a baseline's defaults. */
export interface MergeRow {
  /** Path below `spec.defaults`, and below a policy's `spec`. */
  readonly field: string;
  readonly takenAs: TakenAs;
}

/**
 * - `section`: an object whose fields are filled one by one.
 * - `value`: one value.
 * - `list`: taken whole or not at all, since an entry can undo another.
 * - `reference`: an object that names a Secret or an issuer, taken whole or not at all: else whoever writes a policy
 *   names an issuer of their own and gets the platform's secret with it.
 */
export type TakenAs = 'section' | 'value' | 'list' | 'reference';

/**
 * The merge, field by field: a `section` is filled, of everything else the policy's own stands as it is, and only what
 * it leaves out is taken from the first baseline by name that has it. Every field of the schema is in one row or below
 * one; the table in docs/baselines.md is written from it.
 */
export const MERGE_TABLE: readonly MergeRow[] = [
  { field: 'enforcement', takenAs: 'value' },
  { field: 'activation', takenAs: 'value' },
  { field: 'tls', takenAs: 'section' },
  { field: 'tls.plaintext', takenAs: 'value' },
  { field: 'tls.minimumVersion', takenAs: 'value' },
  { field: 'tls.hsts', takenAs: 'section' },
  { field: 'tls.hsts.maxAgeSeconds', takenAs: 'value' },
  { field: 'tls.hsts.includeSubDomains', takenAs: 'value' },
  { field: 'tls.hsts.preload', takenAs: 'value' },
  { field: 'tls.certificate', takenAs: 'reference' },
  { field: 'authentication', takenAs: 'section' },
  { field: 'authentication.oidc', takenAs: 'reference' },
  { field: 'authentication.jwt', takenAs: 'list' },
  { field: 'authentication.apiKeys', takenAs: 'reference' },
  { field: 'authentication.caBundleRef', takenAs: 'reference' },
  { field: 'authentication.forward', takenAs: 'section' },
  { field: 'authentication.forward.accessToken', takenAs: 'value' },
  { field: 'authentication.anonymous', takenAs: 'list' },
  { field: 'authorization', takenAs: 'section' },
  { field: 'authorization.default', takenAs: 'value' },
  { field: 'authorization.rules', takenAs: 'list' },
  { field: 'mutualTLS', takenAs: 'section' },
  { field: 'mutualTLS.clients', takenAs: 'section' },
  { field: 'mutualTLS.clients.mode', takenAs: 'value' },
  { field: 'mutualTLS.clients.ca', takenAs: 'reference' },
  { field: 'mutualTLS.clients.verifyDepth', takenAs: 'value' },
  { field: 'mutualTLS.clients.subjects', takenAs: 'list' },
  { field: 'mutualTLS.clients.issue', takenAs: 'list' },
  { field: 'mutualTLS.backend', takenAs: 'reference' },
  { field: 'rateLimit', takenAs: 'section' },
  { field: 'rateLimit.rules', takenAs: 'list' },
  { field: 'rateLimit.connections', takenAs: 'value' },
  { field: 'rateLimit.exemptCIDRs', takenAs: 'list' },
  { field: 'rateLimit.onStoreFailure', takenAs: 'value' },
  { field: 'rateLimit.redis', takenAs: 'reference' },
  { field: 'timeouts', takenAs: 'section' },
  { field: 'timeouts.connect', takenAs: 'value' },
  { field: 'timeouts.read', takenAs: 'value' },
  { field: 'timeouts.send', takenAs: 'value' },
  { field: 'validation', takenAs: 'section' },
  { field: 'validation.methods', takenAs: 'list' },
  { field: 'validation.contentTypes', takenAs: 'list' },
  { field: 'validation.maxBodySize', takenAs: 'value' },
  { field: 'validation.waf', takenAs: 'section' },
  { field: 'validation.waf.mode', takenAs: 'value' },
  { field: 'exposure', takenAs: 'section' },
  { field: 'exposure.cors', takenAs: 'section' },
  { field: 'exposure.cors.allowOrigins', takenAs: 'list' },
  { field: 'exposure.cors.allowMethods', takenAs: 'list' },
  { field: 'exposure.cors.allowHeaders', takenAs: 'list' },
  { field: 'exposure.cors.exposeHeaders', takenAs: 'list' },
  { field: 'exposure.cors.allowCredentials', takenAs: 'value' },
  { field: 'exposure.cors.maxAgeSeconds', takenAs: 'value' },
  { field: 'exposure.securityHeaders', takenAs: 'value' },
  { field: 'exposure.responseHeaders', takenAs: 'section' },
  { field: 'exposure.responseHeaders.set', takenAs: 'list' },
  { field: 'exposure.responseHeaders.remove', takenAs: 'list' },
  { field: 'network', takenAs: 'section' },
  { field: 'network.allowedCIDRs', takenAs: 'list' },
  { field: 'network.deniedCIDRs', takenAs: 'list' },
  { field: 'verification', takenAs: 'section' },
  { field: 'verification.mode', takenAs: 'value' },
  { field: 'verification.interval', takenAs: 'value' },
  { field: 'verification.limits', takenAs: 'value' },
  { field: 'drift', takenAs: 'value' },
];
