import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiPolicy } from '../../operator/api/types.generated.ts';
import { ingressNginx } from '../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { planPolicy } from '../../operator/policy/plan-policy.ts';
import { anIngress, aPolicy } from '../generators/objects.ts';

/** A policy that holds every string field there is, each once. */
const FULL = aPolicy({
  tls: { certificate: { secretName: 'orders-tls' } },
  rateLimit: {
    rules: [{ name: 'per-address', requests: 20, per: 'Second', by: 'ClientAddress' }],
    connections: 5,
    exemptCIDRs: ['192.0.2.0/24'],
  },
  timeouts: { connect: '5s', read: '60s', send: '60s' },
  validation: { maxBodySize: '1Mi', waf: { mode: 'Block' } },
  exposure: {
    cors: {
      allowOrigins: ['https://app.example.com'],
      allowMethods: ['GET'],
      allowHeaders: ['x-a'],
      exposeHeaders: ['x-b'],
    },
    responseHeaders: { set: [{ name: 'Cache-Control', value: 'no-store' }], remove: ['Server'] },
  },
  network: { allowedCIDRs: ['192.0.2.0/24'], deniedCIDRs: ['192.0.2.1/32'] },
});

/** Paths of all strings below a value. */
function stringPaths(
  value: unknown,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (typeof value === 'string') return [path];
  if (Array.isArray(value)) return value.flatMap((part, index) => stringPaths(part, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => stringPaths(part, [...path, key]));
}

function replaced(value: unknown, [step, ...rest]: readonly (string | number)[], by: string): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((part, index) => (index === step ? replaced(part, rest, by) : part));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, part]) => [
      key,
      key === step ? replaced(part, rest, by) : part,
    ]),
  );
}

const PATHS = stringPaths(FULL.spec);
const HARD = [
  '\n',
  '\r\n',
  ';',
  '{',
  '}',
  '$',
  '"',
  "'",
  '`',
  '\\',
  '#',
  ' ',
  '\t',
  '\u0000',
  'é',
  '\u202e',
  '😀',
];
const hostile = fc
  .tuple(fc.string(), fc.constantFrom(...HARD), fc.string())
  .map(([before, hard, after]) => `${before}${hard}${after}`);
const smuggled = fc
  .tuple(
    fc.constantFrom('192.0.2.0/24', '1Mi', '5s', 'https://app.example.com', 'GET', 'orders-tls'),
    fc.constantFrom(...HARD),
    fc.string(),
  )
  .map((parts) => parts.join(''));

describe('a string that no field takes, in any field of the policy', () => {
  it('is refused, or appears in no value that is written', () => {
    expect(PATHS.length).toBeGreaterThan(15);
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), fc.oneof(hostile, smuggled), (path, text) => {
        const policy = { ...FULL, spec: replaced(FULL.spec, path, text) } as ApiPolicy;
        for (const value of written(policy)) expect(value).not.toMatch(/[^A-Za-z0-9,.:/*_-]/);
      }),
      { numRuns: 2_000 },
    );
  });
});

function written(policy: ApiPolicy): string[] {
  try {
    const { groups, tls } = ingressNginx.lower(planPolicy(policy), anIngress(), {});
    const secrets = (tls?.value ?? []).map(({ secretName = '' }) => secretName);
    return [...groups.flatMap(({ annotations }) => Object.values(annotations)), ...secrets];
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^INVALID_(POLICY|ANNOTATION)_VALUE$/) });
    return [];
  }
}
