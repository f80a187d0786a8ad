import type { GateAuthentication, GatePolicy } from '../plan/gate-plan.ts';
import { authorize } from './authorize.ts';
import { type Caller, subjectOf } from './caller.ts';
import { challengeOf } from './challenge.ts';
import { countedBy } from './count-by.ts';
import { serves } from './hosts.ts';
import { type Identity, type IdentityPorts, identify, offersCredential } from './identify.ts';
import { identityHeaders } from './identity-headers.ts';
import { isNavigation, loginURL, logoutURL } from './login.ts';
import { matches } from './match.ts';
import { takesMediaType } from './media-type.ts';
import { hasRuleByPath } from './path-rules.ts';
import type { Limits } from './ports.ts';
import type { Refusal } from './refusal.ts';
import type { GateRequest } from './request.ts';

export interface Allowed {
  readonly kind: 'allowed';
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookie?: string;
}

export interface DecisionPorts extends IdentityPorts {
  readonly limits: Limits;
}

export interface DecisionOptions {
  readonly ports: DecisionPorts;
  readonly signal: AbortSignal;
  /** `peek` on the error path: nothing is counted, and who would pass has met a limit. */
  readonly counting: 'consume' | 'peek';
  /** A GET of the logout path leads to the end of the session; false where refusals are not answered by a page. */
  readonly logout: boolean;
}

/**
 * Judges a request by its policy. The order is part of the contract: what the error path cannot see comes first, then
 * what needs nobody, then who it is, what they may do, and how often. So a refused request counts against no limit.
 *
 * On an anonymous path credentials are not looked at: it is open to everybody in the same way, bad tokens included.
 */
export async function decide(
  policy: GatePolicy,
  request: GateRequest,
  options: DecisionOptions,
): Promise<Allowed | Refusal> {
  const early = refuseBeforeCaller(policy, request, options.logout);
  if (early !== undefined) return early;
  const { authentication, authorization } = policy;
  const anonymous = authentication?.anonymous.some((rule) => opens(rule, request)) ?? false;
  let caller: Caller | undefined;
  if (authentication !== undefined && !anonymous) {
    const identity = await identify(authentication, request, options.ports, options.signal);
    if (identity.kind !== 'caller') return unidentified(policy.policy, authentication, request, identity);
    caller = identity.caller;
  }
  const subject = caller === undefined ? {} : { subject: subjectOf(caller) };
  const forbidden = authorization && authorize(authorization, request, anonymous ? 'anonymous' : caller);
  if (forbidden !== undefined) return { kind: 'forbidden', ...forbidden, ...subject };
  const headers = identityHeaders(policy, request, caller);
  if (headers === 'too-large')
    return { kind: 'too-large', reason: 'the caller’s name and token', ...subject };
  if (headers === 'unsendable')
    return { kind: 'forbidden', reason: 'the caller’s name cannot be written in a header', ...subject };
  const limited = await countOrPeek(policy, request, caller, options);
  if (limited !== undefined) return limited;
  return {
    kind: 'allowed',
    headers,
    ...(caller?.setCookie === undefined ? {} : { setCookie: caller.setCookie }),
  };
}

function refuseBeforeCaller(policy: GatePolicy, request: GateRequest, logout: boolean): Refusal | undefined {
  const { host, path, scheme, methods } = request;
  if (!serves(policy.hosts, host))
    return { kind: 'host', reason: 'the Host header names no host of the policy' };
  if (policy.refusePlaintext && scheme === 'http') return { kind: 'plaintext', reason: 'http is refused' };
  if (path === undefined && hasRuleByPath(policy))
    return { kind: 'path', reason: 'the path is not canonical, and the policy has rules by path' };
  const login = policy.authentication?.login;
  const location = logout && login !== undefined ? logoutURL(login, request) : undefined;
  if (location !== undefined) return { kind: 'logout', location };
  const { methods: allowed, contentTypes } = policy;
  if (allowed !== undefined && !methods.every((method) => allowed.includes(method)))
    return { kind: 'method', allow: allowed };
  if (contentTypes === undefined) return undefined;
  const types = request.headers.get('content-type') ?? [];
  return takesMediaType(contentTypes, methods, types)
    ? undefined
    : { kind: 'media-type', accept: contentTypes };
}

/** A rule that opens something is read exactly, and under every method that the request might be taken for. */
function opens(rule: GateAuthentication['anonymous'][number], request: GateRequest): boolean {
  return request.methods.every((method) => matches(rule, { ...request, method }, 'exact'));
}

function unidentified(
  policy: string,
  authentication: GateAuthentication,
  request: GateRequest,
  identity: Exclude<Identity, { kind: 'caller' }>,
): Refusal {
  if (identity.kind === 'unavailable') return identity;
  if (identity.kind === 'forbidden')
    return { kind: 'forbidden', reason: identity.reason, subject: subjectOf(identity.caller) };
  const invalid = identity.kind === 'invalid' ? identity : undefined;
  const browser = isNavigation(request) && !offersCredential(authentication, request);
  const login =
    browser && authentication.login !== undefined ? loginURL(authentication.login, request) : undefined;
  return {
    kind: 'unauthenticated',
    reason: invalid?.reason ?? 'no credential',
    challenge: challengeOf(policy, authentication, invalid?.method === 'jwt'),
    ...(login === undefined ? {} : { login }),
  };
}

async function countOrPeek(
  policy: GatePolicy,
  request: GateRequest,
  caller: Caller | undefined,
  { ports: { limits }, signal, counting }: DecisionOptions,
): Promise<Refusal | undefined> {
  const requests = countedBy(policy, request, caller);
  if (requests.length === 0) return undefined;
  const subject = caller === undefined ? {} : { subject: subjectOf(caller) };
  if (counting === 'consume') {
    const verdict = await limits.consume(policy, requests, signal);
    if (verdict.kind === 'allowed') return undefined;
    return verdict.kind === 'limited' ? { ...verdict, ...subject } : verdict;
  }
  const verdict = await limits.peek(policy, requests, signal);
  if (verdict.kind === 'unavailable') return verdict;
  const [quota] = verdict.quotas.toSorted(
    (a, b) => a.remaining / a.requests - b.remaining / b.requests || b.resetSeconds - a.resetSeconds,
  );
  return quota === undefined ? undefined : { kind: 'limited', quota, ...subject };
}
