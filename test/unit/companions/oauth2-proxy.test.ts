import { describe, expect, test } from 'vitest';
import { byDefault, stated } from '../../../operator/plan/stated.ts';
import { companions, flagsOf, input, loginWith, objectNamed, podOf, serving } from './inputs.ts';

const REDIS = {
  address: 'redis.shop.svc:6379',
  passwordSecretRef: { name: 'redis', key: 'password' },
  tls: 'Enabled' as const,
};
const CA = { field: 'spec.authentication.caBundleRef', name: 'corporate-ca', key: 'ca.crt' };

function started(node = loginWith()) {
  const made = companions(input('orders', [node], [serving('orders', ['api.example.com'])]));
  const name = made.logins.orders?.[0] ?? '';
  const pod = podOf(made.objects, name);
  return { name, pod, objects: made.objects, flags: flagsOf(pod.containers[0].args) };
}

/** Everything a policy can bring to a login. */
const full = loginWith(
  {
    session: {
      cookieDomain: 'example.com',
      lifetimeSeconds: 28_800,
      refreshSeconds: 3_600,
      store: 'Redis',
      redis: REDIS,
    },
    logout: { path: '/logout', redirectURL: 'https://www.example.org/bye' },
    allowedGroups: ['staff'],
    allowedEmailDomains: ['example.com'],
  },
  { caBundle: CA, forwardAccessToken: stated(true, 'spec.authentication.forward.accessToken') },
);

describe('what an oauth2-proxy is started with', () => {
  test('a whole login', () => {
    const { flags, name } = started();
    expect(Object.fromEntries(flags)).toEqual({
      provider: 'oidc',
      'oidc-issuer-url': 'https://id.example.com/realms/shop',
      'client-id': 'orders',
      'client-secret-file': '/etc/oauth2-proxy/client/client-secret',
      'redirect-url': 'https://api.example.com/oauth2/callback',
      scope: 'openid email groups',
      'oidc-groups-claim': 'groups',
      'code-challenge-method': 'S256',
      'insecure-oidc-skip-nonce': 'false',
      'email-domain': '*',
      upstream: 'static://202',
      'http-address': '0.0.0.0:4180',
      'reverse-proxy': 'true',
      'trusted-proxy-ip': '127.0.0.1/32',
      'whitelist-domain': 'api.example.com',
      'set-xauthrequest': 'true',
      'pass-access-token': 'false',
      'skip-provider-button': 'true',
      'cookie-name': `__Host-apipolicy-${name.slice(-8)}`,
      'cookie-secret-file': '/etc/oauth2-proxy/cookie/cookie-secret',
      'cookie-path': '/',
      'cookie-secure': 'true',
      'cookie-httponly': 'true',
      'cookie-samesite': 'lax',
      'cookie-expire': '28800s',
      'cookie-csrf-per-request': 'true',
      'cookie-csrf-per-request-limit': '5',
      'cookie-csrf-expire': '15m',
      'session-store-type': 'cookie',
      'request-logging': 'false',
      'silence-ping-logging': 'true',
    });
  });

  test('its Ingress is written in the words that the gateway of the API reads', () => {
    const orders = input('orders', [loginWith()], [serving('orders', ['api.example.com'])]);
    const namesBy = (prefixes: Readonly<Record<string, string>>): string[] => {
      const { objects, logins } = companions({ ...orders, prefixes });
      const made = objectNamed(objects, 'Ingress', logins.orders?.[0] ?? '');
      return Object.keys(made.metadata.annotations ?? {}).filter((key) => key.includes('force-ssl-redirect'));
    };
    expect(namesBy({})).toEqual(['nginx.ingress.kubernetes.io/force-ssl-redirect']);
    expect(namesBy({ orders: 'edge.example.com' })).toEqual(['edge.example.com/force-ssl-redirect']);
  });

  test('what a policy can add', () => {
    const { flags } = started(full);
    expect(Object.fromEntries(flags)).toMatchObject({
      'cookie-domain': 'example.com',
      'cookie-refresh': '3600s',
      'session-store-type': 'redis',
      'redis-connection-url': 'rediss://redis.shop.svc:6379',
      'redis-ca-path': '/etc/oauth2-proxy/ca/ca.crt',
      'provider-ca-file': '/etc/oauth2-proxy/ca/ca.crt',
      'use-system-trust-store': 'true',
      'pass-access-token': 'true',
      'whitelist-domain': 'api.example.com,www.example.org',
    });
  });
});

describe('its advisories, for everything that a policy can bring', () => {
  const { pod, flags, objects, name } = started(full);

  test.each([
    ['CVE-2026-34457: a User-Agent lets callers past', ['ping-user-agent', 'gcp-healthchecks']],
    [
      'CVE-2026-40575, CVE-2026-41059, CVE-2025-54576: rules that skip the login',
      ['skip-auth-route', 'skip-auth-regex', 'skip-auth-preflight', 'trusted-ip', 'api-route'],
    ],
    ['tokens of foreign issuers on every route', ['extra-jwt-issuers', 'skip-jwt-bearer-tokens']],
    [
      'checks that are switched off',
      [
        'ssl-insecure-skip-verify',
        'insecure-oidc-allow-unverified-email',
        'insecure-oidc-skip-issuer-verification',
        'redis-insecure-skip-tls-verify',
      ],
    ],
    [
      'a refused session that is cleared, and so a loop of logins',
      ['allowed-group', 'authenticated-emails-file'],
    ],
    ['headers that smuggle in an identity', ['pass-host-header', 'set-authorization-header']],
    ['secrets that anybody sees who sees pods', ['client-secret', 'cookie-secret', 'redis-password']],
  ])('%s', (_, never) => {
    expect(never.filter((flag) => flags.has(flag))).toEqual([]);
  });

  test('CVE-2026-40575: nobody’s X-Forwarded-* headers are believed', () => {
    expect(flags.get('reverse-proxy')).toBe('true');
    expect(flags.get('trusted-proxy-ip')).toBe('127.0.0.1/32');
  });

  test('a forged host leads nobody back elsewhere', () => {
    expect(flags.get('redirect-url')).toBe('https://api.example.com/oauth2/callback');
  });

  test('GHSA-c5c4-8r6x-56w3: e-mail addresses are judged by the gate', () => {
    expect(flags.get('email-domain')).toBe('*');
  });

  test('the image is one without them', () => {
    const [, minor = 0, patch = 0] = pod.containers[0].image.split(':v')[1]?.split('.').map(Number) ?? [];
    expect(minor > 15 || (minor === 15 && patch >= 2)).toBe(true);
  });

  test('GHSA-4mf2-f3wh-gvf2: no suffix is a domain to be led to', () => {
    for (const domain of flags.get('whitelist-domain')?.split(',') ?? []) expect(domain).toMatch(/^[a-z0-9]/);
  });

  test('secrets are files, but the password of its Redis', () => {
    expect(pod.containers[0].env).toEqual([
      {
        name: 'OAUTH2_PROXY_REDIS_PASSWORD',
        valueFrom: { secretKeyRef: { name: 'redis', key: 'password' } },
      },
    ]);
    expect(pod.volumes).toMatchObject([
      { secret: { secretName: 'orders-oidc', items: [{ key: 'client-secret' }] } },
      { secret: { secretName: `${name}-cookie`, items: [{ key: 'cookie-secret' }] } },
      { configMap: { name: 'corporate-ca' } },
    ]);
    expect(started().pod.containers[0].env).toBeUndefined();
  });

  test('it has no account to ask the API server with, and is asked by gateway and gate alone', () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(objectNamed(objects, 'NetworkPolicy', name).spec).toMatchObject({
      ingress: [
        {
          from: [
            { namespaceSelector: {} },
            {
              podSelector: {
                matchLabels: { 'app.kubernetes.io/name': 'apipolicy-gate' },
              },
            },
          ],
          ports: [{ port: 4180 }],
        },
      ],
    });
  });
});

describe('hostile strings', () => {
  test('an argument is what was written: the kubelet fills nothing in', () => {
    const { pod } = started(loginWith({ clientID: '$(OAUTH2_PROXY_REDIS_PASSWORD)$x' }));
    expect(pod.containers[0].args).toContain('--client-id=$$(OAUTH2_PROXY_REDIS_PASSWORD)$$x');
  });

  test.each([
    [{ issuerURL: 'http://id.example.com' }],
    [{ issuerURL: 'https://id.example.com/\n--skip-auth-route=.*' }],
    [{ clientID: 'a\nb' }],
    [{ clientID: '' }],
    [{ scopes: ['openid email'] }],
    [{ groupsClaim: '\u202e' }],
    [{ clientSecretRef: { name: '../x', key: 'k' } }],
    [{ clientSecretRef: { name: 'x', key: '..' } }],
    [{ session: { lifetimeSeconds: 60, store: 'Cookie' as const, cookieDomain: 'a,b' } }],
    [
      {
        session: {
          lifetimeSeconds: 60,
          store: 'Redis' as const,
          redis: { ...REDIS, address: 'u:p@evil:1' },
        },
      },
    ],
  ])('%j: no login, and it is said', (parts) => {
    const node = loginWith(parts, { forwardAccessToken: byDefault(false) });
    const made = companions(input('orders', [node], [serving('orders', ['api.example.com'])]));
    expect(made.logins).toEqual({});
    expect(made.shortfalls.orders).toHaveLength(1);
  });
});
