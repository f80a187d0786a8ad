import { needsGate } from '../../plan/gate-need.ts';
import { GATE } from '../../plan/gate-plan.ts';
import { coversHost, ruleHosts } from '../../plan/hosts.ts';
import { issuedTls } from '../../plan/issued-tls.ts';
import type { CountedRateNode } from '../../plan/nodes/counted-rate.ts';
import type { EffectiveLimit, Remark, Shortfall } from '../../plan/outcome.ts';
import { nodeOf, nodesOf, type SecurityPlan } from '../../plan/plan.ts';
import type { AnnotationGroup, GroupAlternative } from '../gateway.ts';
import { CAPABILITIES, can } from './capabilities.ts';
import { subjectFields } from './client-certificates.ts';
import { bypasses } from './gate-bypass.ts';
import { group, type LoweringInput, type Part } from './part.ts';
import { limitsByAddress } from './rate.ts';
import { bool, decisionUrl, headerNameList, objectNameText } from './values.ts';

/**
 * Every header by which the API may know its caller. nginx overwrites what is listed, and takes it off where the gate sends
 * none; what is not listed is the caller's own and would be believed.
 */
const IDENTITY_HEADERS = [
  'X-Auth-Request-User',
  'X-Auth-Request-Email',
  'X-Auth-Request-Groups',
  'X-Auth-Request-Preferred-Username',
  'X-Auth-Request-Access-Token',
  'X-Auth-Request-Client-Certificate',
  'Authorization',
];

/** nginx reads an answer's headers into one buffer, of 4 KiB by default: a token and its groups can be more. */
const BUFFER = '16k';

/**
 * Whatever needs the caller, the path or a longer memory than nginx has is asked of the gate, request by request. The
 * address names the policy and nothing of its rules: a changed rule reloads no nginx.
 */
export function lowerGate(input: LoweringInput): Part {
  const { plan, settings } = input;
  if (!needsGate(plan)) return {};
  const fields = gateFields(plan);
  const paged = can(CAPABILITIES.errorPage, settings.version) !== false;
  const direct = directForm(input, paged);
  const auth: AnnotationGroup = {
    ...group('auth', question(input, paged ? 'page' : 'direct'), fields, input),
    enforcedBy: 'gate',
    ...(paged && { alternative: direct }),
  };
  const told = bypasses(settings);
  const bypassed = fields.flatMap((field) =>
    told.map(({ message }): Shortfall => ({ field, result: 'Conflict', message: `written, but ${message}` })),
  );
  return {
    groups: [auth, ...(paged ? [errorPage(input)] : []), buffer(input)],
    shortfalls: [...bypassed, ...withoutCertificate(input), ...(paged ? [] : direct.shortfalls)],
    limits: nodesOf(plan, 'counted-rate').map((rule) => effectiveLimit(rule, input)),
    remarks: paged ? [] : direct.remarks,
  };
}

/** A session is a cookie for https alone: on a host that has only the controller's own certificate no browser gets that far. */
function withoutCertificate({ plan, target, settings }: LoweringInput): Shortfall[] {
  const oidc = nodeOf(plan, 'authentication')?.oidc;
  if (!oidc || settings.defaultCertificate || nodeOf(plan, 'serving-certificate')) return [];
  const issued = nodeOf(plan, 'issued-certificate') ? issuedTls(target) : undefined;
  const named = (issued ?? target.spec.tls ?? []).flatMap(({ hosts = ['*'] }) => hosts);
  const bare = ruleHosts(target).filter(
    (host) => !named.some((name) => name === '*' || coversHost(name, host)),
  );
  if (bare.length === 0) return [];
  const message = `no login on ${bare.join(', ')}: spec.tls of the Ingress names no certificate for it, and a session is for https alone; name one`;
  return [{ field: oidc.field, result: 'NotEnforceable', message }];
}

/** Stated leaves that the gate enforces, but for plaintext, which has a group of its own. */
function gateFields(plan: SecurityPlan): string[] {
  const kinds = ['authentication', 'authorization', 'counted-rate', 'rate-store', 'methods', 'content-types'];
  const nodes = plan.nodes.filter(
    ({ kind }) => kinds.includes(kind) || (kind === 'rate-exemptions' && !limitsByAddress(plan)),
  );
  return [...nodes.flatMap(({ fields }) => fields), ...subjectFields(plan)];
}

function question({ plan, settings }: LoweringInput, form: 'page' | 'direct'): Record<string, string> {
  const headers = objectNameText('auth-proxy-set-headers', GATE.headersName);
  return {
    'auth-url': decisionUrl('auth-url', plan.policy, settings.gates.clusterDomain, form),
    // With a method nginx writes X-Original-URI itself; without, the header is the caller's.
    'auth-method': 'GET',
    'auth-response-headers': headerNameList('auth-response-headers', IDENTITY_HEADERS),
    'auth-proxy-set-headers': `${plan.policy.namespace}/${headers}`,
  };
}

/**
 * Refusals, and nothing else, go to the gate once more, which answers them as they are meant. Limits, methods and media
 * types hold without it as well, and are told in another way than they ask for.
 */
function errorPage(input: LoweringInput): AnnotationGroup {
  const told = ['counted-rate', 'methods', 'content-types'];
  const fields = input.plan.nodes.filter(({ kind }) => told.includes(kind)).flatMap((node) => node.fields);
  const annotations = {
    'custom-http-errors': '401',
    'disable-proxy-intercept-errors': bool('disable-proxy-intercept-errors', true),
    'default-backend': objectNameText('default-backend', GATE.errorsName),
  };
  return { ...group('error-page', annotations, fields, input), enforcedBy: 'gate', needs: 'auth' };
}

/** A bearer that the gate hands back is as long as the issuer made it; so is a session's name with its groups. */
function buffer(input: LoweringInput): AnnotationGroup {
  const node = nodeOf(input.plan, 'authentication');
  const fields = [
    node?.oidc?.field,
    ...(node?.jwt.map(({ field }) => field) ?? []),
    node?.forwardAccessToken.field,
  ];
  const stated = fields.filter((field) => field !== undefined);
  return {
    ...group('auth-buffer', { 'proxy-buffer-size': BUFFER }, stated, input),
    enforcedBy: 'gate',
    needs: 'auth',
  };
}

/** Refusals go to the client as nginx passes them on: 401 and 403 alone. */
function directForm(input: LoweringInput, paged: boolean): GroupAlternative {
  const { plan, settings } = input;
  const { errorPage: needed } = CAPABILITIES;
  const why = paged
    ? 'the error page of the Ingress (custom-http-errors, default-backend) belongs to somebody else'
    : `controller ${settings.version} has no disable-proxy-intercept-errors, which came with ${needed.since}`;
  const oidc = nodeOf(plan, 'authentication')?.oidc;
  const result: Shortfall['result'] = paged ? 'Conflict' : 'NotEnforceable';
  const login = `${why}: nobody is led to the login. A caller without a session is answered 401; one with a session is let in`;
  const codes = `${why}: refusals by role, limit, method and media type are all answered 403, without Retry-After, and those without credentials 401`;
  return {
    without: 'error-page',
    annotations: group('auth', question(input, 'direct'), [], input).annotations,
    shortfalls: oidc ? [{ field: oidc.field, result, message: login }] : [],
    remarks: [directRemark(plan, codes)],
  };
}

function directRemark(plan: SecurityPlan, message: string): Remark {
  // Of all refusals it is a limit's that says least in this form.
  const field =
    nodesOf(plan, 'counted-rate')[0]?.field ??
    gateFields(plan)[0] ??
    nodeOf(plan, 'plaintext')?.fields[0] ??
    'spec';
  return { severity: 'warning', field, rule: 'direct-form', message };
}

/** A gate without a store counts in the memory of each replica, and which one is asked is chance. */
function effectiveLimit(rule: CountedRateNode, { plan, settings }: LoweringInput): EffectiveLimit {
  const { name, requests, per } = rule;
  const { replicas } = settings.gates;
  if (nodeOf(plan, 'rate-store')?.redis) {
    const because = 'the replicas of the gate count together in the store';
    return { rule: name, group: 'auth', effective: `${requests} per ${per}`, because };
  }
  const because = `${replicas} gate replicas, each counts for itself, ${requests} each; exact with spec.rateLimit.redis`;
  return {
    rule: name,
    group: 'auth',
    effective: `${requests} to ${requests * replicas} per ${per}`,
    because,
  };
}
