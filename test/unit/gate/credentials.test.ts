import { expect, test } from 'vitest';
import type { GatePolicy } from '../../../operator/plan/gate-plan.ts';
import { bearer, COOKIE, everything, judge, kindOf, world } from './everything.ts';
import { authenticated, LOGIN, policy, World } from './fakes.ts';

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
  expect(await kindOf(world(), everything, { headers })).toBe('unauthenticated');
});

test('a verified token without a subject is nobody’s, even if all objects had one', async () => {
  const one = world();
  one.token('none', {});
  one.token('number', { sub: 7 });
  one.token('inherited', Object.create({ sub: 'root' }));
  for (const token of ['none', 'number', 'inherited'])
    expect(await kindOf(one, everything, { headers: bearer(token) })).toBe('unauthenticated');
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
    expect(await kindOf(one, allowing(parts), { headers: ['Cookie', COOKIE] })).toBe(expected);
  }
});

test('a login is not asked about requests that hold none of its cookies', async () => {
  const one = world();
  for (const cookie of ['session=x', '__Host-apipolicy-1a2b3c4dx=s', 'x=__Host-apipolicy-1a2b3c4d', ''])
    expect(await kindOf(one, everything, { headers: ['Cookie', cookie] })).toBe('unauthenticated');
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
