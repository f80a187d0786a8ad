import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownCertificates } from '../../operator/gate/certificates/known-certificates.ts';
import { namesIn } from '../../operator/gate/certificates/names.ts';
import { decide } from '../../operator/gate/decide.ts';
import { headersOf } from '../../operator/gate/headers.ts';
import { readDecision, readErrorRequest } from '../../operator/gate/request.ts';
import type { GatePolicy } from '../../operator/plan/gate-plan.ts';
import { attribute, COMMON_NAME, certificate, ORGANIZATION, tlv } from '../unit/gate/certificates/built.ts';
import {
  asking,
  type CallerName,
  certificateOf,
  escapedOf,
  showing,
} from '../unit/gate/certificates/callers.ts';
import { escaped } from '../unit/gate/certificates/minted.ts';
import {
  authenticated,
  decisionHeaders,
  errorHeaders,
  ISSUER,
  type Original,
  policy,
  World,
} from '../unit/gate/fakes.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.constantFrom('billing\0', 'CN=billing', 'billing, O=acme', 'billing/CN=x', 'billing\nCN=x', '"billing"'),
);
const ascii = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 });

test('every name comes out as it was put in, and no part of it as another', () => {
  fc.assert(
    fc.property(
      text,
      text,
      fc.array(ascii, { maxLength: 4 }),
      fc.array(ascii, { maxLength: 4 }),
      (name, organization, uris, dnsNames) => {
        const der = certificate(
          [attribute(ORGANIZATION, organization), attribute(COMMON_NAME, name)],
          [
            ...uris.map((uri) => tlv(0x86, Buffer.from(uri))),
            ...dnsNames.map((dns) => tlv(0x82, Buffer.from(dns))),
          ],
        );
        expect(namesIn(der)).toMatchObject({ commonName: name, uris, dnsNames });
      },
    ),
  );
});

const callers: readonly CallerName[] = ['billing', 'other', 'alike', 'spiffe', 'dns'];
const bytes = fc.constantFrom(...callers).map((name) => certificateOf(name));

test('broken certificates are refused or read, and never a fault; nothing is read that is not in them', () => {
  const reader = new KnownCertificates();
  let read = 0;
  const change = fc.tuple(fc.nat(1_000), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(bytes, fc.array(change, { maxLength: 4 }), fc.nat(1_000), (der, changes, cut) => {
      const broken = Buffer.from(der);
      for (const [at, octet] of changes) broken[at % broken.length] = octet;
      const names = reader.read(escaped(cut < broken.length / 8 ? broken.subarray(cut) : broken));
      if (names === undefined) return;
      read += 1;
      for (const name of [names.commonName ?? '', ...names.uris, ...names.dnsNames])
        expect(broken.includes(Buffer.from(name, 'utf8'))).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBeGreaterThan(0);
});

test('whatever stands for a certificate is refused or read, and never a fault', () => {
  const reader = new KnownCertificates();
  const piece = fc.constantFrom(
    '%',
    '%0A',
    '%2B',
    '+',
    '-----BEGIN%20CERTIFICATE-----%0A',
    escapedOf('billing'),
    'MIIB',
    '=',
    '\u00ff',
    'x'.repeat(9_000),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const whole = pieces.join('');
      expect(reader.read(whole) === undefined).toBe(!callers.some((name) => whole === escapedOf(name)));
    }),
    { numRuns: 2_000 },
  );
});

const signal = new AbortController().signal;
const word = fc.tuple(
  fc.constantFrom(
    'X-Gate-Verify',
    'x-gate-certificate',
    'ssl-client-verify',
    'ssl-client-cert',
    'X-Gate-Subject',
    'X-Auth-Request-Client-Certificate',
    'X_Gate_Verify',
  ),
  fc.oneof(
    fc.constantFrom('SUCCESS', 'NONE', 'success', '', 'FAILED:x', 'billing'),
    fc.constantFrom(...callers).map(escapedOf),
  ),
);

test('nobody passes but by one word of success and one certificate of a subject', async () => {
  const good = ['billing', 'spiffe', 'dns'] as const;
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(word, { maxLength: 4 }),
        fc.constantFrom(...callers).map(
          (name) =>
            [
              ['X-Gate-Verify', 'SUCCESS'],
              ['X-Gate-Certificate', escapedOf(name)],
            ] as [string, string][],
        ),
      ),
      fc.constantFrom('https' as const, 'http' as const),
      async (pairs, scheme) => {
        const request = readDecision(headersOf(decisionHeaders({ scheme, headers: pairs.flat() })));
        if ('kind' in request) return;
        const { ports } = new World();
        const result = await decide(asking(true), request, {
          ports,
          signal,
          counting: 'consume',
          logout: true,
        });
        const of = (name: string): string[] =>
          pairs.flatMap(([own, value]) => (own.toLowerCase() === name ? value : []));
        const proper =
          scheme === 'https' &&
          JSON.stringify(of('x-gate-verify')) === '["SUCCESS"]' &&
          good.some((name) => JSON.stringify(of('x-gate-certificate')) === JSON.stringify([escapedOf(name)]));
        expect(result.kind).toBe(proper ? 'allowed' : 'certificate');
        if (proper) passed += 1;
      },
    ),
    { numRuns: 2_000 },
  );
  expect(passed).toBeGreaterThan(0);
});

const policies = fc
  .record({
    required: fc.boolean(),
    jwt: fc.boolean(),
    anonymous: fc.boolean(),
    authentication: fc.boolean(),
    require: fc.constantFrom(
      { clientCertificates: ['billing'] },
      { clientCertificates: ['erp'], groups: ['staff'] },
      { groups: ['staff'] },
    ),
    fallback: fc.constantFrom('Allow' as const, 'Deny' as const),
    methods: fc.boolean(),
    by: fc.subarray(['ClientCertificate', 'User', 'ClientAddress'] as const),
  })
  .map(
    ({ required, jwt, anonymous, authentication, require, fallback, methods, by }): GatePolicy =>
      asking(required, {
        ...(authentication && {
          authentication: authenticated({
            jwt: jwt ? [ISSUER] : [],
            anonymous: anonymous ? [{ name: 'open', path: { type: 'PathPrefix', value: '/open' } }] : [],
          }),
        }),
        authorization: {
          fallback,
          rules: [
            { name: 'r', matches: [{ path: { type: 'PathPrefix', value: '/r' } }], deny: false, require },
          ],
        },
        ...(methods && { methods: ['GET'] }),
        rates: by.map((each) => ({ name: each, requests: 1, per: 'Minute', by: each, matches: [] })),
      }),
  );
const originals: fc.Arbitrary<Original> = fc
  .record({
    uri: fc.constantFrom('/', '/r', '/open', '/R/', '/open//x'),
    method: fc.constantFrom('GET', 'POST'),
    token: fc.constantFrom(
      [],
      ['Authorization', 'Bearer good'],
      ['Authorization', 'Bearer staff'],
      ['Authorization', 'Bearer bad'],
    ),
    caller: fc.option(fc.constantFrom(...callers), { nil: undefined }),
  })
  .map(({ caller, token, ...rest }) => ({
    ...rest,
    headers: [...token, ...(caller === undefined ? [] : showing(caller))],
  }));

test('what the decision leaves to the error path is told there as it was, by one that sees no certificate', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(policies, originals, async (one, original) => {
      const world = new World();
      world.exact = true;
      world.token('good', { sub: 'x' });
      world.token('staff', { sub: 'y', groups: ['staff'] });
      const { ports } = world;
      const request = readDecision(headersOf(decisionHeaders(original)));
      const again = readErrorRequest(original.method ?? '', headersOf(errorHeaders(original)));
      if ('kind' in request || 'kind' in again) throw new Error('it is read');
      const options = { ports, signal, logout: true } as const;
      await decide(one, request, { ...options, counting: 'consume' });
      const decision = await decide(one, request, { ...options, counting: 'consume' });
      seen.set(decision.kind, (seen.get(decision.kind) ?? 0) + 1);
      if (decision.kind === 'allowed' || decision.kind === 'certificate' || decision.kind === 'path') return;
      const told = await decide(one, again, { ...options, counting: 'peek' });
      expect(told).toMatchObject(
        decision.kind === 'limited'
          ? { kind: 'limited', quota: { rule: expect.stringMatching(/./), remaining: 0 } }
          : { kind: decision.kind, ...('reason' in decision && { reason: decision.reason }) },
      );
    }),
    { numRuns: 3_000 },
  );
  expect([...seen.keys()].toSorted()).toEqual([
    'allowed',
    'certificate',
    'forbidden',
    'limited',
    'method',
    'path',
    'unauthenticated',
  ]);
});

test('a policy without certificates decides the same, whatever is said of one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 4 }), async (pairs) => {
      const request = readDecision(headersOf(decisionHeaders({ headers: pairs.flat() })));
      if ('kind' in request) return;
      const { ports } = new World();
      const result = await decide(policy(), request, { ports, signal, counting: 'consume', logout: true });
      expect(result).toEqual({ kind: 'allowed', headers: {} });
    }),
  );
});
