import { expect, test } from 'vitest';
import { matches } from '../../../operator/gate/match.ts';
import { asked } from './requests.ts';

const exact = { path: { type: 'Exact', value: '/admin' } } as const;
const prefix = { path: { type: 'PathPrefix', value: '/admin' } } as const;
const slash = { path: { type: 'PathPrefix', value: '/admin/' } } as const;
const root = { path: { type: 'PathPrefix', value: '/' } } as const;

test.each([
  ['Exact /admin', exact, '/admin', true, true],
  ['Exact /admin', exact, '/%61dmin?x=1', true, true],
  ['Exact /admin', exact, '/admin/', false, true],
  ['Exact /admin', exact, '/ADMIN', false, true],
  ['Exact /admin', exact, '/admin/x', false, false],
  ['Exact /admin', exact, '/administrator', false, false],
  ['Prefix /admin', prefix, '/admin', true, true],
  ['Prefix /admin', prefix, '/admin/', true, true],
  ['Prefix /admin', prefix, '/admin/users', true, true],
  ['Prefix /admin', prefix, '/Admin/users', false, true],
  ['Prefix /admin', prefix, '/administrator', false, false],
  ['Prefix /admin', prefix, '/admin.json', false, false],
  ['Prefix /admin', prefix, '/x/admin', false, false],
  ['Prefix /admin', prefix, '/admın', false, true],
  ['Prefix /admin/', slash, '/admin', false, true],
  ['Prefix /admin/', slash, '/admin/users', true, true],
  ['Prefix /', root, '/', true, true],
  ['Prefix /', root, '/anything', true, true],
  ['Exact /admin', exact, '/x/../admin', false, true],
])('%s, %j and %s: exactly %s, loosely %s', (_, match, uri, exactly, loosely) => {
  const request = asked({ uri: Buffer.from(uri).toString('latin1') });
  expect([matches(match, request, 'exact'), matches(match, request, 'loose')]).toEqual([exactly, loosely]);
});

test.each([
  [['GET'], 'GET', [], true, true],
  [['GET'], 'HEAD', [], false, true],
  [['GET'], 'POST', [], false, false],
  [['GET'], 'get', [], false, false],
  [['DELETE'], 'POST', ['X-HTTP-Method-Override', 'delete'], false, true],
])('methods %j and %s with %j: exactly %s, loosely %s', (methods, method, headers, exactly, loosely) => {
  const request = asked({ method, headers });
  expect([matches({ methods }, request, 'exact'), matches({ methods }, request, 'loose')]).toEqual([
    exactly,
    loosely,
  ]);
});

test.each([
  ['api.example.com', 'api.example.com', true],
  ['api.example.com', 'API.EXAMPLE.COM:443', true],
  ['*.example.com', 'api.example.com', true],
  ['*.example.com', 'a.b.example.com', false],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'api.example.com.evil', false],
])('host %s and %s: %s', (name, host, result) => {
  expect(matches({ hosts: [name] }, asked({ host }), 'exact')).toBe(result);
});

test('all that is stated has to match', () => {
  const match = { hosts: ['api.example.com'], methods: ['GET'], ...exact };
  expect(matches(match, asked({ uri: '/admin' }), 'exact')).toBe(true);
  expect(matches(match, asked({ uri: '/admin', method: 'POST' }), 'loose')).toBe(false);
  expect(matches(match, asked({ uri: '/admin', host: 'www.example.com' }), 'loose')).toBe(false);
  expect(matches(match, asked({ uri: '/' }), 'loose')).toBe(false);
});
