import { expect, test } from 'vitest';
import { authorize } from '../../../operator/gate/authorize.ts';
import type { Caller } from '../../../operator/gate/caller.ts';
import type { AuthorizationRule } from '../../../operator/plan/nodes/authorization.ts';
import { asked } from './requests.ts';

const caller = (parts: Partial<Caller> = {}): Caller => ({
  method: 'jwt',
  issuer: 'https://partners.example.com',
  subject: 'x',
  email: '',
  preferredUsername: '',
  groups: [],
  claims: {},
  ...parts,
});

const at = (value: string): AuthorizationRule['matches'] => [{ path: { type: 'PathPrefix', value } }];
const admins: AuthorizationRule = {
  name: 'admins',
  matches: at('/admin'),
  deny: false,
  require: { groups: ['admins'] },
};
const metrics: AuthorizationRule = { name: 'metrics', matches: at('/metrics'), deny: true };
const read: AuthorizationRule = {
  name: 'read',
  matches: [],
  deny: false,
  require: { scopes: ['read', 'list'] },
};

const allowed = (
  rules: readonly AuthorizationRule[],
  uri: string,
  who: Parameters<typeof authorize>[2],
  fallback: 'Allow' | 'Deny' = 'Allow',
): boolean => authorize({ fallback, rules }, asked({ uri }), who) === undefined;

test('where no rule matches the default decides', () => {
  expect(allowed([admins], '/orders', caller())).toBe(true);
  expect(allowed([admins], '/orders', caller(), 'Deny')).toBe(false);
});

test('the first rule that matches decides', () => {
  const open: AuthorizationRule = { name: 'open', matches: at('/admin/help'), deny: false, require: {} };
  expect(allowed([open, admins], '/admin/help', caller())).toBe(true);
  expect(allowed([admins, open], '/admin/help', caller())).toBe(false);
  expect(allowed([admins], '/admin', caller({ groups: ['x', 'admins'] }), 'Deny')).toBe(true);
});

test.each(['/ADMIN', '/Admin/users', '/%41dmin', '/admin/', '/ADMIN/'])(
  '%s is no way around /admin',
  (uri) => {
    expect(allowed([admins], uri, caller())).toBe(false);
  },
);

test('a spelling that an app might take for another opens nothing that is closed without it', () => {
  const upper: AuthorizationRule = { name: 'upper', matches: at('/ADMIN'), deny: false, require: {} };
  expect(allowed([upper], '/admin', caller(), 'Deny')).toBe(false);
  expect(allowed([upper], '/ADMIN', caller(), 'Deny')).toBe(true);
});

test('deny is for everybody, also on an anonymous path; what is required of callers is not asked there', () => {
  expect(allowed([metrics], '/metrics', caller({ groups: ['admins'] }))).toBe(false);
  expect(allowed([metrics], '/metrics', 'anonymous')).toBe(false);
  expect(allowed([metrics], '/METRICS/', 'anonymous')).toBe(false);
  expect(allowed([admins], '/admin', 'anonymous', 'Deny')).toBe(true);
  expect(allowed([], '/', 'anonymous', 'Deny')).toBe(true);
});

test('a rule that asks something of a caller refuses where there can be none', () => {
  expect(allowed([admins], '/admin', undefined)).toBe(false);
  expect(allowed([admins], '/', undefined)).toBe(true);
});

test.each([
  [{ scope: 'read list' }, true],
  [{ scope: 'list  read write' }, true],
  [{ scp: ['read', 'list'] }, true],
  [{ scope: 'read' }, false],
  [{ scope: 'readlist' }, false],
  [{}, false],
])('all scopes are needed: %j → %s', (claims, result) => {
  expect(allowed([read], '/', caller({ claims }))).toBe(result);
});

test.each([
  [{ acr: '2' }, true],
  [{ acr: 2 }, true],
  [{ acr: ['1', '3'] }, true],
  [{ acr: '1' }, false],
  [{ acr: { 2: true } }, false],
  [{ acr: null }, false],
  [Object.create({ acr: '2' }), false],
])('one value of a claim is needed: %j → %s', (claims, result) => {
  const rule = {
    name: 'acr',
    matches: [],
    deny: false,
    require: { claims: [{ name: 'acr', values: ['2', '3'] }] },
  };
  expect(allowed([rule], '/', caller({ claims }))).toBe(result);
});

test('all that a rule states is needed', () => {
  const rule = { name: 'x', matches: [], deny: false, require: { groups: ['a', 'b'], scopes: ['s'] } };
  expect(allowed([rule], '/', caller({ groups: ['b'], claims: { scope: 's' } }))).toBe(true);
  expect(allowed([rule], '/', caller({ groups: ['b'] }))).toBe(false);
  expect(allowed([rule], '/', caller({ claims: { scope: 's' } }))).toBe(false);
});
