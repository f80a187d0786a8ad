import { expect, test } from 'vitest';
import { decide } from '../../../operator/gate/decide.ts';
import { authenticated, ISSUER, LOGIN, policy, World } from './fakes.ts';
import { pageOf } from './pages.ts';
import { asked } from './requests.ts';

const BROWSER = ['Accept', 'text/html,application/xhtml+xml', 'Sec-Fetch-Mode', 'navigate'];

test('a program is told how to get in, in a problem document that no cache keeps', async () => {
  const send = await pageOf(new World(), policy({ authentication: authenticated({ jwt: [ISSUER] }) }));
  const answer = await send({ uri: '/orders' });
  expect(answer.status).toBe(401);
  expect(answer.headers).toMatchObject({
    'www-authenticate': 'Bearer realm="orders"',
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
  expect(JSON.parse(answer.body)).toMatchObject({ type: 'about:blank', status: 401, title: 'Unauthorized' });
});

test('a bad token is named as one; a missing API key by its header', async () => {
  const apiKeys = { header: 'X-API-Key', directory: '/keys' };
  const send = await pageOf(
    new World(),
    policy({ authentication: authenticated({ jwt: [ISSUER], apiKeys }) }),
  );
  const answer = await send({ headers: ['Authorization', 'Bearer bad', 'Accept', 'text/html'] });
  expect(answer.status).toBe(401);
  expect(answer.headers['www-authenticate']).toBe(
    'Bearer realm="orders", error="invalid_token", ApiKey realm="orders", header="X-API-Key"',
  );
});

const both = policy({ authentication: authenticated({ jwt: [ISSUER], login: LOGIN }) });

test.each([
  ['a browser', 'GET', BROWSER, 302],
  ['an old browser', 'GET', ['Accept', 'text/html;q=0.9'], 302],
  ['HEAD of a browser', 'HEAD', BROWSER, 302],
  ['a script of a page', 'GET', ['Accept', 'text/html', 'Sec-Fetch-Mode', 'cors'], 401],
  ['a form', 'POST', BROWSER, 401],
  ['a program', 'GET', ['Accept', '*/*'], 401],
  ['a program with a bad token', 'GET', [...BROWSER, 'Authorization', 'Bearer x'], 401],
  ['two modes', 'GET', [...BROWSER, 'Sec-Fetch-Mode', 'navigate'], 401],
] as const)('%s on one host: %s with %j is answered %i', async (_, method, headers, status) => {
  const answer = await (await pageOf(new World(), both))({ method, headers });
  expect(answer.status).toBe(status);
  if (method === 'HEAD') expect(answer.body).toBe('');
});

test('a browser is led to the login and from there to what it asked for', async () => {
  const answer = await (await pageOf(new World(), both))({ uri: '/a%20b/?q=1&r=%2f', headers: BROWSER });
  expect(answer.headers.location).toBe(
    `https://api.example.com/oauth2/start?rd=${encodeURIComponent('/a%20b/?q=1&r=%2f')}`,
  );
});

test('a login of several hosts is told on which of them it began', async () => {
  const [proxy] = LOGIN.proxies;
  if (!proxy) throw new Error('no login');
  const shared = { ...LOGIN, proxies: [{ ...proxy, cookieName: '__Secure-apipolicy-1a2b3c4d' }] };
  const several = policy({ authentication: authenticated({ login: shared }) });
  const answer = await (await pageOf(new World(), several))({ uri: '/a?q=1', headers: BROWSER });
  expect(answer.headers.location).toBe(
    `https://api.example.com/oauth2/start?rd=${encodeURIComponent('https://api.example.com/a?q=1')}`,
  );
});

test.each([
  '/\\evil.example',
  '/..//evil.example',
  '/%5cevil.example',
  '/@evil.example;x',
  '/x?next="><script>',
])('what was sent as %s leads to the policy’s host', async (uri) => {
  const answer = await (await pageOf(new World(), both))({ uri, headers: BROWSER });
  const location = new URL(String(answer.headers.location));
  expect([location.origin, location.pathname]).toEqual(['https://api.example.com', '/oauth2/start']);
  const back = location.searchParams.get('rd') ?? '';
  expect(back).toMatch(/^\/(?![\\/])/);
  expect(new URL(back, 'https://api.example.com').origin).toBe('https://api.example.com');
});

test.each(['//evil.example', 'api.example.com', '/#x', ''])(
  'no login for what is no path: %j',
  async (uri) => {
    const answer = await (await pageOf(new World(), both))({ uri, headers: BROWSER });
    expect([answer.status, answer.headers.location]).toEqual([403, undefined]);
  },
);

test('a browser that meets the policy at the login’s own paths is not sent round in a circle', async () => {
  const send = await pageOf(new World(), both);
  expect((await send({ uri: '/oauth2/start?rd=x', headers: BROWSER })).status).toBe(401);
  expect((await send({ uri: '/oauth2x', headers: BROWSER })).status).toBe(302);
});

test('a token of 8 KiB that the app is to have twice is too large, and the client is told', async () => {
  const world = new World();
  const token = 'a'.repeat(8_000);
  world.token(token, { sub: 'x' });
  const large = { headers: ['Authorization', `Bearer ${token}`] };
  const jwt = (forwardAccessToken: boolean): Parameters<typeof pageOf>[1] =>
    policy({ authentication: authenticated({ jwt: [ISSUER], forwardAccessToken }) });
  expect((await (await pageOf(world, jwt(true)))(large)).status).toBe(431);
  // It would pass: no limit, so it is asked to come again.
  expect((await (await pageOf(world, jwt(false)))(large)).status).toBe(503);
});

test('a method outside the list is 405 with Allow, another media type 415 with Accept', async () => {
  const send = await pageOf(
    new World(),
    policy({ methods: ['GET', 'POST'], contentTypes: ['application/json'] }),
  );
  const put = await send({ method: 'PUT', body: 'x' });
  expect([put.status, put.headers.allow]).toEqual([405, 'GET, POST']);
  const post = await send({ method: 'POST', headers: ['Content-Type', 'text/xml'], body: '<a/>' });
  expect([post.status, post.headers.accept]).toEqual([415, 'application/json']);
});

test('a known caller who may not is 403, and the rule’s name stays inside', async () => {
  const world = new World();
  world.token('good', { sub: 'x' });
  const rule = { name: 'top-secret', matches: [], deny: false, require: { groups: ['admins'] } };
  const authentication = authenticated({ jwt: [ISSUER] });
  const authorization = { fallback: 'Allow', rules: [rule] } as const;
  const send = await pageOf(world, policy({ authentication, authorization }));
  const answer = await send({ headers: ['Authorization', 'Bearer good'] });
  expect(answer.status).toBe(403);
  expect(answer.body + JSON.stringify(answer.headers)).not.toContain('top-secret');
});

const rate = { name: 'per-user', requests: 100, per: 'Minute', by: 'User', matches: [] } as const;

test('who would pass has met a limit: 429 that says when to come back, and counts nothing', async () => {
  const world = new World();
  world.token('good', { sub: 'x' });
  const send = await pageOf(
    world,
    policy({ authentication: authenticated({ jwt: [ISSUER] }), rates: [rate] }),
  );
  const answer = await send({ headers: ['Authorization', 'Bearer good'] });
  expect(answer.status).toBe(429);
  expect(answer.headers).toMatchObject({
    'retry-after': '42',
    ratelimit: '"per-user";r=0;t=42',
    'ratelimit-policy': '"per-user";q=100;w=60',
  });
  expect(JSON.parse(answer.body)).toMatchObject({ status: 429, 'violated-policies': ['per-user'] });
  expect(world.counts.size).toBe(0);
  expect(world.refused).toEqual([]);
});

test('of several limits the one that is nearest to its end is named', async () => {
  const world = new World();
  const both = policy({ rates: [{ ...rate, name: 'wide', requests: 1_000 }, rate] });
  const [ports, signal] = [world.ports, new AbortController().signal];
  await decide(both, asked(), { ports, signal, counting: 'consume', logout: true });
  expect((await (await pageOf(world, both))()).headers['ratelimit-policy']).toBe('"per-user";q=100;w=60');
});

test('who would pass and meets no limit, and whom nobody can judge, comes again: 503', async () => {
  const world = new World();
  const send = await pageOf(world, policy());
  expect((await send()).status).toBe(503);
  world.storeAway = true;
  const limited = await pageOf(world, policy({ rates: [rate] }));
  const answer = await limited();
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
});

test.each([
  ['503', 503],
  ['502', 502],
  ['404', 404],
  ['200', 503],
  ['', 503],
  ['20000', 503],
])('X-Code %j is answered %i', async (code, status) => {
  const answer = await (await pageOf(new World(), policy()))({ code });
  expect(answer.status).toBe(status);
});

test('a host or an Ingress that no one policy has is 403', async () => {
  const send = await pageOf(new World(), policy(), policy({ policy: 'second' }));
  expect((await send()).status).toBe(403);
  expect((await send({ host: 'evil.example' })).status).toBe(403);
  expect((await send({ host: 'api.example.com:\\x', ingress: 'orders' })).status).toBe(403);
});

test('of two policies on a host the one whose Ingress nginx names answers', async () => {
  const get = policy({ ingresses: ['read'], methods: ['GET'] });
  const post = policy({ policy: 'second', ingresses: ['write'], methods: ['POST'] });
  const send = await pageOf(new World(), get, post);
  expect((await send({ ingress: 'write', method: 'PUT' })).headers.allow).toBe('POST');
  expect((await send({ ingress: 'read', method: 'PUT' })).headers.allow).toBe('GET');
});

test('the policy’s headers stand on refusals, and none of them changes what the answer says', async () => {
  const answers = {
    hsts: 'max-age=31536000',
    headers: { 'X-Frame-Options': 'DENY', 'Content-Type': 'text/html', 'Cache-Control': 'public' },
    cors: {
      allowOrigins: ['https://*.example.com'],
      allowCredentials: true,
      exposeHeaders: ['x-request-id'],
    },
  };
  const send = await pageOf(new World(), { ...both, answers });
  const answer = await send({ headers: ['Origin', 'https://app.example.com'] });
  expect(answer.headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'x-frame-options': 'DENY',
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'access-control-allow-origin': 'https://app.example.com',
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'x-request-id',
    vary: 'origin',
  });
  for (const origin of [
    'https://evil.example',
    'https://a.b.example.com',
    'https://app.example.com.evil',
    'null',
  ]) {
    const foreign = await send({ headers: ['Origin', origin] });
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('the logout path ends the session and leads to the policy’s own address', async () => {
  const login = { ...LOGIN, logout: { path: '/logout', redirectURL: 'https://www.example.com/' } };
  const send = await pageOf(new World(), policy({ authentication: authenticated({ login }) }));
  const answer = await send({ uri: '/logout?rd=https://evil.example' });
  expect([answer.status, answer.headers.location]).toEqual([
    302,
    'https://api.example.com/oauth2/sign_out?rd=https%3A%2F%2Fwww.example.com%2F',
  ]);
  expect((await send({ uri: '/logout', method: 'POST' })).status).toBe(401);
});
