import type { GatePolicy } from '../plan/gate-plan.ts';
import type { AuthorizationRule, CallerRequirement } from '../plan/nodes/authorization.ts';
import { type Caller, claimValues, scopesOf } from './caller.ts';
import { matchesAny, type Reading } from './match.ts';
import type { GateRequest } from './request.ts';

/** Undefined: allowed. `rule` is absent where no rule matches and the default is Deny. */
export type Forbidden = { readonly rule?: string; readonly reason: string } | undefined;

const READINGS: readonly Reading[] = ['exact', 'loose'];

/**
 * Whether a caller may do what it asks: by the first rule that matches, else by the default. The request is read twice,
 * as it is and as a forgiving app would read it, and has to be allowed both times.
 *
 * Without a caller (an anonymous path) `require` and the default ask nothing, for the policy opened that path; `deny`
 * holds, for it means nobody.
 */
export function authorize(
  authorization: NonNullable<GatePolicy['authorization']>,
  request: GateRequest,
  caller: Caller | 'anonymous' | undefined,
): Forbidden {
  for (const reading of READINGS) {
    const rule = authorization.rules.find(({ matches }) => matchesAny(matches, request, reading));
    const refusal = judge(rule, authorization.fallback, caller);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function judge(
  rule: AuthorizationRule | undefined,
  fallback: 'Allow' | 'Deny',
  caller: Caller | 'anonymous' | undefined,
): Forbidden {
  if (rule === undefined) {
    if (fallback === 'Allow' || caller === 'anonymous') return undefined;
    return { reason: 'no rule allows it' };
  }
  if (rule.deny) return { rule: rule.name, reason: 'nobody may do this' };
  if (caller === 'anonymous') return undefined;
  if (rule.require === undefined || caller === undefined)
    return { rule: rule.name, reason: 'the rule asks for a known caller' };
  const lacking = whatLacks(rule.require, caller);
  return lacking === undefined ? undefined : { rule: rule.name, reason: `the caller lacks ${lacking}` };
}

function whatLacks(
  { groups, claims = [], scopes = [] }: CallerRequirement,
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
