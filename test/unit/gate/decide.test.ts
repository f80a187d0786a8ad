import { expect, test } from 'vitest';
import { decide } from '../../../operator/gate/decide.ts';
import type { GatePolicy } from '../../../operator/plan/gate-plan.ts';
import type { CountedRate } from '../../../operator/plan/nodes/counted-rate.ts';
import { bearer, everything, judge, kindOf, world } from './everything.ts';
import { authenticated, LOGIN, type Original, policy } from './fakes.ts';
import { asked } from './requests.ts';

const rate: CountedRate = { name: 'r', requests: 2, per: 'Minute', by: 'User', matches: [] };

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
  expect(await kindOf(world(), everything, { uri })).toBe(refusal);
});

test('a method that another reads in a header is not opened with the path', async () => {
  const headers = ['X-HTTP-Method-Override', 'DELETE'];
  expect(await kindOf(world(), everything, { uri: '/healthz', headers })).toBe('unauthenticated');
  expect(await kindOf(world(), everything, { uri: '/healthz', method: 'HEAD' })).toBe('unauthenticated');
  const one = policy({ methods: ['GET', 'POST'] });
  expect(await kindOf(world(), one, { method: 'POST', headers })).toBe('method');
});

test('a path that is not canonical passes where no rule goes by path, and is refused where one does, under Allow too', async () => {
  const byPath = [{ name: 'x', matches: [{ path: { type: 'Exact', value: '/x' } }], deny: true }] as const;
  const byHost = [{ name: 'x', matches: [{ hosts: ['b.example.com'] }], deny: true }] as const;
  const uri = '/a%2fb';
  expect(await kindOf(world(), policy(), { uri })).toBe('allowed');
  expect(
    await kindOf(world(), policy({ authorization: { fallback: 'Allow', rules: byHost } }), { uri }),
  ).toBe('allowed');
  expect(
    await kindOf(world(), policy({ authorization: { fallback: 'Allow', rules: byPath } }), { uri }),
  ).toBe('path');
  const rates = [{ ...rate, matches: byPath[0].matches }];
  expect(await kindOf(world(), policy({ rates }), { uri })).toBe('path');
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
  for (const [original, expected] of steps) expect(await kindOf(one, strict, original)).toBe(expected);
});

test('a policy for every host serves any host that is one, and nothing else', async () => {
  const open = policy({ hosts: [''] });
  expect(await kindOf(world(), open, { host: 'anything.example:8080' })).toBe('allowed');
  expect(await kindOf(world(), open, { host: '[2001:db8::1]:443' })).toBe('allowed');
  expect(await kindOf(world(), policy({ hosts: [] }), {})).toBe('host');
});

test('a request for the logout path ends the session without a credential; not where no page answers', async () => {
  const login = { ...LOGIN, logout: { path: '/logout' } };
  const one = policy({ authentication: authenticated({ login }) });
  expect(await judge(world(), one, { uri: '/logout' })).toEqual({
    kind: 'logout',
    location: 'https://api.example.com/oauth2/sign_out?rd=https%3A%2F%2Fapi.example.com%2F',
  });
  for (const uri of ['/LOGOUT', '/logout/', '/logout/x'])
    expect(await kindOf(world(), one, { uri })).toBe('unauthenticated');

  const result = await decide(one, asked({ uri: '/logout' }), {
    ports: world().ports,
    signal: new AbortController().signal,
    counting: 'consume',
    logout: false,
  });
  expect(result.kind).toBe('unauthenticated');
});
