import type { Problem } from '../api/problem.ts';
import type { ApiPolicy, ApiPolicySpec } from '../api/types.generated.ts';

/**
 * Secrets that a policy would have overwritten: what is issued replaces what is in a Secret, and the policy or the
 * operator uses this one for something else. What others write is seen in the cluster alone.
 */
export function issuedSecretProblems({
  metadata,
  spec,
}: Pick<ApiPolicy, 'metadata' | 'spec'>): readonly Problem[] {
  const { clients, backend } = spec.mutualTLS ?? {};
  const named = namedSecrets(spec);
  const own = [`${metadata.name}-clients-ca`, `${metadata.name}-gateway`];
  const check = (part: string, entries: readonly { readonly secretName: string }[] = []): Problem[] =>
    entries.flatMap(({ secretName }, index): Problem[] => {
      const use =
        named.get(secretName) ??
        (own.includes(secretName) ||
        secretName.startsWith(`${metadata.name}-ca-`) ||
        secretName.startsWith('apipolicy-')
          ? 'the operator itself'
          : undefined);
      if (use === undefined) return [];
      const message = `Secret ${secretName} is that of ${use}, and would be overwritten: write another name, as ${metadata.name}-client-tls`;
      const path = ['spec', 'mutualTLS', part, 'issue', index, 'secretName'];
      return [{ path, rule: 'issue-secret-taken', message }];
    });
  return [...check('clients', clients?.issue), ...check('backend', backend?.issue)];
}

/** The Secrets that a policy names, each with the field that does. */
function namedSecrets({ tls, authentication, rateLimit, mutualTLS }: ApiPolicySpec): Map<string, string> {
  const { oidc, apiKeys } = authentication ?? {};
  const all: readonly (readonly [string | undefined, string])[] = [
    [tls?.certificate?.secretName, 'tls.certificate'],
    [oidc?.clientSecretRef.name, 'authentication.oidc'],
    [oidc?.session?.redis?.passwordSecretRef?.name, 'authentication.oidc.session.redis'],
    [apiKeys?.secretRef.name, 'authentication.apiKeys'],
    [rateLimit?.redis?.passwordSecretRef?.name, 'rateLimit.redis'],
    [mutualTLS?.clients?.ca?.secretName, 'mutualTLS.clients.ca'],
    [mutualTLS?.backend?.certificate.secretName, 'mutualTLS.backend.certificate'],
  ];
  return new Map(all.flatMap(([name, field]) => (name === undefined ? [] : [[name, field] as const])));
}
