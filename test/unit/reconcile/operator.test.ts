import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiPolicy } from '../../../operator/api/types.generated.ts';
import { Client } from '../../../operator/kube/client.ts';
import { type Clock, systemClock } from '../../../operator/kube/clock.ts';
import { silentLogger } from '../../../operator/kube/logger.ts';
import type { KubeObject } from '../../../operator/kube/object.ts';
import { Transport } from '../../../operator/kube/transport.ts';
import { Operator } from '../../../operator/reconcile/operator.ts';
import { ScriptedApi } from './scripted-api.ts';

/** How long reconciles may go on after the stop. */
const DRAIN_MS = 20_000;

const ingress = (resourceVersion: string, connections?: string): KubeObject & { spec: object } => {
  const annotations = {
    ...(connections && { 'nginx.ingress.kubernetes.io/limit-connections': connections }),
    'apipolicy.dev/governed-by': 'orders',
    'apipolicy.dev/written': 'limit-connections',
  };
  const owned = Object.fromEntries(Object.keys(annotations).map((key) => [`f:${key}`, {}]));
  const entry = {
    manager: 'apipolicy',
    operation: 'Apply',
    fieldsV1: { 'f:metadata': { 'f:annotations': owned } },
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'orders',
      namespace: 'shop',
      uid: 'i',
      resourceVersion,
      ...(connections && { annotations, managedFields: [entry] }),
    },
    spec: { ingressClassName: 'nginx', rules: [{ host: 'orders.example.com' }] },
  };
};

const policy = (resourceVersion: string, generation: number, connections: number): ApiPolicy => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  metadata: { name: 'orders', namespace: 'shop', uid: 'p', resourceVersion, generation },
  spec: {
    targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'orders' }],
    rateLimit: { connections },
  },
});

const limitOf = (body: Record<string, unknown>): string | undefined =>
  (body.metadata as { annotations?: Record<string, string> }).annotations?.[
    'nginx.ingress.kubernetes.io/limit-connections'
  ];

describe('the operator against a scripted API server', () => {
  let api: ScriptedApi;
  let transport: Transport;
  let operator: Operator;
  const stop = { signal: new AbortController() };
  let running: Promise<void>;

  beforeEach(async () => {
    api = new ScriptedApi();
    await api.start();
    api.objects.ingressclasses = [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'nginx', resourceVersion: '1' },
        ...{ spec: { controller: 'k8s.io/ingress-nginx' } },
      },
    ];
    api.objects.ingresses = [ingress('2')];
    api.objects.apipolicies = [policy('3', 1, 5)];
    transport = new Transport({
      credentials: api.credentials,
      logger: silentLogger,
      clock: systemClock,
      userAgent: 'test/1',
    });
    operator = operatorWith(systemClock);
    stop.signal = new AbortController();
  });
  afterEach(async () => {
    stop.signal.abort();
    await running;
    await transport.close();
    await api[Symbol.asyncDispose]();
  });

  const operatorWith = (clock: Clock): Operator =>
    new Operator({
      client: new Client(transport),
      clock,
      logger: silentLogger,
      random: () => 0,
      events: { record: () => {} },
      gateways: [],
      probe: async ({ host }) => ({ host }),
    });
  const watched = () => api.isWatched('ingresses') && api.isWatched('apipolicies');

  test('a spec that changed while the status was written is taken up, though the answer came first', async () => {
    const limits: (string | undefined)[] = [];
    let version = 20;
    let statusWrites = 0;
    api.patch = async (body, path) => {
      await vi.waitUntil(watched);
      version += 1;
      if (path.endsWith('/orders')) {
        limits.push(limitOf(body));
        return ingress(String(version), limitOf(body));
      }
      statusWrites += 1;
      const answer = { ...policy(String(version + 1), 2, 6), status: body.status as object };
      if (statusWrites > 1) return answer;
      const changed = policy(String(version), 2, 6);
      version += 1;
      void vi
        .waitUntil(() => operator.controller.queue.unfinished.count === 0)
        .then(() => {
          api.modified('apipolicies', changed);
          api.modified('apipolicies', answer);
        });
      return answer;
    };
    running = operator.run(stop.signal.signal);
    await vi.waitUntil(() => limits.length === 2, { timeout: 4000 });
    expect(limits).toEqual(['5', '6']);
  });

  test('a reconcile that is told to end begins no further write', async () => {
    const names = ['orders', 'second'];
    api.objects.ingresses = names.map((name) => {
      const { metadata, ...rest } = ingress('2');
      return { ...rest, metadata: { ...metadata, name, uid: name } };
    });
    const { spec, ...rest } = policy('3', 1, 5);
    const targetRefs = names.map((name) => ({ ...spec.targetRefs?.[0], name }));
    api.objects.apipolicies = [{ ...rest, ...{ spec: { ...spec, targetRefs } } }];
    const drained = Promise.withResolvers<void>();
    api.patch = async (body) => {
      stop.signal.abort();
      await drained.promise;
      return ingress('20', limitOf(body));
    };
    operator = operatorWith({
      ...systemClock,
      after: (ms, callback) => {
        if (ms !== DRAIN_MS) return systemClock.after(ms, callback);
        callback();
        drained.resolve();
        return () => {};
      },
    });
    running = operator.run(stop.signal.signal);
    await running;
    expect(api.writes).toHaveLength(1);
  });
});
