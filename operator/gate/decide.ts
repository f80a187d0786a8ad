import type { GateAuthentication, GatePolicy } from '../plan/gate-plan.ts';
import { authorize } from './authorize.ts';
import { type Caller, subjectOf } from './caller.ts';
import {
  type CallerCertificate,
  certificateSubject,
  judgeCertificate,
} from './certificates/judge-certificate.ts';
import { challengeOf } from './challenge.ts';
import { countedBy } from './count-by.ts';
import { serves, servesByName } from './hosts.ts';
import { type Identity, type IdentityPorts, identify, offersCredential } from './identify.ts';
import { identityHeaders } from './identity-headers.ts';
import { isNavigation, loginURL, logoutURL } from './login.ts';
import { matches } from './match.ts';
import { takesMediaType } from './media-type.ts';
import { meetsLimit } from './meets-limit.ts';
import { hasRuleByPath } from './path-rules.ts';
import type { CertificateReader, Limits, SubjectCounts } from './ports.ts';
import type { Refusal } from './refusal.ts';
import type { GateRequest } from './request.ts';

export interface Allowed {
  readonly kind: 'allowed';
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookie?: string;
}

export interface DecisionPorts extends IdentityPorts {
  readonly limits: Limits;
  readonly certificates: CertificateReader;
  readonly subjects: SubjectCounts;
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
}

export interface DecisionOptions {
  readonly ports: DecisionPorts;
  readonly signal: AbortSignal;
  /** `peek` on the error path: nothing is counted, and who would pass has met a limit, unless none is used up. */
  readonly counting: 'consume' | 'peek';
  /** A GET of the logout path leads to the end of the session; false where refusals are not answered by a page. */
  readonly logout: boolean;
}

/**
 * Judges a request by its policy. The order is part of the contract: what the error path cannot see comes first, then
 * what needs nobody, then who it is, what they may do, and how often. So a refused request counts against no limit.
 *
 * On an anonymous path credentials are not looked at: it is open to everybody in the same way, bad tokens included. What
 * `mutualTLS` asks of a certificate holds there too: the gateway asks before any path is known.
 */
export async function decide(
  policy: GatePolicy,
  request: GateRequest,
  options: DecisionOptions,
): Promise<Allowed | Refusal> {
  const early = refuseUnseen(policy, request);
  if (early !== undefined) return early;
  const { certificates, wall } = options.ports;
  const asked = policy.clientCertificates;
  const unnamed = !servesByName(policy.hosts, request.host);
  const certificate = judgeCertificate(
    asked,
    request.certificate,
    certificates,
    wall(),
    policy.policy,
    unnamed,
  );
  countSubject(policy, certificate, options.ports.subjects);
  if (certificate.kind === 'certificate') return certificate;
  const unasked = refuseBeforeCaller(policy, request, options.logout);
  if (unasked !== undefined) return unasked;
  const { authentication, authorization } = policy;
  const anonymous = authentication?.anonymous.some((rule) => opens(rule, request)) ?? false;
  let caller: Caller | undefined;
  if (authentication !== undefined && !anonymous) {
    const identity = await whoCalls(policy, authentication, request, certificate, options);
    if (identity.kind !== 'certified' && identity.kind !== 'caller') return identity;
    if (identity.kind === 'caller') caller = identity.caller;
  }
  const subject = whose(caller, certificate);
  const forbidden =
    authorization && authorize(authorization, request, anonymous ? 'anonymous' : caller, certificate);
  if (forbidden !== undefined) return { ...forbidden, ...subject };
  const headers = identityHeaders(policy, request, caller, certificate);
  if (headers === 'too-large')
    return { kind: 'too-large', reason: 'the caller’s name and token', ...subject };
  if (headers === 'unsendable')
    return { kind: 'forbidden', reason: 'the caller’s name cannot be written in a header', ...subject };
  const limited = await meetsLimit(policy, countedBy(policy, request, caller, certificate), {
    limits: options.ports.limits,
    signal: options.signal,
    counting: options.counting,
  });
  if (limited !== undefined) return limited.kind === 'limited' ? { ...limited, ...subject } : limited;
  return {
    kind: 'allowed',
    headers,
    ...(caller?.setCookie === undefined ? {} : { setCookie: caller.setCookie }),
  };
}

/** On the error path no certificate is seen, so none is counted twice. */
function countSubject(
  { policy, clientCertificates }: GatePolicy,
  certificate: ReturnType<typeof judgeCertificate>,
  counts: SubjectCounts,
): void {
  if (certificate.kind === 'certificate' && certificate.stranger) counts.refused(policy);
  if (certificate.kind === 'known' && (clientCertificates?.subjects.length ?? 0) > 0) counts.passed(policy);
}

function refuseUnseen(policy: GatePolicy, { host, path, scheme }: GateRequest): Refusal | undefined {
  if (!serves(policy.hosts, host))
    return { kind: 'host', reason: 'the Host header names no host of the policy' };
  if (policy.refusePlaintext && scheme === 'http') return { kind: 'plaintext', reason: 'http is refused' };
  if (path === undefined && hasRuleByPath(policy))
    return { kind: 'path', reason: 'the path is not canonical, and the policy has rules by path' };
  return undefined;
}

function refuseBeforeCaller(policy: GatePolicy, request: GateRequest, logout: boolean): Refusal | undefined {
  const login = policy.authentication?.login;
  const location = logout && login !== undefined ? logoutURL(login, request) : undefined;
  if (location !== undefined) return { kind: 'logout', location };
  const { methods: allowed, contentTypes } = policy;
  if (allowed !== undefined && !request.methods.every((method) => allowed.includes(method)))
    return { kind: 'method', allow: allowed };
  if (contentTypes === undefined) return undefined;
  const types = request.headers.get('content-type') ?? [];
  return takesMediaType(contentTypes, request.methods, types)
    ? undefined
    : { kind: 'media-type', accept: contentTypes };
}

/** A rule that opens something is read exactly, and under every method that the request might be taken for. */
function opens(rule: GateAuthentication['anonymous'][number], request: GateRequest): boolean {
  return request.methods.every((method) => matches(rule, { ...request, method }, 'exact'));
}

/** Where nobody can log in, nor has a token or a key, the certificate says who is calling. */
async function whoCalls(
  policy: GatePolicy,
  authentication: GateAuthentication,
  request: GateRequest,
  certificate: CallerCertificate,
  { ports, signal }: DecisionOptions,
): Promise<{ readonly kind: 'caller'; readonly caller: Caller } | { readonly kind: 'certified' } | Refusal> {
  const { login, jwt, apiKeys } = authentication;
  const byCertificate = policy.clientCertificates !== undefined && !login && jwt.length === 0 && !apiKeys;
  if (byCertificate && certificate.kind === 'none')
    return { kind: 'certificate', reason: 'no certificate was shown, and nothing else lets a caller in' };
  if (byCertificate) return { kind: 'certified' };
  const identity = await identify(authentication, request, ports, signal);
  return identity.kind === 'caller'
    ? identity
    : unidentified(policy.policy, authentication, request, identity);
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

function whose(caller: Caller | undefined, certificate: CallerCertificate): { readonly subject?: string } {
  if (caller !== undefined) return { subject: subjectOf(caller) };
  return certificate.kind === 'known' ? { subject: certificateSubject(certificate.key) } : {};
}
