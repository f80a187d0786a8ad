import { describe, expect, it } from 'vitest';
import type { Ingress, KubernetesObject, Service } from '../../../operator/api/kubernetes.ts';
import type { ApiPolicy, ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { INGRESS_INDEXES, POLICY_INDEXES, type Reader } from '../../../operator/reconcile/cluster-world.ts';
import { type ObservedIngress, observe } from '../../../operator/reconcile/ownership.ts';
import {
  policiesAround,
  policiesBefore,
  policiesBeside,
  policiesOnApp,
} from '../../../operator/reconcile/wakes.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';

function reading<T extends KubernetesObject>(
  objects: readonly T[],
  indexes: Readonly<Record<string, (object: T) => readonly string[]>>,
): Reader<T> {
  return {
    get: (key) => objects.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === key),
    list: () => objects,
    byIndex: (index, value) => objects.filter((object) => indexes[index]?.(object).includes(value)),
  };
}

const ingress = (name: string, namespace: string, annotations = {}, managedFields = {}): ObservedIngress =>
  observe(anIngress({ metadata: { name, namespace, annotations, ...managedFields } }) as Ingress);
const policy = (name: string, namespace: string, spec: Partial<ApiPolicySpec> = {}): ApiPolicy =>
  aPolicy(
    { targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name }], ...spec },
    { name, namespace },
  );

const ingresses = reading([ingress('orders', 'shop'), ingress('reports', 'web')], INGRESS_INDEXES);
const policies = reading([policy('orders', 'shop'), policy('reports', 'web')], POLICY_INDEXES);
const around = (change: { old?: ObservedIngress; new?: ObservedIngress }) =>
  policiesAround(change, policies, ingresses);

describe('an Ingress that changes wakes the policies of its neighbours', () => {
  const before = ingress('reports', 'web');
  const regex = { 'nginx.ingress.kubernetes.io/use-regex': 'true' };

  it.each([
    ['appears', { new: before }],
    ['goes', { old: before }],
    ['gets another annotation', { old: before, new: ingress('reports', 'web', regex) }],
  ])('when it %s', (_, change) => {
    expect(around(change)).toEqual(['shop/orders']);
  });

  it('not when only ours was written on it', () => {
    const key = 'nginx.ingress.kubernetes.io/limit-rps';
    const managedFields = [
      {
        manager: 'apipolicy',
        operation: 'Apply' as const,
        fieldsV1: { 'f:metadata': { 'f:annotations': { [`f:${key}`]: {} } } },
      },
    ];
    const written = ingress(
      'reports',
      'web',
      { [key]: '5', 'apipolicy.dev/written': 'limit-rps' },
      { managedFields },
    );
    expect(around({ old: before, new: written })).toEqual([]);
  });

  it('not when it is on another host', () => {
    const elsewhere = anIngress({
      metadata: { name: 'x', namespace: 'web' },
      spec: { rules: [{ host: 'b.c' }] },
    });
    expect(around({ new: observe(elsewhere) })).toEqual([]);
  });
});

describe('a policy that changes wakes those of its targets’ neighbours', () => {
  const beside = (change: { old?: ApiPolicy; new?: ApiPolicy }) =>
    policiesBeside(change, policies, ingresses);

  it.each([
    ['appears', { new: policy('reports', 'web') }],
    ['goes', { old: policy('reports', 'web') }],
    [
      'begins to enforce',
      { old: policy('reports', 'web', { enforcement: 'Audit' }), new: policy('reports', 'web') },
    ],
  ])('when it %s', (_, change) => {
    expect(beside(change)).toEqual(['shop/orders']);
  });

  it('not when it asks for something else of the same targets', () => {
    const changed = policy('reports', 'web', { rateLimit: { connections: 5 } });
    expect(beside({ old: policy('reports', 'web'), new: changed })).toEqual([]);
  });
});

describe('a Service that changes wakes the policies of the Ingresses that lead to it', () => {
  const service = (name: string, app: string, labels = {}): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop', labels },
    spec: { selector: { app } },
  });
  const leadsTo = (name: string, namespace: string): ObservedIngress =>
    observe(
      anIngress({
        metadata: { name: 'orders', namespace },
        spec: {
          rules: [{ http: { paths: [{ pathType: 'Prefix', backend: { service: { name } } }] } }],
        },
      }),
    );
  const woken = (change: { old?: Service; new?: Service }) =>
    policiesBefore(
      change,
      reading([policy('orders', 'shop'), policy('orders', 'web')], POLICY_INDEXES),
      reading([leadsTo('app', 'shop'), leadsTo('app', 'web')], INGRESS_INDEXES),
    );

  it.each([
    ['appears', { new: service('app', 'a') }],
    ['goes', { old: service('app', 'a') }],
    ['selects others', { old: service('app', 'a'), new: service('app', 'b') }],
  ])('when it %s', (_, change) => {
    expect(woken(change)).toEqual(['shop/orders']);
  });

  it.each([
    ['leads to the same as before', { old: service('app', 'a'), new: service('app', 'a', { x: 'y' }) }],
    ['is another one', { new: service('other', 'a') }],
  ])('not when it %s', (_, change) => {
    expect(woken(change)).toEqual([]);
  });
});

describe('an Ingress that speaks to an app otherwise wakes the policies of those that lead to it', () => {
  const leading = (name: string, annotations = {}): ObservedIngress => {
    const backend = { service: { name: 'app', port: { number: 443 } } };
    const rules = [
      { host: `${name}.example.com`, http: { paths: [{ pathType: 'Prefix' as const, backend }] } },
    ];
    const all = Object.entries(annotations).map(([key, value]) => [
      `nginx.ingress.kubernetes.io/${key}`,
      value,
    ]);
    const metadata = { name, namespace: 'shop', annotations: Object.fromEntries(all) };
    return observe(anIngress({ metadata, spec: { rules } }) as Ingress);
  };
  const TLS = { 'backend-protocol': 'HTTPS' };
  const all = reading([leading('orders'), leading('other'), ingress('reports', 'shop')], INGRESS_INDEXES);
  const ofShop = reading([policy('orders', 'shop'), policy('reports', 'shop')], POLICY_INDEXES);
  const onApp = (change: { old?: ObservedIngress; new?: ObservedIngress }) =>
    policiesOnApp(change, ofShop, all);

  it.each([
    ['appears', { new: leading('other', TLS) }],
    ['goes', { old: leading('other', TLS) }],
    [
      'verifies now',
      { old: leading('other', TLS), new: leading('other', { ...TLS, 'proxy-ssl-verify': 'on' }) },
    ],
  ])('when it %s', (_, change) => {
    expect(onApp(change)).toEqual(['shop/orders']);
  });

  it.each([
    ['it speaks plain http', { new: leading('other') }],
    [
      'something else changed',
      { old: leading('other', TLS), new: leading('other', { ...TLS, 'limit-rps': '5' }) },
    ],
  ])('not where %s', (_, change) => {
    expect(onApp(change)).toEqual([]);
  });
});
