import type { Problem } from '../api/problem.ts';
import type { ApiPolicySpec, RateLimitRule } from '../api/types.generated.ts';

/**
 * What no single section can tell, and the CRD must not refuse, because a baseline may give what is missing: rules that
 * need to know the caller in a policy by which nobody is known. Judged on the effective policy.
 */
export function crossSectionProblems(spec: ApiPolicySpec): readonly Problem[] {
  return [...unknownCounted(spec), ...unknownRequired(spec)];
}

function unknownCounted({ authentication, rateLimit }: ApiPolicySpec): Problem[] {
  return (rateLimit?.rules ?? []).flatMap(({ by }, index): Problem[] => {
    const message = LACKING[by](authentication);
    const path = ['spec', 'rateLimit', 'rules', index, 'by'];
    return message === undefined ? [] : [{ path, rule: 'counted-caller-unknown', message }];
  });
}

type Lack = (authentication: ApiPolicySpec['authentication']) => string | undefined;

const needsCaller =
  (by: string): Lack =>
  (authentication) =>
    authentication === undefined
      ? `by: ${by} needs to know the caller, and every request would count by its address: write authentication, or by: ClientAddress`
      : undefined;

const LACKING: Readonly<Record<RateLimitRule['by'], Lack>> = {
  User: needsCaller('User'),
  Claim: needsCaller('Claim'),
  APIKey: (authentication) =>
    authentication?.apiKeys === undefined
      ? 'by: APIKey needs keys to count by, and every request would count by its address: write authentication.apiKeys, or by: ClientAddress'
      : undefined,
  ClientAddress: () => undefined,
  Header: () => undefined,
};

function unknownRequired({ authentication, authorization }: ApiPolicySpec): Problem[] {
  if (authentication !== undefined) return [];
  return (authorization?.rules ?? []).flatMap(({ require }, index): Problem[] => {
    if (require === undefined) return [];
    const path = ['spec', 'authorization', 'rules', index, 'require'];
    const message =
      'require needs to know the caller, and nobody would be let through: write authentication, or deny: true';
    return [{ path, rule: 'required-caller-unknown', message }];
  });
}
