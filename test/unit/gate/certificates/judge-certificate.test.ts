import { expect, test } from 'vitest';
import { headersOf } from '../../../../operator/gate/headers.ts';
import { readDecision } from '../../../../operator/gate/request.ts';
import { bearer, judge, kindOf, world } from '../everything.ts';
import { authenticated, decisionHeaders, ISSUER, policy } from '../fakes.ts';
import { asking, escapedOf, SUBJECTS, showing } from './callers.ts';
import { mint, patched, shown } from './minted.ts';

const HEADER = 'x-auth-request-client-certificate';

test.each([
  ['billing', 'billing'],
  ['spiffe', 'erp'],
  ['dns', 'stock'],
] as const)('the certificate %s is let in, and the app is told that it is %s', async (name, told) => {
  for (const required of [true, false])
    expect(await judge(world(), asking(required), { headers: showing(name) })).toEqual({
      kind: 'allowed',
      headers: { [HEADER]: told },
    });
});

test.each(['other', 'alike'] as const)(
  '%s names no subject: refused for good, also where no certificate is needed',
  async (name) => {
    for (const required of [true, false])
      expect(await judge(world(), asking(required), { headers: showing(name) })).toMatchObject({
        kind: 'certificate',
        reason: 'the certificate names none of the policy’s subjects',
      });
  },
);

test.each([
  ['a common name that only begins alike', '/CN=billing2', []],
  ['one that ends alike', '/CN=xbilling', []],
  ['other letters', '/CN=Billing', []],
  ['a blank at its end', '/CN=billing ', []],
  ['a pattern', '/CN=b.lling', []],
  ['two common names', '/CN=billing/CN=x', []],
  ['the name in another attribute', '/CN=x/O=CN=billing', []],
  ['the common name as a DNS name', '/CN=x', ['DNS:billing']],
  ['the DNS name as a common name', '/CN=stock.shop.svc', []],
  ['the URI as a common name', '/CN=spiffe:\\/\\/example.com\\/ns\\/shop\\/sa\\/erp', []],
  ['the URI as a DNS name', '/', ['DNS:spiffe://example.com/ns/shop/sa/erp']],
  ['a longer URI', '/', ['URI:spiffe://example.com/ns/shop/sa/erp/x']],
  ['another trust domain', '/', ['URI:spiffe://example.org/ns/shop/sa/erp']],
  ['a DNS name above', '/', ['DNS:shop.svc']],
  ['a wildcard', '/', ['DNS:*.shop.svc']],
  ['another spelling of a DNS name', '/', ['DNS:Stock.shop.svc']],
  ['the name as an e-mail', '/', ['email:billing']],
] as const)('no subject: %s', async (_, subject, names) => {
  const headers = shown(mint({ subject, names: [...names] }));
  expect(await kindOf(world(), asking(true), { headers })).toBe('certificate');
});

test('the certificate by which the CA is fetched is nobody’s, also where any of the CA is let in', async () => {
  const headers = shown(mint({ subject: '/CN=orders-clients-ca' }));
  expect(await kindOf(world(), asking(true, {}, []), { headers })).toBe('certificate');
  const other = shown(mint({ subject: '/CN=others-clients-ca' }));
  expect(await kindOf(world(), asking(true, {}, []), { headers: other })).toBe('allowed');
});

test('a NUL ends no name', async () => {
  const der = patched(mint({ subject: '/CN=billingXevil' }), 'billingX', 'billing\0');
  expect(await kindOf(world(), asking(true), { headers: shown(der) })).toBe('certificate');
  expect(await kindOf(world(), asking(true, {}, []), { headers: shown(der) })).toBe('certificate');
});

test('without a certificate: refused for good where one is required, else as if none were asked for', async () => {
  for (const headers of [[], ['X-Gate-Verify', 'NONE']]) {
    expect(await kindOf(world(), asking(true), { headers })).toBe('certificate');
    expect(await judge(world(), asking(false), { headers })).toEqual({ kind: 'allowed', headers: {} });
  }
  const jwt = authenticated({ jwt: [ISSUER] });
  expect(await kindOf(world(), asking(false, { authentication: jwt }))).toBe('unauthenticated');
});

test.each([
  ['not verified', showing('billing', 'FAILED:unable to verify the first certificate')],
  ['none, and yet a certificate', showing('billing', 'NONE')],
  ['an empty word', showing('billing', '')],
  ['another word', showing('billing', 'success')],
  ['a certificate alone', showing('billing').slice(2)],
  ['SUCCESS alone', ['X-Gate-Verify', 'SUCCESS']],
  ['SUCCESS twice', ['X-Gate-Verify', 'SUCCESS', ...showing('billing')]],
  ['NONE twice', ['X-Gate-Verify', 'NONE', 'X-Gate-Verify', 'NONE']],
  ['two certificates', [...showing('billing'), ...showing('other').slice(2)]],
  ['what cannot be read', ['X-Gate-Verify', 'SUCCESS', 'X-Gate-Certificate', 'MIIB']],
  ['an empty certificate', ['X-Gate-Verify', 'SUCCESS', 'X-Gate-Certificate', '']],
])('%s is refused, whether a certificate is required or not', async (_, headers) => {
  for (const required of [true, false])
    expect(await kindOf(world(), asking(required), { headers })).toBe('certificate');
});

test('a certificate that another host’s CA verified is refused: nginx takes any where the handshake names no host', async () => {
  const headers = showing('billing');
  for (const required of [true, false])
    for (const serverName of ['', 'other.example.com'])
      expect(await kindOf(world(), asking(required), { headers, serverName })).toBe('certificate');
  expect(await kindOf(world(), asking(true), { headers, serverName: 'API.example.com' })).toBe('allowed');
  const twice = [...headers, 'X-Gate-Server-Name', 'api.example.com'];
  expect(await kindOf(world(), asking(true), { headers: twice })).toBe('certificate');
  // Without a certificate it is as if none were asked for.
  expect(await kindOf(world(), asking(false), { serverName: '' })).toBe('allowed');
});

test('a host that the default server serves is named by no handshake', async () => {
  const any = asking(true, { hosts: [''] });
  const given = { headers: showing('billing'), serverName: '' };
  expect(await kindOf(world(), any, given)).toBe('allowed');
  expect(await kindOf(world(), asking(true, { hosts: ['', 'api.example.com'] }), given)).toBe('certificate');
});

test('another spelling of the gateway’s headers is refused, and headers of nginx’s own are not read', async () => {
  const other = ['X_Gate_Verify', 'SUCCESS', 'X_Gate_Certificate', escapedOf('billing')];
  expect(readDecision(headersOf(decisionHeaders({ headers: other })))).toMatchObject({ kind: 'bad-request' });
  const own = ['ssl-client-verify', 'SUCCESS', 'ssl-client-cert', escapedOf('billing')];
  const subject = ['ssl-client-subject-dn', 'CN=billing', 'X-Gate-Subject', 'CN=billing'];
  expect(await kindOf(world(), asking(true), { headers: [...own, ...subject] })).toBe('certificate');
});

test('a certificate over http is refused: there is none', async () => {
  const scheme = 'http';
  expect(await kindOf(world(), asking(true), { scheme })).toBe('certificate');
  expect(await kindOf(world(), asking(false), { scheme, headers: showing('billing') })).toBe('certificate');
  expect(await kindOf(world(), asking(false), { scheme })).toBe('allowed');
});

test('a certificate that ran out on an open connection is refused', async () => {
  const one = world();
  expect(await kindOf(one, asking(true), { headers: showing('billing') })).toBe('allowed');
  one.now += 31 * 86_400_000;
  expect(await judge(one, asking(true), { headers: showing('billing') })).toMatchObject({
    kind: 'certificate',
    reason: 'the certificate has run out',
  });
});

test('a policy that asks for no certificate believes none, and tells of none', async () => {
  for (const headers of [showing('billing'), showing('other', 'FAILED'), ['X-Gate-Verify', 'x']])
    expect(await judge(world(), policy(), { headers })).toEqual({ kind: 'allowed', headers: {} });
});

const any = asking(true, {}, []);
test.each([
  ['its common name', '/O=acme/CN=Käse', ['DNS:x.example'], Buffer.from('Käse').toString('latin1')],
  ['its only URI', '/O=acme', ['URI:spiffe://example.com/a', 'DNS:x.example'], 'spiffe://example.com/a'],
  [
    'its only URI, where the common name looks like one',
    '/CN=spiffe:\\/\\/example.com\\/b',
    ['URI:spiffe://example.com/a'],
    'spiffe://example.com/a',
  ],
  ['its only DNS name', '/', ['DNS:x.example'], 'x.example'],
  ['nothing, where it has several names', '/', ['DNS:x.example', 'DNS:y.example'], undefined],
  ['nothing, where it has two common names', '/CN=a/CN=b', [], undefined],
])('where any certificate of the CA is let in, the app is told %s', async (_, subject, names, told) => {
  const result = await judge(world(), any, { headers: shown(mint({ subject, names })) });
  expect(result).toEqual({ kind: 'allowed', headers: told === undefined ? {} : { [HEADER]: told } });
});

test.each([
  ['a new line', patched(mint({ subject: '/CN=aXb' }), 'aXb', 'a\nb')],
  ['blanks around', mint({ subject: '/CN= root ' })],
  [
    'more than a header should hold',
    mint({ subject: '/', names: [`URI:spiffe://example.com/${'x'.repeat(300)}`] }),
  ],
])('a name with %s, which the app would read as another, is refused', async (_, der) => {
  expect(await kindOf(world(), any, { headers: shown(der) })).toBe('certificate');
});

test('a certificate that is several subjects is told as the first of them', async () => {
  const both = [SUBJECTS[1], SUBJECTS[0]];
  const headers = shown(mint({ subject: '/CN=billing', names: ['URI:spiffe://example.com/ns/shop/sa/erp'] }));
  expect(await judge(world(), asking(true, {}, both), { headers })).toMatchObject({
    headers: { [HEADER]: 'erp' },
  });
});

test('beside other credentials both are needed, and the app is told both', async () => {
  const one = asking(true, { authentication: authenticated({ jwt: [ISSUER] }) });
  expect(await kindOf(world(), one, { headers: showing('billing') })).toBe('unauthenticated');
  expect(await kindOf(world(), one, { headers: bearer('good') })).toBe('certificate');
  expect(await judge(world(), one, { headers: [...bearer('good'), ...showing('billing')] })).toEqual({
    kind: 'allowed',
    headers: { [HEADER]: 'billing', 'x-auth-request-user': 'token-user', authorization: 'Bearer good' },
  });
});

test('an anonymous path is open to callers without a token, and not to other certificates', async () => {
  const anonymous = [{ name: 'health', path: { type: 'Exact', value: '/healthz' } }] as const;
  const one = asking(true, { authentication: authenticated({ jwt: [ISSUER], anonymous }) });
  const uri = '/healthz';
  expect(await kindOf(world(), one, { uri, headers: showing('billing') })).toBe('allowed');
  expect(await kindOf(world(), one, { uri, headers: showing('other') })).toBe('certificate');
  expect(await kindOf(world(), one, { uri })).toBe('certificate');
});

test('where nothing but a certificate could let callers in, it does, and its want is told for good', async () => {
  const anonymous = [{ name: 'health', path: { type: 'Exact', value: '/healthz' } }] as const;
  const authentication = authenticated({ anonymous });
  for (const required of [true, false]) {
    const one = asking(required, { authentication });
    expect(await kindOf(world(), one, { headers: showing('billing') })).toBe('allowed');
    expect(await kindOf(world(), one)).toBe('certificate');
  }
  expect(await kindOf(world(), asking(false, { authentication }), { uri: '/healthz' })).toBe('allowed');
  // Without certificates nobody can be let in.
  expect(await kindOf(world(), policy({ authentication }), { headers: showing('billing') })).toBe(
    'unauthenticated',
  );
});

test('what is told for good comes before what is told on the error path', async () => {
  const one = asking(true, { methods: ['POST'], authentication: authenticated({ jwt: [ISSUER] }) });
  expect(await kindOf(world(), one, { headers: showing('other') })).toBe('certificate');
  expect(await kindOf(world(), one, { headers: showing('billing') })).toBe('method');
});

test('the log has a digest of whom it was, stable over renewals', async () => {
  const subjectOf = async (headers: readonly string[]): Promise<string> => {
    const result = await judge(world(), asking(true), { headers });
    return 'subject' in result ? String(result.subject) : '';
  };
  const [one, renewed] = [showing('other'), shown(mint({ subject: '/O=acme/CN=other' }))];
  expect(await subjectOf(one)).toMatch(/^certificate::subject:[\w-]{43}$/);
  expect(await subjectOf(renewed)).toBe(await subjectOf(one));
});
