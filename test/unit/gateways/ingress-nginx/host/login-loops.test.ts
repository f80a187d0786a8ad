import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../../../operator/api/types.generated.ts';
import { aController } from '../../../../generators/objects.ts';
import { SEEN } from '../lower.ts';
import { ingressWith, judged, neighbour, type Parts } from './around.ts';

const login = (cookieDomain?: string, tls?: ApiPolicySpec['tls']): Partial<ApiPolicySpec> => ({
  ...(tls && { tls }),
  authentication: {
    oidc: {
      issuerURL: 'https://id.example.com',
      clientID: 'orders',
      clientSecretRef: { name: 'orders-oidc', key: 'client-secret' },
      ...(cookieDomain !== undefined && { session: { cookieDomain } }),
    },
  },
});
const secure = (parts: Parts = {}) => {
  const { host = 'api.example.com' } = parts;
  return ingressWith({
    ...parts,
    spec: { tls: [{ hosts: [host], secretName: 'orders-tls' }], ...parts.spec },
  });
};
const loops = (...[target, neighbours = [], options = {}]: Parameters<typeof judged>) =>
  judged(target, neighbours, { spec: login(), ...options }).filter(({ control }) => control === 'auth.login');

describe('the cookie domain', () => {
  it.each([
    ['api.example.com', 'example.com'],
    ['example.com', 'example.com'],
    ['*.example.com', 'example.com'],
  ])('%s is under %s', (host, domain) => {
    expect(loops(secure({ host }), [], { spec: login(domain) })).toEqual([]);
  });

  it.each([
    ['api.example.net', 'example.com'],
    ['badexample.com', 'example.com'],
    ['example.com', 'api.example.com'],
    ['*.com', 'example.com'],
  ])('%s is not under %s', (host, domain) => {
    expect(loops(secure({ host }), [], { spec: login(domain) })).toMatchObject([
      {
        rule: 'login-outside-cookie-domain',
        severity: 'error',
        host,
        fields: ['spec.authentication.oidc.session.cookieDomain'],
        message: expect.stringContaining(`${host} of shop/orders is not under ${domain}`),
      },
    ]);
  });

  it('is looked at for aliases, too', () => {
    const target = secure({ annotations: { 'server-alias': 'api.example.net' } });
    const rules = loops(target, [], { spec: login('example.com') }).map(
      ({ rule, host }) => `${rule} ${host}`,
    );
    expect(rules).toContain('login-outside-cookie-domain api.example.net');
  });
});

describe('the scheme', () => {
  it('a host without a certificate', () => {
    expect(loops(ingressWith())).toMatchObject([
      { rule: 'login-without-tls', severity: 'error', host: 'api.example.com' },
    ]);
  });

  it('a host with a certificate of the policy, or of the controller', () => {
    const certificate = login(undefined, { certificate: { secretName: 'orders-tls' } });
    expect(loops(ingressWith(), [], { spec: certificate })).toEqual([]);
    const deployment = aController('1.15.1', 1, ['--default-ssl-certificate=a/b']);
    expect(loops(ingressWith(), [], { settings: { ...SEEN, deployment } })).toEqual([]);
  });

  it('http served as well', () => {
    expect(loops(secure(), [], { spec: login(undefined, { plaintext: 'Allow' }) })).toMatchObject([
      { rule: 'login-over-plaintext', severity: 'error', fields: ['spec.tls.plaintext'] },
    ]);
    expect(loops(secure(), [], { spec: login(undefined, { plaintext: 'Refuse' }) })).toEqual([]);
  });
});

describe('the path of the login', () => {
  it.each(['/oauth2', '/oauth2/', '/oauth2/callback'])('%s of the target', (path) => {
    expect(loops(secure({ paths: ['/', path] }))).toMatchObject([
      { rule: 'login-path-governed', severity: 'error', path, by: 'Ingress shop/orders' },
    ]);
  });

  it('of a neighbour under a policy, but not of the login itself', () => {
    const governed = neighbour({ paths: ['/oauth2'], governedBy: 'web/reports' });
    expect(loops(secure(), [governed])).toMatchObject([
      { rule: 'login-path-governed', by: 'Ingress web/reports' },
    ]);
    const own = neighbour({
      ...{ name: 'apipolicy-login-1a2b3c4d', namespace: 'shop', paths: ['/oauth2/'] },
      labels: { 'app.kubernetes.io/managed-by': 'apipolicy' },
      governedBy: 'shop/apipolicy-login-1a2b3c4d',
    });
    expect(loops(secure(), [own])).toEqual([]);
  });

  it('not what only begins like it', () => {
    expect(loops(secure({ paths: ['/', '/oauth2x'] }))).toEqual([]);
  });
});

it('a login needs a host to lead back to', () => {
  expect(loops(secure({ host: '' })).map(({ rule }) => rule)).toContain('login-without-host');
});

it('a policy without login has no login to loop', () => {
  const spec = { authentication: { apiKeys: { secretRef: { name: 'keys' } } } };
  expect(loops(ingressWith({ host: '', paths: ['/oauth2'] }), [], { spec })).toEqual([]);
});
