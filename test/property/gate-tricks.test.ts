import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../operator/gate/decide.ts';
import { headersOf } from '../../operator/gate/headers.ts';
import { matches } from '../../operator/gate/match.ts';
import { readDecision } from '../../operator/gate/request.ts';
import type { GatePolicy } from '../../operator/plan/gate-plan.ts';
import { authenticated, decisionHeaders, ISSUER, type Original, policy, World } from '../unit/gate/fakes.ts';

const guarded = policy({
  authentication: authenticated({
    jwt: [ISSUER],
    anonymous: [
      { name: 'health', path: { type: 'Exact', value: '/healthz' } },
      { name: 'docs', path: { type: 'PathPrefix', value: '/docs' }, methods: ['GET'] },
    ],
  }),
  authorization: {
    fallback: 'Allow',
    rules: [{ name: 'admin', matches: [{ path: { type: 'PathPrefix', value: '/admin' } }], deny: true }],
  },
});

async function kindOf(one: GatePolicy, headers: readonly string[]): Promise<string> {
  const request = readDecision(headersOf(headers));
  if ('kind' in request) return request.kind;
  const world = new World();
  world.token('good', { sub: 'x' });
  const signal = new AbortController().signal;
  return (await decide(one, request, { ports: world.ports, signal, counting: 'consume', logout: true })).kind;
}

const judge = (one: GatePolicy, original: Original): Promise<string> =>
  kindOf(one, decisionHeaders(original));

/** Paths that apps of many kinds would see in a request target: each reader on its own, then on each other's result. */
function readings(uri: string): Set<string> {
  const readers: ((text: string) => string)[] = [
    (text) => text.replace(/[?#].*$/s, ''),
    (text) => {
      try {
        return decodeURIComponent(text);
      } catch {
        return text;
      }
    },
    (text) => text.replace(/%2f/gi, '/').replace(/%5c/gi, '\\'),
    (text) => text.replaceAll('\\', '/'),
    (text) => text.replace(/\/{2,}/g, '/'),
    (text) => text.replace(/;[^/]*/g, ''),
    (text) => new URL(`http://a${text.startsWith('/') ? text : `/${text}`}`).pathname,
    (text) => text.toLowerCase(),
    (text) => text.replace(/\0.*$/s, ''),
  ];
  let seen = new Set([uri.replace(/\?.*$/s, '')]);
  for (let round = 0; round < 3; round += 1) {
    const next = [...seen].flatMap((text) =>
      readers.map((reader) => {
        try {
          return reader(text);
        } catch {
          return text;
        }
      }),
    );
    seen = new Set([...seen, ...next]);
  }
  return seen;
}

const under = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

const piece = fc.constantFrom(
  ...[
    '/',
    '//',
    '/./',
    '/../',
    '%2e%2e',
    '..',
    '.',
    '%2f',
    '%5C',
    '\\',
    ';',
    '%3b',
    ';x=',
    '%',
    '%25',
    '%252f',
  ],
  ...[
    '%00',
    '%0a',
    '?',
    '#',
    '%23',
    '%3f',
    '@',
    ':',
    'admin',
    'ADMIN',
    '%61dmin',
    'adm%69n',
    'docs',
    'Docs',
    'healthz',
  ],
  ...['HEALTHZ', '%c0%af', '%e2%80%a8', '\u00ff', ' ', '*', 'http://a', '/healthz', '/docs/', '/admin/users'],
);
const uris = fc
  .tuple(fc.constantFrom('/', '/docs', '/docs/', '/healthz', '/orders'), fc.array(piece, { maxLength: 6 }))
  .map(([start, pieces]) => `${start}${pieces.join('')}`);

test('no spelling of a path is open without a credential, unless every reader finds it in an open place', async () => {
  let open = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(uris, fc.constantFrom('/healthz', '/docs/a?/../admin', '/docs')),
      async (uri) => {
        if ((await judge(guarded, { uri })) !== 'allowed') return;
        open += 1;
        const wrong = [...readings(uri)].filter((path) => path !== '/healthz' && !under(path, '/docs'));
        expect(wrong).toEqual([]);
      },
    ),
    { numRuns: 3_000 },
  );
  expect(open).toBeGreaterThan(0);
});

test('no spelling of a path reaches what is denied, in the eyes of any reader', async () => {
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(uris, async (uri) => {
      if ((await judge(guarded, { uri, headers: ['Authorization', 'Bearer good'] })) !== 'allowed') return;
      passed += 1;
      expect([...readings(uri)].filter((path) => under(path.toLowerCase(), '/admin'))).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
  expect(passed).toBeGreaterThan(0);
});

const authority = fc
  .array(
    fc.constantFrom(
      ...[
        'api.example.com',
        'API.Example.Com',
        'evil.example',
        ':',
        '443',
        '80',
        '\\',
        '/',
        '?',
        '#',
        '@',
        '.',
        '..',
      ],
      ...['healthz', '%2f', ' ', '\t', '[', ']', '::1', ',', '\u00e9', 'xn--a', '-', '_', ''],
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));

test('only a host of the policy with an optional port is served', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(authority, fc.constantFrom('api.example.com:443')), uris, async (host, uri) => {
      const anything = await judge(policy(), { host, uri });
      if (anything === 'allowed') expect(host.toLowerCase()).toMatch(/^api\.example\.com(:[0-9]{1,5})?$/);
    }),
    { numRuns: 3_000 },
  );
});

const name = fc.constantFrom(
  ...[
    'X-Original-URI',
    'X-Original-URL',
    'X-Original-Method',
    'X-Forwarded-For',
    'X-Forwarded-Uri',
    'X-Rewrite-URL',
  ],
  ...[
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Real-IP',
    'X-Auth-Request-User',
    'X-Auth-Request-Groups',
    'Host',
  ],
  ...[
    'Authorization',
    'Cookie',
    'X_Original_URI',
    'ssl-client-verify',
    'X-Gate-Verify',
    'Content-Type',
    'X-API-Key',
  ],
  ...['X-HTTP-Method-Override', 'Sec-Fetch-Mode', 'Accept', 'X-Request-ID', 'X-Code', 'X-Ingress-Name'],
);
const value = fc.constantFrom(
  ...[
    '/healthz',
    '/docs',
    'https://api.example.com/healthz',
    'GET',
    '127.0.0.1',
    'root',
    'admins',
    'Bearer bad',
    '',
  ],
  ...[
    'api.example.com',
    'evil.example',
    'a=b',
    'SUCCESS',
    'application/json',
    'x'.repeat(500),
    '200',
    'orders',
  ],
);
const extra = fc.array(fc.tuple(name, value), { maxLength: 6 }).map((pairs) => pairs.flat());

test('no header of a client’s makes a request pass that has no credential', async () => {
  await fc.assert(
    fc.asyncProperty(extra, fc.boolean(), async (headers, first) => {
      const own = decisionHeaders({ uri: '/orders' });
      const result = await kindOf(guarded, first ? [...headers, ...own] : [...own, ...headers]);
      expect(result).not.toBe('allowed');
    }),
    { numRuns: 2_000 },
  );
});

test('what matches exactly matches loosely: a restriction covers at least what is written', () => {
  const path = fc.record({
    type: fc.constantFrom('Exact' as const, 'PathPrefix' as const),
    value: fc.constantFrom('/', '/admin', '/admin/', '/Docs', '/docs/a', '/café'),
  });
  const match = fc.record(
    {
      path,
      hosts: fc.constantFrom(['api.example.com'], ['*.example.com'], ['b.example.com']),
      methods: fc.constantFrom(['GET'], ['POST', 'HEAD']),
    },
    { requiredKeys: [] },
  );
  const original = fc.record({
    uri: fc.oneof(uris, fc.constantFrom('/admin', '/admin/', '/docs/a/b', '/caf%c3%a9')),
    method: fc.constantFrom('GET', 'HEAD', 'POST'),
  });
  fc.assert(
    fc.property(match, original, (rule, asked) => {
      const request = readDecision(headersOf(decisionHeaders(asked)));
      if ('kind' in request || !matches(rule, request, 'exact')) return;
      expect(matches(rule, request, 'loose')).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
