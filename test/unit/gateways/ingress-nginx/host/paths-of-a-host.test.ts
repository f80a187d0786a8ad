import { describe, expect, it } from 'vitest';
import { ingressWith, judged, NEW, neighbour, OLD, type Parts, rulesOf } from './around.ts';

const target = ingressWith({ created: OLD });

describe('paths of the host', () => {
  it('that nothing governs are named, a longer one as what beats the target', () => {
    expect(judged(target, [neighbour({ paths: ['/hooks/legacy'] })])).toMatchObject([
      {
        control: 'host.ungoverned',
        rule: 'ungoverned-path',
        severity: 'warning',
        by: 'Ingress web/reports',
        host: 'api.example.com',
        path: '/hooks/legacy',
        message: expect.stringMatching(
          /web\/reports serves api\.example\.com\/hooks\/legacy, which beats \/ of shop\/orders/,
        ),
      },
    ]);
  });

  describe('of cert-manager while it answers a challenge', () => {
    const solver = (path: string, service: string, parts: Parts = {}) =>
      neighbour({
        labels: { 'acme.cert-manager.io/http01-solver': 'true' },
        annotations: { 'whitelist-source-range': '0.0.0.0/0,::/0' },
        ...parts,
        spec: { rules: [{ host: 'api.example.com', http: { paths: [challenge(path, service)] } }] },
      });
    const challenge = (path: string, service: string) => ({
      path,
      pathType: 'ImplementationSpecific' as const,
      backend: { service: { name: service, port: { number: 8089 } } },
    });
    const [path, service] = ['/.well-known/acme-challenge/x-Y_1', 'cm-acme-http-solver-7xk2f'];

    it('are not, where callers have to show certificates either', () => {
      expect(judged(target, [solver(path, service)])).toEqual([]);
      const spec = { mutualTLS: { clients: { ca: { secretName: 'callers' } } } };
      expect(judged(target, [solver(path, service)], { spec })).toEqual([]);
    });

    it.each([
      ['any other path', solver('/admin', service)],
      ['more than one token', solver(`${path}/admin`, service)],
      ['another service, as the app itself', solver(path, 'orders')],
      ['no label', solver(path, service, { labels: {} })],
      [
        'a path that is sent elsewhere',
        solver(path, service, { annotations: { 'upstream-vhost': 'admin' } }),
      ],
    ])('are, with %s', (_, other) => {
      expect(judged(target, [other])).toMatchObject([{ rule: 'ungoverned-path' }]);
    });

    it('are not where it edits the target in place, and every other path below is', () => {
      const edited = (name: string) =>
        ingressWith({
          created: OLD,
          spec: { rules: [{ host: 'api.example.com', http: { paths: [challenge(path, name)] } }] },
        });
      expect(judged(edited(service))).toEqual([]);
      expect(judged(edited('orders'))).toMatchObject([{ control: 'host.shared', rule: 'acme-path' }]);
      const spec = { tls: { plaintext: 'Refuse' as const } };
      expect(judged(edited(service), [], { spec })).toEqual([]);
      expect(judged(edited('orders'), [], { spec })).toMatchObject([{ rule: 'gate-not-asked' }]);
    });
  });

  it('of the login beside an API are not, of its own namespace alone', () => {
    const login = {
      name: 'apipolicy-login-1a2b3c4d',
      namespace: 'shop',
      labels: { 'app.kubernetes.io/managed-by': 'apipolicy' },
      paths: ['/oauth2/'],
    };
    expect(judged(target, [neighbour(login)])).toEqual([]);
    expect(judged(target, [neighbour({ ...login, namespace: 'web' })])).toMatchObject([
      { rule: 'ungoverned-path' },
    ]);
    expect(judged(target, [neighbour({ ...login, paths: ['/admin'] })])).toMatchObject([
      { rule: 'ungoverned-path' },
    ]);
  });

  it.each([
    ['older', '2025-01-01T00:00:00Z', 'path-taken', 'host.shared', 'error'],
    ['of unknown age', '', 'path-taken', 'host.shared', 'warning'],
    ['younger', NEW, 'twin-path', 'host.ungoverned', 'warning'],
  ])('that a twin, %s, asks for too', (_, created, rule, control, severity) => {
    const facts = judged(target, [neighbour({ paths: ['/'], created })]);
    expect(facts).toMatchObject([{ rule, control, severity, path: '/' }]);
  });

  it('that an older governed one has follow that policy', () => {
    const older = { paths: ['/'], created: '2025-01-01T00:00:00Z', governedBy: 'web/loose' };
    expect(judged(target, [neighbour(older)])).toMatchObject([
      { rule: 'path-taken', severity: 'warning', message: expect.stringContaining('web/loose') },
    ]);
    expect(judged(target, [neighbour({ ...older, created: NEW })])).toEqual([]);
  });

  it('ImplementationSpecific is Prefix to the controller, Exact is another path', () => {
    const rules = (pathType: 'Exact' | 'ImplementationSpecific') =>
      rulesOf(judged(target, [neighbour({ paths: ['/'], pathType })]));
    expect(rules('ImplementationSpecific')).toEqual(['twin-path']);
    expect(rules('Exact')).toEqual(['ungoverned-path']);
  });

  it('that no Ingress names go to the default backend of the oldest', () => {
    const api = ingressWith({ created: OLD, paths: ['/api'] });
    const backend = {
      spec: { defaultBackend: { service: { name: 'x' } }, rules: [{ host: 'api.example.com' }] },
    };
    const older = neighbour({ created: '2025-01-01T00:00:00Z', ...backend });
    expect(judged(api, [older])).toMatchObject([{ rule: 'default-backend-of-neighbour', path: '/' }]);
    expect(judged(api, [neighbour({ created: NEW, ...backend })])).toEqual([]);
    expect(judged(target, [older])).toEqual([]);
  });

  it('below the ACME path on the target escape the redirect', () => {
    const acme = ingressWith({ created: OLD, paths: ['/', '/.well-known/acme-challenge/pages'] });
    expect(judged(acme)).toMatchObject([
      { control: 'host.shared', rule: 'acme-path', path: '/.well-known/acme-challenge/pages' },
    ]);
    expect(
      judged(acme, [], { spec: { rateLimit: { connections: 1 }, tls: { plaintext: 'Allow' } } }),
    ).toEqual([]);
  });
});

describe('a canary', () => {
  const canary = (namespace: string, paths = ['/']) =>
    neighbour({ namespace, paths, annotations: { canary: 'true', 'use-regex': 'true' } });

  it('beside the target in its namespace stays protected by its annotations', () => {
    expect(judged(target, [canary('shop')])).toEqual([]);
  });

  it('of another namespace gets a share of the requests', () => {
    expect(judged(target, [canary('web')])).toMatchObject([
      { control: 'host.shared', rule: 'canary-of-another-namespace' },
    ]);
  });

  it('serves no path of its own', () => {
    expect(judged(target, [canary('web', ['/other'])])).toEqual([]);
  });

  it('brings its client certificates all the same', () => {
    const asking = neighbour({
      namespace: 'shop',
      annotations: { canary: 'true', 'auth-tls-secret': 'shop/clients' },
    });
    expect(rulesOf(judged(target, [asking]))).toEqual(['client-certificates-of-neighbour']);
  });
});

describe('aliases and wildcards', () => {
  const aliased = ingressWith({ created: OLD, annotations: { 'server-alias': 'old.example.com' } });

  it.each([
    ['a rule for it', { host: 'old.example.com' }],
    [
      'the same alias on another host',
      { host: 'x.example.com', annotations: { 'server-alias': 'old.example.com' } },
    ],
    [
      'aliases of its own on the same host, and is older',
      { created: '2025-01-01T00:00:00Z', annotations: { 'server-alias': 'more.example.com' } },
    ],
  ])('an alias of the target is dropped where a neighbour has %s', (_, parts) => {
    const facts = judged(aliased, [neighbour(parts)]).filter(({ rule }) => rule !== 'ungoverned-path');
    expect(facts).toMatchObject([{ control: 'host.shared', rule: 'alias-ignored', host: 'old.example.com' }]);
  });

  it("a neighbour's alias never takes the host of a rule", () => {
    const taker = neighbour({ host: 'x.example.com', annotations: { 'server-alias': 'api.example.com' } });
    expect(judged(target, [taker])).toEqual([]);
  });

  it.each([
    ['rule', { host: 'a.example.com' }],
    ['alias', { host: 'other.example.net', annotations: { 'server-alias': 'a.example.com' } }],
  ])('a host below a wildcard of the target is taken by a %s', (_, parts) => {
    const wildcard = ingressWith({ created: OLD, host: '*.example.com' });
    expect(judged(wildcard, [neighbour(parts)])).toMatchObject([
      { control: 'host.ungoverned', rule: 'host-taken-from-wildcard', host: 'a.example.com' },
    ]);
    expect(judged(wildcard, [neighbour({ ...parts, governedBy: 'web/reports' })])).toEqual([]);
  });

  it('a wildcard of a neighbour takes nothing from a host', () => {
    expect(judged(target, [neighbour({ host: '*.example.com' })])).toEqual([]);
  });
});
