import { describe, expect, test } from 'vitest';
import { companions, input, loginWith, objectNamed, serving } from './inputs.ts';

const [OLD, NEW] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];

describe('which login serves which host', () => {
  test('one for each host, each led back to its own', () => {
    const targets = [serving('orders', ['a.example.com', 'b.example.com'])];
    const { gatePlans, logins } = companions(input('orders', [loginWith()], targets));
    const proxies = gatePlans.orders?.authentication?.login?.proxies ?? [];
    expect(proxies.map(({ hosts }) => hosts)).toEqual([['a.example.com'], ['b.example.com']]);
    expect(logins.orders).toHaveLength(2);
    for (const { authURL, cookieName } of proxies) {
      expect(authURL).toMatch(
        /^http:\/\/apipolicy-login-[0-9a-f]{8}\.shop\.svc\.cluster\.local:4180\/oauth2\/auth$/,
      );
      expect(cookieName).toMatch(/^__Host-apipolicy-[0-9a-f]{8}$/);
    }
  });

  test('one for all hosts below a cookieDomain, wildcards too', () => {
    const domain = loginWith({
      session: { lifetimeSeconds: 60, store: 'Cookie', cookieDomain: 'example.com' },
    });
    const targets = [serving('orders', ['*.apps.example.com', 'a.example.com', 'example.com'])];
    const { gatePlans, objects, shortfalls } = companions(input('orders', [domain], targets));
    const [proxy, ...more] = gatePlans.orders?.authentication?.login?.proxies ?? [];
    expect(more).toEqual([]);
    expect(shortfalls).toEqual({});
    expect(proxy?.cookieName).toMatch(/^__Secure-apipolicy-/);
    const login = objects.filter(({ kind }) => kind === 'Ingress');
    expect(login.map(({ spec }) => spec)).toMatchObject([
      {
        ingressClassName: 'nginx',
        tls: [{ hosts: ['*.apps.example.com', 'a.example.com', 'example.com'], secretName: 'orders-tls' }],
        rules: [{ host: '*.apps.example.com' }, { host: 'a.example.com' }, { host: 'example.com' }],
      },
    ]);
  });

  test.each([
    ['a wildcard without a cookieDomain', ['*.example.com'], undefined, 'cookieDomain'],
    ['an Ingress for any host', [''], undefined, 'any host'],
    ['a host beside the cookieDomain', ['example.org'], 'example.com', 'not below the cookieDomain'],
    ['a host that only ends alike', ['badexample.com'], 'example.com', 'not below the cookieDomain'],
    ['wildcards alone', ['*.example.com'], 'example.com', 'names a host in full'],
  ])('%s: no login, said, and nobody is let in by one', (_, hosts, cookieDomain, why) => {
    const session = {
      lifetimeSeconds: 60,
      store: 'Cookie' as const,
      ...(cookieDomain !== undefined && { cookieDomain }),
    };
    const made = companions(input('orders', [loginWith({ session })], [serving('orders', hosts)]));
    expect(made.gatePlans.orders?.authentication).toBeDefined();
    expect(made.gatePlans.orders?.authentication?.login).toBeUndefined();
    expect(made.logins).toEqual({});
    expect(made.objects.some(({ metadata }) => metadata.name.startsWith('apipolicy-login-'))).toBe(false);
    expect(made.shortfalls.orders).toMatchObject([
      {
        field: 'spec.authentication.oidc',
        result: 'NotEnforceable',
        message: expect.stringContaining(why),
      },
    ]);
  });
});

describe('several policies with a login', () => {
  test('equal ones on one host share it', () => {
    const made = companions(
      input('old', [loginWith()], [serving('one', ['api.example.com'])], OLD),
      input('new', [loginWith()], [serving('two', ['api.example.com'])], NEW),
    );
    expect(made.logins.old).toEqual(made.logins.new);
    expect(made.shortfalls).toEqual({});
  });

  test.each([
    ['another client', { clientID: 'other' }],
    ['another secret', { clientSecretRef: { name: 'other', key: 'client-secret' } }],
    ['other scopes', { scopes: ['openid'] }],
    ['another session', { session: { lifetimeSeconds: 60, store: 'Cookie' as const } }],
  ])('%s on one host: the older one stands, whatever their order', (_, parts) => {
    const policies = [
      input('b', [loginWith()], [serving('one', ['api.example.com'])], OLD),
      input('a', [loginWith(parts)], [serving('two', ['api.example.com'])], NEW),
    ];
    for (const order of [policies, policies.toReversed()]) {
      const made = companions(...order);
      expect(made.logins.b).toHaveLength(1);
      expect(made.logins.a).toBeUndefined();
      expect(made.gatePlans.a?.authentication?.login).toBeUndefined();
      expect(made.shortfalls.a).toMatchObject([{ message: expect.stringContaining('ApiPolicy b is older') }]);
    }
  });

  test('who may pass is no setting of the login', () => {
    const made = companions(
      input('old', [loginWith({ allowedGroups: ['staff'] })], [serving('one', ['api.example.com'])], OLD),
      input('new', [loginWith({ allowedGroups: ['partners'] })], [serving('two', ['api.example.com'])], NEW),
    );
    expect(made.shortfalls).toEqual({});
    expect(made.gatePlans.new?.authentication?.login?.allowedGroups).toEqual(['partners']);
  });

  test('the address to be led back to stays when a younger policy brings another host', () => {
    const domain = loginWith({
      session: { lifetimeSeconds: 60, store: 'Cookie', cookieDomain: 'example.com' },
    });
    const old = input('z', [domain], [serving('one', ['z.example.com'])], OLD);
    const alone = companions(old);
    const both = companions(input('a', [domain], [serving('two', ['a.example.com'])], NEW), old);
    const redirect = ({ objects }: typeof alone) =>
      JSON.stringify(objects).match(/--redirect-url=[^"]*/)?.[0];
    expect(redirect(both)).toBe('--redirect-url=https://z.example.com/oauth2/callback');
    expect(redirect(both)).toBe(redirect(alone));
    expect(both.logins.a).toEqual(alone.logins.z);
  });

  test('one login is served by one class', () => {
    const domain = loginWith({
      session: { lifetimeSeconds: 60, store: 'Cookie', cookieDomain: 'example.com' },
    });
    const made = companions(
      input('old', [domain], [serving('one', ['a.example.com'])], OLD),
      input('new', [domain], [serving('two', ['b.example.com'], { ingressClassName: 'other' })], NEW),
    );
    expect(made.shortfalls.new).toMatchObject([{ message: expect.stringContaining('another class') }]);
  });
});

describe('the Ingress of a login', () => {
  const { objects, logins } = companions(
    input('orders', [loginWith()], [serving('orders', ['api.example.com'])]),
  );
  const ingress = objectNamed(objects, 'Ingress', logins.orders?.[0] ?? '');

  test('leads nowhere but to the login, below /oauth2/', () => {
    expect(ingress.spec).toEqual({
      ingressClassName: 'nginx',
      tls: [{ hosts: ['api.example.com'], secretName: 'orders-tls' }],
      rules: [
        {
          host: 'api.example.com',
          http: {
            paths: [
              {
                path: '/oauth2/',
                pathType: 'Prefix',
                backend: { service: { name: ingress.metadata.name, port: { number: 4180 } } },
              },
            ],
          },
        },
      ],
    });
  });

  test('is for https, with room for the cookies of a session', () => {
    expect(ingress.metadata.annotations).toEqual({
      'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true',
      'nginx.ingress.kubernetes.io/proxy-buffer-size': '16k',
    });
  });

  test('an API without a certificate of its own gets none from here', () => {
    const bare = companions(
      input('orders', [loginWith()], [serving('orders', ['api.example.com'], { tls: [] })]),
    );
    const [made] = bare.objects.filter(({ kind }) => kind === 'Ingress');
    expect(made?.spec).not.toHaveProperty('tls');
  });
});
