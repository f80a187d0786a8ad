import { afterEach, expect, test } from 'vitest';
import { decisionServer, type GateServerOptions } from '../../../operator/gate/decision-server.ts';
import type { HttpServer } from '../../../operator/gate/http-server.ts';
import type { GatePolicy } from '../../../operator/plan/gate-plan.ts';
import { asking, showing } from './certificates/callers.ts';
import {
  type Answer,
  ask,
  authenticated,
  decisionHeaders,
  ISSUER,
  LOGIN,
  type Original,
  policy,
  World,
} from './fakes.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop(0)));
});

type Gate = (original?: Original, form?: string, name?: string) => Promise<Answer>;

async function gate(options: GateServerOptions): Promise<Gate> {
  const server = decisionServer(options);
  servers.push(server);
  const port = await server.start();
  return (original = {}, form = 'page', name = 'orders') =>
    ask(port, { path: `/v1/${name}/${form}`, headers: decisionHeaders(original) });
}

const gateOf = (world: World, ...policies: readonly GatePolicy[]): Promise<Gate> =>
  gate(world.options(...policies));

const jwt = (): GatePolicy => policy({ authentication: authenticated({ jwt: [ISSUER] }) });

test('a policy without authentication lets requests to its hosts through, and the client’s own Authorization', async () => {
  const send = await gateOf(new World(), policy());
  const answer = await send({ headers: ['Authorization', 'Basic YTpi', 'X-Auth-Request-User', 'root'] });
  expect(answer.status).toBe(200);
  expect(answer.headers.authorization).toBe('Basic YTpi');
  expect(answer.headers['x-auth-request-user']).toBeUndefined();
});

test('a policy that the gate does not know is refused for good', async () => {
  const world = new World();
  const send = await gateOf(world, policy());
  for (const name of ['other', 'orders%2f', '..', '__proto__'])
    expect((await send({}, 'page', name)).status).toBe(403);
  expect(world.refused.map(({ refusal }) => refusal)).toEqual(Array(4).fill('unknown-policy'));
  expect(world.decided).toContain(' unknown-policy');
});

test('who has no credential is refused so that the error page can say it; no WWW-Authenticate, which nginx would copy', async () => {
  const send = await gateOf(new World(), jwt());
  const answer = await send();
  expect(answer.status).toBe(401);
  expect(answer.headers['www-authenticate']).toBeUndefined();
});

test('a verified caller’s name is told, and only that', async () => {
  const world = new World();
  world.token('good', {
    sub: 'billing',
    email: 'b@example.com',
    email_verified: true,
    groups: ['a', 'b,admins'],
  });
  const send = await gateOf(world, jwt());
  const answer = await send({ headers: ['authorization', 'bearer good', 'x-auth-request-groups', 'admins'] });
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'x-auth-request-user': 'billing',
    'x-auth-request-email': 'b@example.com',
    'x-auth-request-groups': 'a',
    authorization: 'Bearer good',
  });
  expect(answer.headers['x-auth-request-access-token']).toBeUndefined();
});

test('an address that nobody verified is not told', async () => {
  const world = new World();
  world.token('good', { sub: 'x', email: 'ceo@example.com' });
  const answer = await (await gateOf(world, jwt()))({ headers: ['Authorization', 'Bearer good'] });
  expect(answer.status).toBe(200);
  expect(answer.headers['x-auth-request-email']).toBeUndefined();
});

test('in the direct form the client is told how to get in, and other refusals are 403', async () => {
  const world = new World();
  world.token('good', { sub: 'x' });
  const rate = { name: 'one', requests: 1, per: 'Minute', by: 'User', matches: [] } as const;
  const send = await gateOf(world, { ...jwt(), methods: ['GET'], rates: [rate] });
  const refused = await send({}, 'direct');
  expect(refused.status).toBe(401);
  expect(refused.headers['www-authenticate']).toBe('Bearer realm="orders"');
  const bad = await send({ headers: ['Authorization', 'Bearer bad'] }, 'direct');
  expect(bad.headers['www-authenticate']).toBe('Bearer realm="orders", error="invalid_token"');
  const good = { headers: ['Authorization', 'Bearer good'] };
  expect((await send({ ...good, method: 'PUT' }, 'direct')).status).toBe(403);
  expect((await send(good, 'direct')).status).toBe(200);
  expect((await send(good, 'direct')).status).toBe(403);
});

test('each user has a quota; over it the request can be judged again', async () => {
  const world = new World();
  world.token('a', { sub: 'a' });
  world.token('b', { sub: 'b' });
  const rate = { name: 'two', requests: 2, per: 'Minute', by: 'User', matches: [] } as const;
  const send = await gateOf(world, { ...jwt(), rates: [rate] });
  const statuses = async (token: string): Promise<number[]> => {
    const seen: number[] = [];
    for (let count = 0; count < 3; count += 1)
      seen.push((await send({ headers: ['Authorization', `Bearer ${token}`] })).status);
    return seen;
  };
  expect(await statuses('a')).toEqual([200, 200, 401]);
  expect(await statuses('b')).toEqual([200, 200, 401]);
  expect(world.refused[0]).toMatchObject({ refusal: 'limited', rule: 'two', requestId: 'r1' });
});

test.each([
  ['the verifier', { headers: ['Authorization', 'Bearer good'] }],
  ['the login', { headers: ['Cookie', '__Host-apipolicy-1a2b3c4d=x'] }],
  ['the store', { headers: ['Authorization', 'Bearer fine'] }],
])('%s away: 503, of which nginx makes 500; never 401 or 403', async (_, original) => {
  const world = new World();
  world.tokens.set('good', { kind: 'unavailable', reason: 'no keys' });
  world.token('fine', { sub: 'x' });
  world.sessions.set('__Host-apipolicy-1a2b3c4d=x', { kind: 'unavailable', reason: 'refused' });
  world.storeAway = true;
  const rate = { name: 'one', requests: 1, per: 'Minute', by: 'User', matches: [] } as const;
  const authentication = authenticated({ jwt: [ISSUER], login: LOGIN });
  const send = await gateOf(world, policy({ authentication, rates: [rate] }));
  for (const form of ['page', 'direct']) expect((await send(original, form)).status).toBe(503);
});

test('a decision that takes too long is a failed one, and its work is told', async () => {
  const world = new World();
  const stopped = Promise.withResolvers<void>();
  const options = world.options(jwt());
  const send = await gate({
    ...options,
    deadlineMs: 20,
    ports: {
      ...options.ports,
      tokens: {
        verify: (_token, _issuers, _ca, signal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              stopped.resolve();
              reject(new Error('aborted'));
            });
          }),
      },
    },
  });
  expect((await send({ headers: ['Authorization', 'Bearer good'] })).status).toBe(503);
  await stopped.promise;
});

test('a fault in the program refuses, is logged, and the next request is served', async () => {
  const world = new World();
  const options = world.options(jwt());
  const fault = new Error('a bug');
  const send = await gate({
    ...options,
    ports: { ...options.ports, tokens: { verify: () => Promise.reject(fault) } },
  });
  expect((await send({ headers: ['Authorization', 'Bearer good'] })).status).toBe(500);
  expect(world.failures).toEqual([fault]);
  expect((await send()).status).toBe(401);
});

test('a session that was refreshed is handed on where one cookie holds it', async () => {
  const world = new World();
  world.session('__Host-apipolicy-1a2b3c4d=one', { setCookie: ['s=1; Secure'] });
  world.session('__Host-apipolicy-1a2b3c4d_0=two', { setCookie: ['s_0=1', 's_1=2'], accessToken: 'at' });
  const authentication = authenticated({ login: LOGIN, forwardAccessToken: true });
  const send = await gateOf(world, policy({ authentication }));
  const one = await send({ headers: ['Cookie', '__Host-apipolicy-1a2b3c4d=one'] });
  expect(one.headers['set-cookie']).toEqual(['s=1; Secure']);
  expect(one.headers).toMatchObject({
    'x-auth-request-user': 'ada',
    'x-auth-request-email': 'ada@example.com',
  });
  expect(one.headers.authorization).toBeUndefined();
  const two = await send({ headers: ['Cookie', '__Host-apipolicy-1a2b3c4d_0=two'] });
  expect(two.headers['set-cookie']).toBeUndefined();
  expect(two.headers['x-auth-request-access-token']).toBe('at');
});

test('http is refused for good where the policy says so', async () => {
  const send = await gateOf(new World(), policy({ refusePlaintext: true }));
  expect((await send({ scheme: 'http', headers: ['X-Forwarded-Proto', 'https'] })).status).toBe(403);
  expect((await send({ scheme: 'https' })).status).toBe(200);
});

test('names that are no ASCII reach the app as UTF-8; one that would break a header is refused', async () => {
  const world = new World();
  world.token('good', { sub: 'Zoë' });
  world.token('bad', { sub: 'a\r\nX-Admin: 1' });
  const send = await gateOf(world, jwt());
  const answer = await send({ headers: ['Authorization', 'Bearer good'] });
  expect(Buffer.from(String(answer.headers['x-auth-request-user']), 'latin1').toString()).toBe('Zoë');
  expect((await send({ headers: ['Authorization', 'Bearer bad'] })).status).toBe(401);
});

test('a certificate that the policy does not let in is refused for good in both forms, and logged', async () => {
  const world = new World();
  const send = await gateOf(world, asking(true));
  for (const form of ['page', 'direct']) {
    expect((await send({ headers: showing('other') }, form)).status).toBe(403);
    const good = await send({ headers: showing('billing') }, form);
    expect([good.status, good.headers['x-auth-request-client-certificate']]).toEqual([200, 'billing']);
  }
  // Where nginx writes over nothing, what stands in its headers is the caller's own.
  for (const form of ['page/bare', 'direct/bare'])
    expect((await send({ headers: showing('billing') }, form)).status).toBe(403);
  expect(world.refused.splice(2).map(({ refusal }) => refusal)).toEqual(['certificate', 'certificate']);
  const line = { refusal: 'certificate', reason: 'the certificate names none of the policy’s subjects' };
  expect(world.refused).toMatchObject([line, line]);
  expect(JSON.stringify(world.refused)).not.toContain('acme');
});
