import { expect, test } from 'vitest';
import { type Allowed, decide } from '../../../operator/gate/decide.ts';
import type { Refusal } from '../../../operator/gate/refusal.ts';
import type { GatePolicy } from '../../../operator/plan/gate-plan.ts';
import type { CountedRate } from '../../../operator/plan/nodes/counted-rate.ts';
import { authenticated, ISSUER, LOGIN, type Original, policy, World } from './fakes.ts';
import { asked } from './requests.ts';

const COOKIE = '__Host-apipolicy-1a2b3c4d=s';

const judge = (world: World, one: GatePolicy, original: Original = {}): Promise<Allowed | Refusal> =>
  decide(one, asked(original), {
    ports: world.ports,
    signal: new AbortController().signal,
    counting: 'consume',
    logout: true,
  });

const kind = async (...parts: Parameters<typeof judge>): Promise<string> => (await judge(...parts)).kind;

const apiKeys = { header: 'X-API-Key', directory: '/keys' };
const everything = policy({
  authentication: authenticated({
    jwt: [ISSUER],
    apiKeys,
    login: LOGIN,
    anonymous: [
      { name: 'health', path: { type: 'Exact', value: '/healthz' }, methods: ['GET'] },
      { name: 'docs', path: { type: 'PathPrefix', value: '/docs' } },
    ],
  }),
});

function world(): World {
  const one = new World();
  one.token('good', { sub: 'token-user' });
  one.keys.set('k', 'key-user');
  one.session(COOKIE, { user: 'cookie-user' });
  return one;
}

const bearer = (token: string): string[] => ['Authorization', `Bearer ${token}`];

test.each([
  ['an API key', ['X-API-Key', 'k'], 'key-user'],
  ['a token', bearer('good'), 'token-user'],
  ['a session', ['Cookie', COOKIE], 'cookie-user'],
  ['all three: the key', ['X-API-Key', 'k', ...bearer('good'), 'Cookie', COOKIE], 'key-user'],
  ['token and session: the token', [...bearer('good'), 'Cookie', COOKIE], 'token-user'],
  [
    'another scheme and session: the session',
    ['Authorization', 'Basic YTpi', 'Cookie', COOKIE],
    'cookie-user',
  ],
  ['an empty key and a token: the token', ['X-API-Key', '', ...bearer('good')], 'token-user'],
])('%s says who is calling', async (_, headers, user) => {
  const result = await judge(world(), everything, { headers });
  expect(result).toMatchObject({ kind: 'allowed', headers: { 'x-auth-request-user': user } });
});

test.each([
  ['a bad key before a good token', ['X-API-Key', 'bad', ...bearer('good'), 'Cookie', COOKIE]],
  ['a good key twice', ['X-API-Key', 'k', 'X-API-Key', 'k']],
  ['a key of 5 KiB', ['X-API-Key', 'k'.repeat(5_000), ...bearer('good')]],
  ['a bad token before a good session', [...bearer('bad'), 'Cookie', COOKIE]],
  ['a token twice', [...bearer('good'), ...bearer('good'), 'Cookie', COOKIE]],
  ['a token beside another scheme', ['Authorization', 'Basic YTpi', ...bearer('good'), 'Cookie', COOKIE]],
  ['two tokens in one header', ['Authorization', 'Bearer good, Bearer good', 'Cookie', COOKIE]],
  ['no token after Bearer', ['Authorization', 'Bearer', 'Cookie', COOKIE]],
  ['a token of 20 KiB', [...bearer('a'.repeat(20_000)), 'Cookie', COOKIE]],
  ['another cookie', ['Cookie', 'session=x']],
  ['a cookie whose name only begins alike', ['Cookie', '__Host-apipolicy-1a2b3c4dx=s']],
  ['nothing', []],
])('%s: unauthenticated', async (_, headers) => {
  expect(await kind(world(), everything, { headers })).toBe('unauthenticated');
});

test('a verified token without a subject is nobody’s, even if all objects had one', async () => {
  const one = world();
  one.token('none', {});
  one.token('number', { sub: 7 });
  one.token('inherited', Object.create({ sub: 'root' }));
  for (const token of ['none', 'number', 'inherited'])
    expect(await kind(one, everything, { headers: bearer(token) })).toBe('unauthenticated');
});

test('on an anonymous path credentials are not looked at: a bad one is no obstacle, a good one no name', async () => {
  const one = world();
  expect(await judge(one, everything, { uri: '/healthz?x', headers: bearer('bad') })).toEqual({
    kind: 'allowed',
    headers: {},
  });
  expect(await judge(one, everything, { uri: '/docs/a', headers: bearer('good') })).toEqual({
    kind: 'allowed',
    headers: {},
  });
  expect(one.asked).toBe(0);
});

test.each([
  ['/healthz/', 'unauthenticated'],
  ['/HEALTHZ', 'unauthenticated'],
  ['/healthz/x', 'unauthenticated'],
  ['/docsx', 'unauthenticated'],
  ['/docs/../orders', 'path'],
  ['/docs/%2e%2e/orders', 'path'],
  ['/docs/..;/orders', 'path'],
  ['/docs%2forders', 'path'],
  ['/docs//x', 'path'],
  ['/orders%23/docs', 'path'],
])('%s is not opened by an anonymous rule: %s', async (uri, refusal) => {
  expect(await kind(world(), everything, { uri })).toBe(refusal);
});

test('a method that another reads in a header is not opened with the path', async () => {
  const headers = ['X-HTTP-Method-Override', 'DELETE'];
  expect(await kind(world(), everything, { uri: '/healthz', headers })).toBe('unauthenticated');
  expect(await kind(world(), everything, { uri: '/healthz', method: 'HEAD' })).toBe('unauthenticated');
  const one = policy({ methods: ['GET', 'POST'] });
  expect(await kind(world(), one, { method: 'POST', headers })).toBe('method');
});

test('a path that is not canonical passes where no rule goes by path, and is refused where one does, under Allow too', async () => {
  const byPath = [{ name: 'x', matches: [{ path: { type: 'Exact', value: '/x' } }], deny: true }] as const;
  const byHost = [{ name: 'x', matches: [{ hosts: ['b.example.com'] }], deny: true }] as const;
  const uri = '/a%2fb';
  expect(await kind(world(), policy(), { uri })).toBe('allowed');
  expect(await kind(world(), policy({ authorization: { fallback: 'Allow', rules: byHost } }), { uri })).toBe(
    'allowed',
  );
  expect(await kind(world(), policy({ authorization: { fallback: 'Allow', rules: byPath } }), { uri })).toBe(
    'path',
  );
  const rates = [{ ...rate, matches: byPath[0].matches }];
  expect(await kind(world(), policy({ rates }), { uri })).toBe('path');
});

test('the order: host, plaintext, path, method, media type, caller, rights, limits', async () => {
  const one = world();
  const strict: GatePolicy = {
    ...everything,
    refusePlaintext: true,
    methods: ['POST'],
    contentTypes: ['application/json'],
    authorization: {
      fallback: 'Deny',
      rules: [{ name: 'r', matches: [], deny: false, require: { scopes: ['s'] } }],
    },
    rates: [{ ...rate, requests: 1 }],
  };
  one.token('scoped', { sub: 'x', scope: 's' });
  const steps: [Original, string][] = [
    [{ host: 'evil.example', scheme: 'http' }, 'host'],
    [{ scheme: 'http', uri: '/a//b' }, 'plaintext'],
    [{ uri: '/a//b', method: 'PUT' }, 'path'],
    [{ method: 'PUT' }, 'method'],
    [{ method: 'POST' }, 'media-type'],
    [{ method: 'POST', headers: ['Content-Type', 'application/json'] }, 'unauthenticated'],
    [{ method: 'POST', headers: ['Content-Type', 'application/json', ...bearer('good')] }, 'forbidden'],
    [{ method: 'POST', headers: ['Content-Type', 'application/json', ...bearer('scoped')] }, 'allowed'],
    [{ method: 'POST', headers: ['Content-Type', 'application/json', ...bearer('scoped')] }, 'limited'],
  ];
  for (const [original, expected] of steps) expect(await kind(one, strict, original)).toBe(expected);
});

test('a policy for every host serves any host that is one, and nothing else', async () => {
  const open = policy({ hosts: [''] });
  expect(await kind(world(), open, { host: 'anything.example:8080' })).toBe('allowed');
  expect(await kind(world(), open, { host: '[2001:db8::1]:443' })).toBe('allowed');
  expect(await kind(world(), policy({ hosts: [] }), {})).toBe('host');
});

test('groups and addresses of a login are judged here: who is not among them is known, and not asked to log in again', async () => {
  const allowing = (parts: Partial<typeof LOGIN>): GatePolicy =>
    policy({ authentication: authenticated({ login: { ...LOGIN, ...parts } }) });
  const cases: [Partial<typeof LOGIN>, { email?: string; groups?: string[] }, string][] = [
    [{ allowedGroups: ['staff'] }, { groups: ['x', 'staff'] }, 'allowed'],
    [{ allowedGroups: ['staff'] }, { groups: ['Staff', 'staff2'] }, 'forbidden'],
    [{ allowedEmailDomains: ['example.com'] }, { email: 'a@Example.com' }, 'allowed'],
    [{ allowedEmailDomains: ['example.com'] }, { email: 'a@evil.example.com' }, 'forbidden'],
    [{ allowedEmailDomains: ['example.com'] }, { email: 'a@evil@example.com' }, 'forbidden'],
    [{ allowedEmailDomains: ['example.com'] }, { email: 'a@example.com@evil' }, 'forbidden'],
    [{ allowedEmailDomains: ['example.com'] }, { email: 'example.com' }, 'forbidden'],
    [{ allowedEmailDomains: ['example.com'] }, { email: '' }, 'forbidden'],
    [
      { allowedEmailDomains: ['example.com'], allowedEmails: ['Bob@b.org'] },
      { email: 'bob@b.org' },
      'allowed',
    ],
    [{ allowedEmails: ['bob@b.org'] }, { email: 'eve@b.org' }, 'forbidden'],
    [{ allowedGroups: ['staff'], allowedEmails: ['bob@b.org'] }, { email: 'bob@b.org' }, 'forbidden'],
    [{ allowedGroups: [] }, { groups: [''] }, 'forbidden'],
  ];
  for (const [parts, session, expected] of cases) {
    const one = new World();
    one.session(COOKIE, session);
    expect(await kind(one, allowing(parts), { headers: ['Cookie', COOKIE] })).toBe(expected);
  }
});

test('a login is not asked about requests that hold none of its cookies', async () => {
  const one = world();
  for (const cookie of ['session=x', '__Host-apipolicy-1a2b3c4dx=s', 'x=__Host-apipolicy-1a2b3c4d', ''])
    expect(await kind(one, everything, { headers: ['Cookie', cookie] })).toBe('unauthenticated');
  expect(one.asked).toBe(0);
});

test('a login of another host is not asked', async () => {
  const one = world();
  const two = { ...everything, hosts: ['api.example.com', 'b.example.com'] };
  const result = await judge(one, two, {
    host: 'b.example.com',
    headers: ['Cookie', COOKIE, 'Accept', 'text/html'],
  });
  expect(result).toMatchObject({ kind: 'unauthenticated' });
  expect(result).not.toHaveProperty('login');
  expect(one.asked).toBe(0);
});

const rate: CountedRate = { name: 'r', requests: 2, per: 'Minute', by: 'User', matches: [] };

/** How many keys so many requests counted under. */
async function keysOf(
  one: World,
  rates: readonly CountedRate[],
  requests: readonly Original[],
): Promise<number> {
  const plan = { ...everything, rates: rates.map((each) => ({ ...each, requests: 1_000 })) };
  for (const original of requests) expect(await kind(one, plan, original)).toBe('allowed');
  return one.counts.size;
}

test('callers are told apart by how they are known: a key named like a user is somebody else', async () => {
  const one = world();
  one.token('t', { sub: 'same' });
  one.keys.set('same-key', 'same');
  one.session(COOKIE, { user: 'same' });
  const requests = [bearer('t'), ['X-API-Key', 'same-key'], ['Cookie', COOKIE], bearer('t')].map(
    (headers) => ({ headers }),
  );
  expect(await keysOf(one, [rate], requests)).toBe(3);
});

test('a request without the key counts by client address; an IPv6 client by its /64', async () => {
  const anonymous = (address: string): Original => ({ uri: '/healthz', address });
  expect(await keysOf(world(), [rate], ['192.0.2.1', '192.0.2.2', '::ffff:192.0.2.1'].map(anonymous))).toBe(
    2,
  );
  const six = ['2001:db8::1', '2001:db8::ffff:1', '2001:db8:0:1::1'].map(anonymous);
  expect(await keysOf(world(), [rate], six)).toBe(2);
  const byClaim: CountedRate = { ...rate, by: 'Claim', claim: 'tenant' };
  const byKey: CountedRate = { ...rate, by: 'APIKey' };
  const byHeader: CountedRate = { ...rate, by: 'Header', header: 'X-Tenant' };
  for (const rule of [byClaim, byKey, byHeader]) {
    const requests = ['192.0.2.1', '192.0.2.2'].map((address) => ({ address, headers: bearer('good') }));
    expect(await keysOf(world(), [rule], requests)).toBe(2);
  }
});

test('a header cannot be made to count as an address', async () => {
  const byHeader: CountedRate = { ...rate, by: 'Header', header: 'X-Tenant' };
  const requests = [
    bearer('good'),
    [...bearer('good'), 'X-Tenant', '192.0.2.7/32'],
    [...bearer('good'), 'X-Tenant', 'b'],
  ];
  expect(
    await keysOf(
      world(),
      [byHeader],
      requests.map((headers) => ({ headers })),
    ),
  ).toBe(3);
});

test('keys are digests of one length, whatever was sent', async () => {
  const one = world();
  const byHeader: CountedRate = { ...rate, by: 'Header', header: 'X-Tenant' };
  await keysOf(one, [byHeader], [{ headers: [...bearer('good'), 'X-Tenant', 'secret'.repeat(1_000)] }]);
  expect([...one.counts.keys()][0]).toMatch(/^r [A-Za-z0-9_-]{43}$/);
});

test('a limit by path counts all spellings of it, and exempt networks not at all', async () => {
  const one = world();
  const rates = [
    { ...rate, matches: [{ path: { type: 'PathPrefix', value: '/export' } as const, methods: ['GET'] }] },
  ];
  const plan = { ...everything, rates, rateExemptions: ['198.51.100.0/24', 'nonsense'] };
  const send = (uri: string, parts: Original = {}): Promise<string> =>
    kind(one, plan, { uri, headers: bearer('good'), ...parts });
  for (let count = 0; count < 5; count += 1)
    expect(await send('/export', { address: '198.51.100.9' })).toBe('allowed');
  expect(await send('/EXPORT/')).toBe('allowed');
  expect(await send('/export/x', { method: 'HEAD' })).toBe('allowed');
  expect(await send('/%65xport')).toBe('limited');
  expect(await send('/orders')).toBe('allowed');
});

test('a refused request counts against no limit', async () => {
  const one = world();
  const plan = { ...everything, rates: [{ ...rate, by: 'ClientAddress' as const }] };
  for (let count = 0; count < 5; count += 1) await judge(one, plan, { headers: bearer('bad') });
  expect(one.counts.size).toBe(0);
});

test('a request for the logout path ends the session without a credential; not where no page answers', async () => {
  const login = { ...LOGIN, logout: { path: '/logout' } };
  const one = policy({ authentication: authenticated({ login }) });
  expect(await judge(world(), one, { uri: '/logout' })).toEqual({
    kind: 'logout',
    location: 'https://api.example.com/oauth2/sign_out?rd=https%3A%2F%2Fapi.example.com%2F',
  });
  for (const uri of ['/LOGOUT', '/logout/', '/logout/x'])
    expect(await kind(world(), one, { uri })).toBe('unauthenticated');
});
