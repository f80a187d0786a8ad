import { describe, expect, it } from 'vitest';
import type { Ingress } from '../../../operator/api/kubernetes.ts';
import { classContext } from '../../../operator/gateways/class-context.ts';
import { type ClassContext, resolveGateway } from '../../../operator/gateways/classes.ts';
import { ingressNginx } from '../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { aClass, aController, anIngress, aPolicy } from '../../generators/objects.ts';

const NGINX = aClass('nginx', 'k8s.io/ingress-nginx');
const DEFAULT = { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } };
const EDGE = aClass('edge', 'example.com/other-controller');

const withClass = (ingressClassName: string): Ingress => anIngress({ spec: { ingressClassName } });
const withoutAny = (annotations: Record<string, string> = {}): Ingress => {
  const { ingressClassName: _, ...spec } = anIngress().spec;
  return { ...anIngress({ metadata: { annotations } }), spec };
};
const old = (value: string) => withoutAny({ 'kubernetes.io/ingress.class': value });
const LIVE: ClassContext = { offline: false };
/** Deployments of controllers that IngressClasses call by these names. */
const contextOf = (...controllers: string[]): ClassContext =>
  classContext(
    controllers.map((name) => ({ deployment: aController('1.15.1', 1, [`--controller-class=${name}`]) })),
    false,
  );
const FILES: ClassContext = { offline: true };

describe('resolveGateway', () => {
  it.each([
    ['spec.ingressClassName', withClass('nginx'), [NGINX, EDGE], LIVE],
    ['the old annotation, its class seen', old('web'), [aClass('web', 'k8s.io/ingress-nginx')], LIVE],
    ['the old annotation "nginx" without any class', old('nginx'), [], LIVE],
    ['the default class', withoutAny(), [EDGE, aClass('web', 'k8s.io/ingress-nginx', DEFAULT)], LIVE],
    [
      'a controller class of its own, seen in a Deployment',
      withClass('inner'),
      [aClass('inner', 'example.com/inner')],
      { offline: false, controllers: new Map([['example.com/inner', 'ingress-nginx']]) },
    ],
    [
      'one of several classes of one controller',
      withClass('second'),
      [NGINX, aClass('second', 'k8s.io/ingress-nginx')],
      LIVE,
    ],
    [
      'one of several controllers, each with a class of its own',
      withClass('public'),
      [aClass('internal', 'example.com/internal'), aClass('public', 'example.com/public')],
      contextOf('example.com/internal', 'example.com/public'),
    ],
    [
      'a class whose name is that of another controller, by what it says',
      withClass('traefik'),
      [aClass('traefik', 'k8s.io/ingress-nginx')],
      LIVE,
    ],
    [
      'no class, and a controller that watches those',
      withoutAny(),
      [NGINX],
      { offline: false, withoutClass: 'ingress-nginx' },
    ],
  ])('knows ingress-nginx by %s', (_, ingress, classes, context) => {
    expect(resolveGateway(ingress, classes, context)).toMatchObject({
      kind: 'known',
      gateway: { id: 'ingress-nginx' },
      remarks: [],
    });
  });

  it('spec.ingressClassName beats the old annotation, as in the controller', () => {
    const both = anIngress({
      metadata: { annotations: { 'kubernetes.io/ingress.class': 'nginx' } },
      spec: { ingressClassName: 'edge' },
    });
    expect(resolveGateway(both, [NGINX, EDGE], LIVE)).toMatchObject({
      kind: 'unsupported',
      className: 'edge',
    });
  });

  it('of several default classes the newest counts, as in the API server', () => {
    const first = aClass('first', 'example.com/other', {
      ...DEFAULT,
      creationTimestamp: '2026-01-01T00:00:00Z',
    });
    const second = aClass('second', 'k8s.io/ingress-nginx', {
      ...DEFAULT,
      creationTimestamp: '2026-02-01T00:00:00Z',
    });
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      expect(resolveGateway(withoutAny(), order, LIVE)).toMatchObject({ kind: 'known', className: 'second' });
    }
  });

  it('names the controller that it does not know', () => {
    const result = resolveGateway(withClass('edge'), [NGINX, EDGE], FILES);
    expect(result).toMatchObject({ kind: 'unsupported', reason: 'GatewayNotSupported', severity: 'warning' });
    expect(result).toHaveProperty('message', expect.stringContaining('example.com/other-controller'));
  });

  it.each([
    ['class nginx', withClass('nginx'), [EDGE]],
    ['any class, when no IngressClass is among the files', withClass('public'), []],
    ['no class, when no IngressClass is among the files', withoutAny(), []],
  ])('takes %s for ingress-nginx offline, and says so', (_, ingress, classes) => {
    expect(resolveGateway(ingress, classes, FILES)).toMatchObject({
      kind: 'known',
      remarks: [{ severity: 'info' }],
    });
  });

  it.each([
    ['a class that is not among the files is no fault', withClass('edge'), [NGINX], FILES, 'info'],
    ['a class that does not exist in the cluster is one', withClass('edge'), [NGINX], LIVE, 'warning'],
    ['nor is "nginx" taken on trust there', withClass('nginx'), [], LIVE, 'warning'],
    ['no class and no default', withoutAny(), [NGINX], LIVE, 'warning'],
  ])('%s', (_, ingress, classes, context, severity) => {
    expect(resolveGateway(ingress, classes, context)).toMatchObject({
      kind: 'unknown',
      reason: 'GatewayUnknown',
      severity,
    });
  });
});

describe('a changed prefix', () => {
  const deployment = aController('1.15.1', 1, ['--annotations-prefix=acme.example.com']);

  it('is the one that is written, and read', () => {
    const plan = planPolicy(aPolicy({ rateLimit: { connections: 5 } }));
    const target = anIngress({
      metadata: {
        annotations: {
          'nginx.ingress.kubernetes.io/satisfy': 'any',
          'acme.example.com/limit-whitelist': '10.0.0.0/8',
        },
      },
    });
    const { groups } = ingressNginx.lower(plan, target, { deployment });
    expect(groups[0]?.annotations).toEqual({ 'acme.example.com/limit-connections': '5' });
    const facts = ingressNginx.judgeHosts(plan, target, {
      neighbours: [],
      backends: [],
      settings: { deployment },
    });
    expect(facts.map(({ annotation }) => annotation)).toEqual(['acme.example.com/limit-whitelist']);
  });
});
