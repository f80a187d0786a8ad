import { describe, expect, test } from 'vitest';
import type { Ingress } from '../../../../operator/api/kubernetes.ts';
import type { GatewaySettings } from '../../../../operator/gateways/gateway.ts';
import { ingressNginx } from '../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { AnnotationValueError } from '../../../../operator/gateways/ingress-nginx/values.ts';
import { securityPlan } from '../../../../operator/plan/plan.ts';
import { aController, aControllerConfigMap, anIngress } from '../../../generators/objects.ts';
import { inRedis, login, loweredPlan, onlyGet, perUser, redirect, refuse, tokens } from './gate-plan.ts';
import { annotationsOf } from './lower.ts';

const groupNamed = (lowering: ReturnType<typeof loweredPlan>, name: string) =>
  lowering.groups.find((group) => group.name === name);

describe('what is asked of the gate', () => {
  test('the question names the policy alone, in a name that nginx can resolve', () => {
    expect(annotationsOf(loweredPlan([tokens()]))).toEqual({
      'auth-url': 'http://apipolicy-gate.shop.svc.cluster.local:8080/v1/orders/page',
      'auth-method': 'GET',
      'auth-response-headers':
        'X-Auth-Request-User,X-Auth-Request-Email,X-Auth-Request-Groups,X-Auth-Request-Preferred-Username,X-Auth-Request-Access-Token,X-Auth-Request-Client-Certificate,Authorization',
      'auth-proxy-set-headers': 'shop/apipolicy-gate-headers',
      'custom-http-errors': '401',
      'disable-proxy-intercept-errors': 'true',
      'default-backend': 'apipolicy-gate-errors',
      'proxy-buffer-size': '16k',
    });
  });

  test('another domain of the cluster', () => {
    const gates = { clusterDomain: 'k8s.example.org', replicas: 2 };
    expect(annotationsOf(loweredPlan([tokens()], { gates }))['auth-url']).toBe(
      'http://apipolicy-gate.shop.svc.k8s.example.org:8080/v1/orders/page',
    );
  });

  test('a plan that nginx can do alone asks nothing', () => {
    expect(annotationsOf(loweredPlan([redirect]))).toEqual({ 'force-ssl-redirect': 'true' });
  });

  test('the gate is said to enforce each leaf', () => {
    const auth = groupNamed(loweredPlan([tokens(), perUser, onlyGet]), 'auth');
    expect(auth?.enforcedBy).toBe('gate');
    expect(auth?.fields).toEqual([
      'spec.authentication.jwt[0]',
      'spec.rateLimit.rules[0]',
      'spec.validation.methods',
    ]);
  });

  test.each(['a b', 'a/b', '../x', 'a?b=c', 'a$b', 'A', ''])('policy %j never reaches an address', (name) => {
    const plan = securityPlan({ namespace: 'shop', name }, [tokens()]);
    expect(() => ingressNginx.lower(plan, anIngress(), {})).toThrow(AnnotationValueError);
  });
});

describe('plaintext Refuse', () => {
  test('nginx no longer redirects, and only beside the question', () => {
    const lowering = loweredPlan([refuse]);
    expect(annotationsOf(lowering)).toMatchObject({ 'force-ssl-redirect': 'false', 'ssl-redirect': 'false' });
    expect(groupNamed(lowering, 'redirect')).toMatchObject({
      needs: 'auth',
      enforcedBy: 'gate',
      fields: ['spec.tls.plaintext'],
    });
  });

  test('a controller that refuses the question gets neither', () => {
    const configMap = aControllerConfigMap({ 'annotations-risk-level': 'Medium' });
    const lowering = loweredPlan([refuse, tokens()], { configMap });
    expect(annotationsOf(lowering)).toEqual({});
    expect(lowering.shortfalls.map(({ field, result }) => [field, result])).toEqual([
      ['spec.authentication.jwt[0]', 'NeedsGlobalSetting'],
      ['spec.tls.plaintext', 'NeedsGlobalSetting'],
    ]);
  });
});

describe('the error page', () => {
  test('without it the question is put in its direct form, and nobody is led to a login', () => {
    const alternative = groupNamed(loweredPlan([login()]), 'auth')?.alternative;
    expect(alternative?.without).toBe('error-page');
    expect(Object.values(alternative?.annotations ?? {})).toContain(
      'http://apipolicy-gate.shop.svc.cluster.local:8080/v1/orders/direct',
    );
    expect(alternative?.shortfalls).toMatchObject([
      { field: 'spec.authentication.oidc', result: 'Conflict' },
    ]);
    expect(alternative?.remarks).toMatchObject([{ rule: 'direct-form', severity: 'warning' }]);
  });

  test.each([
    ['1.9.4', 'direct'],
    ['1.9.5', 'page'],
    ['1.15.1', 'page'],
  ])('controller %s: %s', (version, form) => {
    const lowering = loweredPlan([login()], { version });
    const annotations = annotationsOf(lowering);
    expect(annotations['auth-url']).toMatch(new RegExp(`/${form}$`));
    expect('custom-http-errors' in annotations).toBe(form === 'page');
    expect(lowering.shortfalls.map(({ field }) => field)).toEqual(
      form === 'page' ? [] : ['spec.authentication.oidc'],
    );
  });
});

describe('room for what the gate answers', () => {
  test('a login and a token that is handed back need more than the controller gives', () => {
    expect(annotationsOf(loweredPlan([login()]))['proxy-buffer-size']).toBe('16k');
    expect(annotationsOf(loweredPlan([tokens()]))['proxy-buffer-size']).toBe('16k');
  });

  test.each([
    ['16k', 'equal'],
    ['32k', 'meets'],
    ['1m', 'meets'],
    ['8k', 'conflicts'],
    ['lots', 'conflicts'],
  ])('somebody else’s %s: %s', (value, verdict) => {
    const group = groupNamed(loweredPlan([login()]), 'auth-buffer');
    if (!group) throw new Error('no buffer is asked for');
    const foreign = { 'nginx.ingress.kubernetes.io/proxy-buffer-size': value };
    expect(ingressNginx.judgeForeign(group, foreign)).toBe(verdict);
  });
});

describe('somebody else’s question', () => {
  const judged = (foreign: Record<string, string>) => {
    const group = groupNamed(loweredPlan([tokens()]), 'auth');
    if (!group) throw new Error('nothing is asked');
    const entries = Object.entries(foreign).map(([key, value]) => [
      `nginx.ingress.kubernetes.io/${key}`,
      value,
    ]);
    return ingressNginx.judgeForeign(group, Object.fromEntries(entries));
  };

  test('another service is no substitute for the gate', () => {
    expect(judged({ 'auth-url': 'https://sso.example.com/auth' })).toBe('conflicts');
    expect(judged({ 'auth-response-headers': 'X-User' })).toBe('conflicts');
  });

  test('what was put there at birth is taken over', () => {
    const url = 'http://apipolicy-gate.shop.svc.cluster.local:8080/v1/orders/page';
    expect(judged({ 'auth-url': url, 'auth-method': 'GET' })).toBe('equal');
  });

  test('what bends the question keeps nobody from asking it', () => {
    expect(judged({ 'auth-cache-key': '$host', 'auth-signin': 'https://sso.example.com' })).toBe(
      'compatible',
    );
  });
});

describe('a login on a host without a certificate', () => {
  const short = (spec: Partial<Ingress['spec']>, settings: GatewaySettings = {}) =>
    loweredPlan([login()], settings, anIngress({ spec })).shortfalls.map(({ field }) => field);

  test('falls short, and no other caller does', () => {
    expect(short({ tls: [] })).toEqual(['spec.authentication.oidc']);
    expect(short({ tls: [{ hosts: ['other.example.com'], secretName: 'x' }] })).toEqual([
      'spec.authentication.oidc',
    ]);
    expect(loweredPlan([tokens()], {}, anIngress({ spec: { tls: [] } })).shortfalls).toEqual([]);
  });

  test('unless the controller has one for every host', () => {
    const deployment = aController('1.15.1', 1, ['--default-ssl-certificate=web/wildcard']);
    expect(short({ tls: [] }, { deployment })).toEqual([]);
    expect(short({ tls: [{ hosts: ['*.example.com'], secretName: 'x' }] })).toEqual([]);
  });
});

describe('what a limit comes to', () => {
  test('counted in memory: a range', () => {
    expect(loweredPlan([perUser]).limits).toMatchObject([
      { rule: 'per-user', effective: '100 to 200 per Minute', group: 'auth' },
    ]);
  });

  test('counted in a store: the number itself', () => {
    expect(loweredPlan([perUser, inRedis]).limits).toMatchObject([{ effective: '100 per Minute' }]);
  });
});

describe('what the controller’s own configuration undoes', () => {
  const bypassed = (data: Record<string, string>, version: string, args: readonly string[]) =>
    loweredPlan([tokens()], {
      configMap: aControllerConfigMap(data),
      deployment: aController(version, 1, args),
    }).shortfalls;
  const backend = ['--default-backend-service=web/errors'];

  test.each([
    ['502', '1.15.1', backend, true],
    ['404,504', '1.15.1', backend, true],
    ['401', '1.13.6', backend, true],
    ['403', '1.14.2', backend, true],
    ['403', '1.14.3', backend, false],
    ['404,503', '1.11.0', backend, false],
    ['502', '1.15.1', [], false],
  ])('custom-http-errors %s, controller %s, %j: past the gate is %s', (codes, version, args, open) => {
    const shortfalls = bypassed({ 'custom-http-errors': codes }, version, args);
    expect(shortfalls.map(({ result }) => result)).toEqual(open ? ['Conflict'] : []);
  });

  test('a Deployment that is not seen is taken as the worse', () => {
    const configMap = aControllerConfigMap({ 'custom-http-errors': '502,404' });
    expect(loweredPlan([tokens()], { configMap }).shortfalls[0]?.message).toContain(
      'custom-http-errors: "404"',
    );
  });
});
