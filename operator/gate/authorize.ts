import type { GatePolicy } from '../plan/gate-plan.ts';
import type { AuthorizationRule, CallerRequirement } from '../plan/nodes/authorization.ts';
import { type Caller, claimValues, scopesOf } from './caller.ts';
import type { CallerCertificate } from './certificates/judge-certificate.ts';
import { matchesAny, type Reading } from './match.ts';
import type { GateRequest } from './request.ts';

/**
 * Undefined: allowed. `rule` is absent where no rule matches and the default is Deny. `certificate`: it is the caller's
 * certificate that was asked for.
 */
export type Forbidden =
  | { readonly kind: 'forbidden' | 'certificate'; readonly rule?: string; readonly reason: string }
  | undefined;

const READINGS: readonly Reading[] = ['exact', 'loose'];

/**
 * Whether a caller may do what it asks: by the first rule that matches, else by the default. The request is read twice,
 * as it is and as a forgiving app would read it, and has to be allowed both times.
 *
 * Without a caller (an anonymous path) `require` and the default ask nothing, for the policy opened that path; `deny`
 * holds, for it means nobody.
 *
 * A certificate that is unseen is taken for the one that a rule asks for: who has another was refused by the decision.
 */
export function authorize(
  authorization: NonNullable<GatePolicy['authorization']>,
  request: GateRequest,
  caller: Caller | 'anonymous' | undefined,
  certificate: CallerCertificate = { kind: 'none' },
): Forbidden {
  for (const reading of READINGS) {
    const rule = authorization.rules.find(({ matches }) => matchesAny(matches, request, reading));
    const refusal = judge(rule, authorization.fallback, caller, certificate);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function judge(
  rule: AuthorizationRule | undefined,
  fallback: 'Allow' | 'Deny',
  caller: Caller | 'anonymous' | undefined,
  certificate: CallerCertificate,
): Forbidden {
  if (rule === undefined) {
    if (fallback === 'Allow' || caller === 'anonymous') return undefined;
    return { kind: 'forbidden', reason: 'no rule allows it' };
  }
  const forbidden = (reason: string) => ({ kind: 'forbidden', rule: rule.name, reason }) as const;
  if (rule.deny) return forbidden('nobody may do this');
  if (caller === 'anonymous') return undefined;
  const { clientCertificates, ...rest } = rule.require ?? {};
  const byCertificateAlone = clientCertificates !== undefined && Object.keys(rest).length === 0;
  if (caller === undefined && !byCertificateAlone) return forbidden('the rule asks for a known caller');
  const lacking = caller && whatLacks(rest, caller);
  if (lacking !== undefined) return forbidden(`the caller lacks ${lacking}`);
  if (clientCertificates === undefined || isOneOf(clientCertificates, certificate)) return undefined;
  return {
    kind: 'certificate',
    rule: rule.name,
    reason: 'the caller has none of the certificates that the rule names',
  };
}

function isOneOf(names: readonly string[], certificate: CallerCertificate): boolean {
  if (certificate.kind !== 'known') return certificate.kind === 'unseen';
  return certificate.subjects.some((name) => names.includes(name));
}

function whatLacks(
  { groups, claims = [], scopes = [] }: Omit<CallerRequirement, 'clientCertificates'>,
  caller: Caller,
): string | undefined {
  if (groups !== undefined && !groups.some((group) => caller.groups.includes(group)))
    return 'a group that the rule names';
  const claim = claims.find(
    ({ name, values }) => !claimValues(caller.claims, name).some((value) => values.includes(value)),
  );
  if (claim !== undefined) return `a value of the claim ${claim.name} that the rule names`;
  const own = scopesOf(caller.claims);
  const scope = scopes.find((name) => !own.includes(name));
  return scope === undefined ? undefined : `the scope ${scope}`;
}
