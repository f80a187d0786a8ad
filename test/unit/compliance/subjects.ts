import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import type { Subject } from '../../../operator/compliance/subject.ts';
import type { HostObservation } from '../../../operator/compliance/wire.ts';
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

export function subject(
  spec: Omit<ApiPolicySpec, 'targetRefs'> = EVERYTHING,
  more: Partial<Subject> = {},
): Subject {
  const plan = planPolicy({ metadata: { name: 'orders', namespace: 'shop' }, spec: spec as ApiPolicySpec });
  return {
    target: 'orders',
    namespace: 'shop',
    hosts: [HOST],
    paths: new Map([[HOST, '/v1']]),
    plan,
    enforcement: [],
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
    ...more,
  };
}

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
} satisfies HostObservation;

/** Everything of GOOD as a gateway that cannot be reached shows it. */
export const AWAY = Object.fromEntries(
  Object.keys(GOOD).map((part) => [part, part === 'host' ? HOST : unseen()]),
) as unknown as HostObservation;
