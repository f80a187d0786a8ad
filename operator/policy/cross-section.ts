import type { Problem } from '../api/problem.ts';
import type { ApiPolicySpec, RateLimitRule } from '../api/types.generated.ts';

/**
 * What no single section can tell, and the CRD must not refuse, because a baseline may give what is missing: rules that
 * need to know the caller in a policy by which nobody is known, and certificates without a CA. Judged on the effective
 * policy.
 */
export function crossSectionProblems(spec: ApiPolicySpec): readonly Problem[] {
  return [...withoutAuthority(spec), ...unknownCounted(spec), ...unknownRequired(spec)];
}

function withoutAuthority({ mutualTLS }: ApiPolicySpec): Problem[] {
  if (!mutualTLS?.clients || mutualTLS.clients.ca) return [];
  const message =
    'there is no CA to verify certificates against: write ca, as ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}';
  return [{ path: ['spec', 'mutualTLS', 'clients', 'ca'], rule: 'client-ca-missing', message }];
}

function unknownCounted(spec: ApiPolicySpec): Problem[] {
  return (spec.rateLimit?.rules ?? []).flatMap(({ by }, index): Problem[] => {
    const message = LACKING[by](spec);
    const path = ['spec', 'rateLimit', 'rules', index, 'by'];
    return message === undefined ? [] : [{ path, rule: 'counted-caller-unknown', message }];
  });
}

/** Nobody has a name by what is open to everybody. */
const namesCallers = ({ authentication }: ApiPolicySpec): boolean =>
  authentication?.oidc !== undefined ||
  authentication?.jwt !== undefined ||
  authentication?.apiKeys !== undefined;

type Lack = (spec: ApiPolicySpec) => string | undefined;

const needsCaller =
  (by: string): Lack =>
  (spec) =>
    namesCallers(spec)
      ? undefined
      : `by: ${by} needs to know the caller, and every request would count by its address: write authentication, or by: ClientAddress`;

const LACKING: Readonly<Record<RateLimitRule['by'], Lack>> = {
  User: needsCaller('User'),
  Claim: needsCaller('Claim'),
  APIKey: ({ authentication }) =>
    authentication?.apiKeys === undefined
      ? 'by: APIKey needs keys to count by, and every request would count by its address: write authentication.apiKeys, or by: ClientAddress'
      : undefined,
  ClientCertificate: ({ mutualTLS }) =>
    mutualTLS?.clients === undefined
      ? 'by: ClientCertificate needs certificates to count by, and every request would count by its address: write mutualTLS.clients, or by: ClientAddress'
      : undefined,
  ClientAddress: () => undefined,
  Header: () => undefined,
};

function unknownRequired(spec: ApiPolicySpec): Problem[] {
  const subjects = (spec.mutualTLS?.clients?.subjects ?? []).map(({ name }) => name);
  return (spec.authorization?.rules ?? []).flatMap(({ require }, index): Problem[] => {
    if (require === undefined) return [];
    const path = ['spec', 'authorization', 'rules', index, 'require'];
    const { groups, claims, scopes, clientCertificates = [] } = require;
    const strangers = clientCertificates.flatMap((name, at): Problem[] =>
      subjects.includes(name) ? [] : [unknownSubject([...path, 'clientCertificates', at], name, subjects)],
    );
    if (namesCallers(spec) || !(groups || claims || scopes)) return strangers;
    const message =
      'require needs to know the caller, and nobody would be let through: write authentication, or deny: true';
    return [{ path, rule: 'required-caller-unknown', message }, ...strangers];
  });
}

function unknownSubject(path: Problem['path'], name: string, subjects: readonly string[]): Problem {
  const way = subjects.length > 0 ? `, or one of ${subjects.slice(0, 5).join(', ')}` : '';
  const message = `${name} is no name of mutualTLS.clients.subjects, so no certificate meets this rule: write it there, as {name: ${name}, commonName: ${name}}${way}`;
  return { path, rule: 'required-subject-unknown', message };
}
