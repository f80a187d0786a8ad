import type { ControlId } from '../../../operator/api/control-id.ts';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import type { ObservedCertificate, Subject } from '../../../operator/compliance/subject.ts';
import type { HostObservation, Shown } from '../../../operator/compliance/wire.ts';
import { authentication } from '../../../operator/plan/nodes/authentication.ts';
import { authorization } from '../../../operator/plan/nodes/authorization.ts';
import { backendCertificates } from '../../../operator/plan/nodes/backend-certificates.ts';
import { clientCertificates } from '../../../operator/plan/nodes/client-certificates.ts';
import { contentTypes } from '../../../operator/plan/nodes/content-types.ts';
import { countedRate } from '../../../operator/plan/nodes/counted-rate.ts';
import { methods } from '../../../operator/plan/nodes/methods.ts';
import { type PlanNode, securityPlan } from '../../../operator/plan/plan.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';

export const HOST = 'api.example.com';
export const NOW = Date.parse('2026-11-24T12:00:00Z');
export const DAY = 86_400_000;

/** A policy that asks for all that the catalogue judges. */
export const EVERYTHING: Omit<ApiPolicySpec, 'targetRefs'> = {
  tls: {
    certificate: { secretName: 'orders-tls' },
    hsts: { maxAgeSeconds: 31_536_000, includeSubDomains: true },
  },
  rateLimit: { rules: [{ name: 'all', requests: 5, per: 'Minute', by: 'ClientAddress' }] },
  validation: { maxBodySize: '1Mi', waf: { mode: 'Block' } },
  exposure: {
    cors: { allowOrigins: ['https://app.example.com'] },
    securityHeaders: 'Standard',
    responseHeaders: { set: [{ name: 'Cache-Control', value: 'no-store' }], remove: ['X-Runtime'] },
  },
  network: { allowedCIDRs: ['198.51.100.0/24'] },
};

const field = (name: string): string => `spec.${name}`;

/** What the gate decides on: who is calling, what for, how often, by which method and with what. */
export const CALLERS: readonly PlanNode[] = [
  authentication({
    oidc: {
      field: field('authentication.oidc'),
      issuerURL: 'https://id.example.com',
      clientID: 'orders',
      clientSecretRef: { name: 'orders-oidc', key: 'client-secret' },
      scopes: ['openid'],
      groupsClaim: 'groups',
      session: { lifetimeSeconds: 28_800, store: 'Cookie' },
    },
    jwt: [
      {
        field: field('authentication.jwt[0]'),
        name: 'partners',
        issuer: 'https://partners.example.com',
        audiences: ['orders-api'],
        algorithms: ['RS256'],
        clockSkewSeconds: 30,
        requiredClaims: [],
      },
    ],
    apiKeys: { field: field('authentication.apiKeys'), header: 'X-API-Key', secretName: 'orders-keys' },
    forwardAccessToken: { value: false },
    anonymous: [
      {
        field: field('authentication.anonymous[0]'),
        name: 'health',
        path: { type: 'Exact', value: '/v1/healthz' },
      },
    ],
  }),
  authorization({
    fallback: { value: 'Allow' },
    rules: [
      {
        field: field('authorization.rules[0]'),
        name: 'admins',
        matches: [{ path: { type: 'PathPrefix', value: '/v1/admin' } }],
        deny: false,
        require: { groups: ['admins'] },
      },
    ],
  }),
  countedRate({
    field: field('rateLimit.rules[1]'),
    name: 'per-user',
    requests: 100,
    per: 'Minute',
    by: 'User',
    matches: [],
  }),
  methods({ allowed: { value: ['GET', 'POST'], field: field('validation.methods') } }),
  contentTypes({ allowed: { value: ['application/json'], field: field('validation.contentTypes') } }),
];

/** Callers may show certificates, or have to, and the gateway and the app show theirs to each other. */
export const certificateNodes = (mode: 'Required' | 'Optional'): readonly PlanNode[] => [
  clientCertificates({
    mode: { value: mode, field: field('mutualTLS.clients.mode') },
    authority: {
      field: field('mutualTLS.clients.ca'),
      source: 'issuer',
      issuer: { kind: 'Issuer', name: 'shop-clients-ca' },
    },
    verifyDepth: { value: 1 },
    subjects: [{ field: field('mutualTLS.clients.subjects[0]'), name: 'billing', commonName: 'billing' }],
    issue: [],
  }),
  backendCertificates({
    certificate: {
      field: field('mutualTLS.backend.certificate'),
      source: 'issuer',
      issuer: { kind: 'Issuer', name: 'shop-services-ca' },
    },
    serverName: { value: 'orders.shop.svc', field: field('mutualTLS.backend.serverName') },
    issue: [],
  }),
];

/** Of the gateway, for the app. */
export const GATEWAY_CERTIFICATE: ObservedCertificate = {
  secretName: 'orders-gateway',
  use: 'gateway',
  hosts: [],
  ready: true,
  serials: ['1F'],
  authority: true,
};

/** A policy that asks for all that the catalogue judges, with some of its nodes in the place of their like. */
export function subjectWith(nodes: readonly PlanNode[], more: Partial<Subject> = {}): Subject {
  const of = subject(EVERYTHING, more);
  const kept = of.plan.nodes.filter(({ kind }) => !nodes.some((node) => node.kind === kind));
  return { ...of, plan: securityPlan(of.plan.policy, [...kept, ...nodes]) };
}

/** The policy under which a control applies: with `mode: Required` what is behind the demand is not to be seen. */
export const asking = (id: ControlId, more: Partial<Subject> = {}): Subject =>
  id === 'mtls.client-required' ? subjectWith(certificateNodes('Required'), more) : subject(EVERYTHING, more);

export function subject(
  spec: Omit<ApiPolicySpec, 'targetRefs'> = EVERYTHING,
  more: Partial<Subject> = {},
): Subject {
  const stated = planPolicy({ metadata: { name: 'orders', namespace: 'shop' }, spec: spec as ApiPolicySpec });
  const plan =
    spec === EVERYTHING
      ? securityPlan(stated.policy, [...stated.nodes, ...CALLERS, ...certificateNodes('Optional')])
      : stated;
  return {
    target: 'orders',
    namespace: 'shop',
    hosts: [HOST],
    paths: new Map([[HOST, '/v1']]),
    prefixes: new Set([HOST]),
    plan,
    enforcement:
      spec === EVERYTHING
        ? [
            { field: 'spec.authentication.oidc', by: 'gate' },
            { field: 'spec.mutualTLS.backend.certificate', by: 'ingress-nginx' },
          ]
        : [],
    shortfalls: [],
    facts: [],
    gateway: {
      id: 'ingress-nginx',
      version: '1.15.1',
      seen: true,
      advisories: [],
      trustsForwardedFromAnyone: false,
    },
    verification: { mode: 'Active', intervalSeconds: 600, limits: 'Enabled' },
    ...(spec === EVERYTHING && { gate: GATE_SEEN, certificates: [GATEWAY_CERTIFICATE] }),
    ...more,
  };
}

/** Two replicas that enforce the plan, and have refused a caller a second ago. */
export const GATE_SEEN = {
  at: NOW - 1_000,
  acknowledged: true,
  replicas: 2,
  rates: { 'per-user': { refused: 12, passed: 300, lastRefusedAt: NOW - 1_000 } },
  subjects: { refused: 3, passed: 40, lastRefusedAt: NOW - 1_000 },
};

export const seen = <T>(value: T, at = NOW - 1_000) => ({ at, value, repeat: 'curl …' });
export const unseen = (error = 'connection refused') => ({
  at: NOW - 1_000,
  error,
  repeat: 'curl …',
});

const HEADERS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "frame-ancestors 'none'",
  'cache-control': 'no-store',
};

export const answer = (status: number, headers: Readonly<Record<string, string>> = HEADERS) => ({
  status,
  headers,
});

export const tried = (what: string, status: number) => ({ what, answer: answer(status) });

/** A refusal that says of itself that it is about the certificate. */
export const refusedFor = (what: string, answer: Shown['answer']): Shown => ({
  what,
  answer,
  aboutCertificate: true,
});

/** An answer that says nothing of certificates. */
export const shown = (what: string, status: number): Shown => ({
  what,
  answer: status,
  aboutCertificate: false,
});

/** A gateway that does all that EVERYTHING asks for. */
export const GOOD = {
  host: HOST,
  plaintext: seen({ closed: false as const, ...answer(308, { location: `https://${HOST}/v1` }) }),
  tls: seen({
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    issuer: 'Example CA',
    serial: '0A',
    notBefore: NOW - 30 * DAY,
    notAfter: NOW + 60 * DAY,
    gatewayDefault: false,
  }),
  oldVersions: seen({ offered: ['TLSv1', 'TLSv1.1'], taken: [] as readonly string[] }),
  weakCiphers: seen({ offered: ['CBC and RSA key exchange'], taken: [] as readonly string[] }),
  secure: seen(answer(200)),
  missing: seen(answer(404)),
  bodySize: seen({ bytes: 1_048_577, askedFor: false, answer: answer(413) }),
  cors: seen({
    foreign: { origin: 'https://apipolicy-probe.invalid', answer: answer(200) },
    own: {
      origin: 'https://app.example.com',
      answer: answer(200, { 'access-control-allow-origin': 'https://app.example.com' }),
    },
  }),
  waf: seen(answer(403)),
  addressLimit: seen({ sent: 7, refusal: answer(429, { 'retry-after': '12' }) }),
  forgedAddress: seen({ plain: 403, forged: 403, claimed: '198.51.100.1' }),
  closed: seen([tried('/v1', 401), tried('/v1/apipolicy-probe', 401)]),
  tricks: seen([tried('//v1', 401), tried('/v1/healthz/../v1', 403), tried('/v1/healthz%2f../v1', 400)]),
  forged: seen([tried('alg none', 401), tried('an API key', 401)]),
  queryToken: seen(answer(401)),
  claimedIdentity: seen(answer(401)),
  login: seen({
    page: answer(302, { location: `https://${HOST}/oauth2/start?rd=%2Fv1` }),
    startStatus: 302,
    start: {
      origin: 'https://id.example.com',
      responseType: 'code',
      challengeMethod: 'S256',
      challenge: true,
      state: true,
      nonce: true,
      redirectURI: `https://${HOST}/oauth2/callback`,
      cookies: [{ name: '__Host-apipolicy-1a2b3c4d_csrf', lacks: [] as readonly string[] }],
    },
  }),
  methods: seen([tried('TRACE', 405), tried('PROPFIND', 405)]),
  mediaType: seen(answer(415)),
  unknownHost: seen(answer(404)),
  certificateDemand: seen({ demanded: true, authorities: ['CN=shop-clients-ca'] as readonly string[] }),
  withoutCertificate: seen([
    refusedFor('none', 400),
    { what: 'none, no name in the handshake', answer: 421, aboutCertificate: false },
  ] as readonly Shown[]),
  forgedCertificates: seen([
    refusedFor('self-signed', 400),
    refusedFor('expired', 'handshake'),
  ] as readonly Shown[]),
} satisfies HostObservation;

/** Everything of GOOD as a gateway that cannot be reached shows it. */
export const AWAY = Object.fromEntries(
  Object.keys(GOOD).map((part) => [part, part === 'host' ? HOST : unseen()]),
) as unknown as HostObservation;
