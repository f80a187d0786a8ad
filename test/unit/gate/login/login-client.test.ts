import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cookiesOfLogin } from '../../../../operator/gate/login/cookies.ts';
import { ProxyLoginClient } from '../../../../operator/gate/login/login-client.ts';

const NAME = '__Host-apipolicy-1a2b3c4d';
let seen: { url: string; headers: IncomingHttpHeaders }[];
let answer: (response: ServerResponse) => void;
let client: ProxyLoginClient;
let login: { hosts: string[]; authURL: string; cookieName: string };
const server = createServer((request, response) => {
  seen.push({ url: request.url ?? '', headers: request.headers });
  answer(response);
});

beforeEach(async () => {
  seen = [];
  client = new ProxyLoginClient();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  login = {
    hosts: ['api.example.com'],
    authURL: `http://127.0.0.1:${port}/oauth2/auth`,
    cookieName: NAME,
  };
});
afterEach(async () => {
  await client.end();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const ask = (cookies = `${NAME}=session`, signal = new AbortController().signal) =>
  client.ask(login, cookies, signal);
const status =
  (code: number, headers: Record<string, string | string[]> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(code, headers).end('Accepted');
  };

test('202 is a session, with all that the login says of it', async () => {
  answer = status(202, {
    'X-Auth-Request-User': Buffer.from('jürgen').toString('latin1'),
    'X-Auth-Request-Email': 'j@example.com',
    'X-Auth-Request-Groups': 'staff, ops team,,admins',
    'X-Auth-Request-Preferred-Username': 'jj',
    'X-Auth-Request-Access-Token': 'token',
    'Set-Cookie': [`${NAME}_0=a; Path=/`, `${NAME}_1=b; Path=/`],
  });
  expect(await ask()).toEqual({
    kind: 'session',
    user: 'jürgen',
    email: 'j@example.com',
    groups: ['staff', 'ops team', 'admins'],
    preferredUsername: 'jj',
    accessToken: 'token',
    setCookie: [`${NAME}_0=a; Path=/`, `${NAME}_1=b; Path=/`],
  });
});

test('the login sees its own cookies alone, and nothing else of the request', async () => {
  answer = status(401);
  await ask(
    `a=1; ${NAME}=x; ${NAME}_0=y; ${NAME}_12=z; ${NAME}_csrf=c; ${NAME}5=e; __Host-apipolicy-ffffffff=d`,
  );
  expect(seen[0]?.headers.cookie).toBe(`${NAME}=x; ${NAME}_0=y; ${NAME}_12=z`);
  expect(seen[0]?.url).toBe('/oauth2/auth');
});

test('without a cookie of the login it is not asked', async () => {
  expect(await ask('a=1; other=2')).toEqual({ kind: 'none' });
  expect(seen).toEqual([]);
});

test('401 is no session', async () => {
  answer = status(401);
  expect(await ask()).toEqual({ kind: 'none' });
});

test.each([200, 302, 403, 404, 500, 503])('%s says nothing of a session: unavailable', async (code) => {
  answer = status(code, { location: login.authURL, 'x-auth-request-user': 'mallory' });
  expect((await ask()).kind).toBe('unavailable');
  expect(seen.length).toBe(1);
});

test('a user who is named twice, or not in UTF-8, is nobody’s session', async () => {
  answer = status(202, { 'X-Auth-Request-User': ['ada', 'bob'] });
  expect((await ask()).kind).toBe('unavailable');
  answer = status(202, { 'X-Auth-Request-User': '\u00ff' });
  expect((await ask()).kind).toBe('unavailable');
});

test('nothing is remembered: a session that ends is over with the next request', async () => {
  answer = status(202, { 'X-Auth-Request-User': 'ada' });
  expect((await ask()).kind).toBe('session');
  answer = status(401);
  expect((await ask()).kind).toBe('none');
});

test('a login that breaks off, is away, or takes too long is unavailable', async () => {
  answer = (response) => response.destroy();
  expect((await ask()).kind).toBe('unavailable');
  answer = () => undefined;
  const abort = new AbortController();
  const hanging = ask(undefined, abort.signal);
  abort.abort();
  expect((await hanging).kind).toBe('unavailable');
  answer = status(401);
  expect(await ask()).toEqual({ kind: 'none' });
  login = { ...login, authURL: 'http://127.0.0.1:1/oauth2/auth' };
  expect(await ask()).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('127.0.0.1:1') });
});

test('its health is that it refuses who has no session', async () => {
  answer = status(401);
  expect(await client.problemOf(login)).toBeUndefined();
  answer = status(202);
  expect(await client.problemOf(login)).toContain('answered 202');
});

test('a cookie without a value or a name does no harm', () => {
  expect(cookiesOfLogin('', NAME)).toBeUndefined();
  expect(cookiesOfLogin(`; =; ${NAME}; ${NAME}_=1; x`, NAME)).toBeUndefined();
});
