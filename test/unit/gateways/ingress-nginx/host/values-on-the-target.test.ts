import { describe, expect, it } from 'vitest';
import { aController, aControllerConfigMap } from '../../../../generators/objects.ts';
import { SEEN } from '../lower.ts';
import { ingressWith, judged, PREFIX, rulesOf } from './around.ts';

const carrying = (annotations: Record<string, string>) => ingressWith({ annotations });
const NEWER = { ...SEEN, deployment: aController('1.15.1', 1) };
const OLDER = { ...SEEN, deployment: aController('1.11.0', 1) };

describe('what others wrote on the target', () => {
  it.each([
    ['satisfy', 'any', 'host.shared', 'satisfy-any'],
    ['limit-allowlist', '0.0.0.0/0', 'rate.per-address', 'foreign-exemption'],
    ['limit-whitelist', 'office', 'rate.per-address', 'foreign-exemption'],
    ['limit-rpm', '60x', 'rate.per-address', 'value-not-taken'],
    ['limit-connections', '', 'rate.per-address', 'value-not-taken'],
    ['limit-burst-multiplier', '1.5', 'rate.per-address', 'value-not-taken'],
    ['proxy-body-size', '1mb', 'input.body-size', 'value-not-taken'],
    ['force-ssl-redirect', 'yes', 'tls.plaintext', 'value-not-taken'],
    ['enable-modsecurity', 'on', 'input.waf', 'value-not-taken'],
    ['enable-modsecurity', '', 'input.waf', 'value-not-taken'],
    ['enable-owasp-core-rules', 'enabled', 'input.waf', 'value-not-taken'],
    ['cors-allow-origin', 'https://a.example.com;', 'output.cors', 'value-not-taken'],
    ['cors-allow-credentials', 'no', 'output.cors', 'value-not-taken'],
    ['cors-allow-methods', 'GET;POST', 'output.cors', 'value-not-taken'],
    ['cors-allow-headers', 'x y$', 'output.cors', 'value-not-taken'],
    ['cors-max-age', '10m', 'output.cors', 'value-not-taken'],
  ])('%s: %j fails %s as %s', (name, value, control, rule) => {
    const facts = judged(carrying({ [name]: value }), [], { settings: OLDER });
    const about = facts.filter((fact) => fact.annotation === PREFIX + name && fact.rule === rule);
    expect(about).toMatchObject([{ control, by: 'Ingress shop/orders' }]);
    expect(about[0]?.fields.length).toBeGreaterThan(0);
  });

  it.each(['permanent-redirect', 'temporal-redirect', 'app-root'])(
    '%s is answered before limits and address lists',
    (name) => {
      const facts = judged(carrying({ [name]: '/elsewhere' }));
      expect(facts.map(({ control }) => control)).toEqual(['rate.per-address', 'network.addresses']);
      expect(judged(carrying({ [name]: '/x' }), [], { spec: { validation: { maxBodySize: 1 } } })).toEqual(
        [],
      );
    },
  );

  it.each([
    ['satisfy', 'all'],
    ['enable-modsecurity', 'true'],
    ['limit-connections', '5'],
    ['cors-allow-methods', 'GET, POST'],
    ['cors-allow-origin', 'https://*.example.com, http://localhost:3000'],
    ['proxy-body-size', '512k'],
    ['permanent-redirect', ''],
  ])('%s: %j is as it should be', (name, value) => {
    expect(judged(carrying({ [name]: value }))).toEqual([]);
  });

  it('a broken value of a feature that the policy does not ask for undoes nothing', () => {
    const spec = { timeouts: { read: '60s' } };
    const target = carrying({
      'enable-modsecurity': 'on',
      'cors-max-age': 'x',
      'limit-whitelist': '0.0.0.0/0',
    });
    expect(judged(target, [], { spec })).toEqual([]);
  });

  it('satisfy any is an error where there is something to satisfy', () => {
    const severity = (spec: object, more = {}) =>
      judged(carrying({ satisfy: 'any', ...more }), [], { spec }).map((fact) => fact.severity);
    expect(severity({ network: { allowedCIDRs: ['192.0.2.0/24'] } })).toEqual(['error']);
    expect(severity({ timeouts: { read: '60s' } })).toEqual(['warning']);
    expect(severity({ timeouts: { read: '60s' } }, { 'auth-type': 'basic' })).toEqual(['error']);
  });

  it('what the operator wrote is nobody else’s', () => {
    const ours = ingressWith({ annotations: { 'limit-allowlist': '0.0.0.0/0' } });
    const annotations = { ...ours.metadata.annotations, 'apipolicy.dev/written': 'limit-allowlist' };
    expect(judged({ ...ours, metadata: { ...ours.metadata, annotations } })).toEqual([]);
  });

  it('a check of names answers 403 on port 80', () => {
    const names = { 'auth-tls-secret': 'shop/ca', 'auth-tls-match-cn': 'CN=x' };
    expect(judged(carrying(names))).toMatchObject([
      { control: 'tls.plaintext', rule: 'name-checked-on-http' },
    ]);
  });
});

describe('an Ingress that the controller passes over', () => {
  it.each([
    ['a snippet, with the defaults of 1.12', { 'configuration-snippet': 'x' }, NEWER],
    ['auth-url at level Medium', { 'auth-url': 'http://a.b/c' }, level('Medium')],
    ['server-alias at level Medium', { 'server-alias': 'a.example.com' }, level('Medium')],
    ['rewrite-target at an unknown level, which is the strictest', { 'rewrite-target': '/' }, level('medum')],
    ['a value that validation refuses', { 'auth-url': 'http://a@b/' }, NEWER],
    ['a list that validation refuses', { 'limit-allowlist': 'office' }, NEWER],
    ['where validation cannot be told', { 'limit-rps': '60x' }, SEEN],
  ])('for %s', (_, annotations, settings) => {
    const facts = judged(carrying(annotations), [], { settings });
    expect(facts.find(({ rule }) => rule === 'ingress-refused')).toMatchObject({
      control: 'host.shared',
      annotation: PREFIX + Object.keys(annotations)[0],
    });
  });

  it.each([
    ['auth-type', 'x'],
    ['auth-url', 'http://a@b/'],
    ['client-body-buffer-size', '1x'],
    ['connection-proxy-header', 'a;b'],
    ['custom-http-errors', '4x4'],
    ['default-backend', 'A_b'],
    ['fastcgi-index', 'a;b'],
    ['from-to-www-redirect', 'yes'],
    ['http2-push-preload', 'yes'],
    ['limit-allowlist', 'office'],
    ['limit-connections', 'x'],
    ['limit-rpm', '60x'],
    ['limit-rps', 'x'],
    ['limit-whitelist', 'office'],
    ['load-balance', 'x'],
    ['permanent-redirect', 'a$b'],
    ['permanent-redirect-code', 'x'],
    ['server-alias', 'a;b'],
    ['ssl-ciphers', 'a;b'],
    ['ssl-passthrough', 'on'],
    ['temporal-redirect', 'a$b'],
    ['upstream-hash-by', 'a"b'],
    ['upstream-hash-by-subset', 'x'],
    ['upstream-vhost', 'a;b'],
    ['x-forwarded-prefix', 'a;b'],
  ])('for %s: %j, which the validation of 1.11.0 was seen to refuse', (name, value) => {
    expect(rulesOf(judged(carrying({ [name]: value }), [], { settings: NEWER }))).toContain(
      'ingress-refused',
    );
  });

  it.each([
    ['disable-proxy-intercept-errors', 'x'],
    ['service-upstream', 'x'],
    ['satisfy', 'x'],
    ['rewrite-target', 'a;b'],
    ['use-regex', 'yes'],
    ['mirror-target', 'a;b'],
    ['backend-protocol', 'x'],
    ['load-balance', 'ewma'],
    ['load-balance', 'chash'],
    ['custom-http-errors', '404,503'],
    ['enable-modsecurity', 'on'],
  ])('not for %s: %j, which it was seen to take', (name, value) => {
    expect(rulesOf(judged(carrying({ [name]: value }), [], { settings: NEWER }))).not.toContain(
      'ingress-refused',
    );
  });

  it.each([
    ['a snippet before 1.12', { 'configuration-snippet': 'x' }, OLDER],
    ['auth-url at the default level', { 'auth-url': 'http://a.b/c' }, NEWER],
    ['an empty value, which is never checked', { 'auth-url': '' }, NEWER],
    ['a bad value without validation', { 'auth-url': 'http://a@b/' }, OLDER],
    ['an annotation that it does not know', { 'no-such-thing': '}' }, NEWER],
  ])('not for %s', (_, annotations, settings) => {
    expect(rulesOf(judged(carrying(annotations), [], { settings }))).not.toContain('ingress-refused');
  });
});

function level(word: string) {
  return { configMap: aControllerConfigMap({ 'annotations-risk-level': word }) };
}
