import { beforeEach, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../../operator/api/kubernetes.ts';
import type { ApiPolicy } from '../../../../operator/api/types.generated.ts';
import type { CompanionObject } from '../../../../operator/companions/object.ts';
import { DEFAULT_COMPANION_SETTINGS } from '../../../../operator/companions/settings.ts';
import { ApiError } from '../../../../operator/kube/errors.ts';
import { silentLogger } from '../../../../operator/kube/logger.ts';
import { BaselineSource } from '../../../../operator/reconcile/baseline-source.ts';
import { idOf, type LiveCompanion } from '../../../../operator/reconcile/companions/companion.ts';
import { GateBoard } from '../../../../operator/reconcile/companions/gate-board.ts';
import { NamespaceReconciler } from '../../../../operator/reconcile/companions/namespace-reconciler.ts';
import { type ObservedIngress, observe } from '../../../../operator/reconcile/ownership.ts';
import { aClass, anIngress, aPolicy } from '../../../generators/objects.ts';

const AUTH_URL = 'nginx.ingress.kubernetes.io/auth-url';
const asking = (policy: string): ObservedIngress =>
  observe(
    anIngress({
      metadata: {
        annotations: { [AUTH_URL]: `http://apipolicy-gate.shop.svc.cluster.local:8080/v1/${policy}/page` },
      },
    }),
  );
const silent = observe(anIngress());

/** A namespace `shop`, an API server that does what it is told, and a clock in the test's hands. */
class Scene {
  policies: ApiPolicy[] = [aPolicy({ validation: { methods: ['GET'] } })];
  ingresses: ObservedIngress[] = [silent];
  readonly objects = new Map<string, LiveCompanion>();
  readonly steps: string[] = [];
  /** Ids whose apply fails. */
  readonly refused = new Set<string>();
  crd: KubernetesObject | undefined = { apiVersion: 'v1', kind: 'CRD', metadata: { name: 'crd' } };
  #now = 1_000_000;
  readonly board = new GateBoard(() => undefined);
  readonly #reconciler: NamespaceReconciler;

  constructor(settings = DEFAULT_COMPANION_SETTINGS) {
    const none = { get: () => undefined, list: () => [], byIndex: () => [] };
    this.#reconciler = new NamespaceReconciler({
      clock: { monotonic: () => this.#now, wall: () => this.#now, after: () => () => undefined },
      policies: { get: () => undefined, list: () => this.policies, byIndex: () => this.policies },
      baselines: new BaselineSource({ baselines: none, namespaces: none }),
      world: {
        ingress: (_, name) => this.ingresses.find(({ metadata }) => metadata.name === name),
        ingressesOf: () => this.ingresses,
        askingGates: () => this.ingresses,
        ingressesOnHosts: () => [],
        service: () => undefined,
        claimants: () => this.policies,
        classes: () => [aClass('nginx', 'k8s.io/ingress-nginx')],
        settings: () => ({}),
        gateways: () => [],
        mayRepair: () => true,
        offline: false,
      },
      live: {
        of: () => [...this.objects.values()],
        get: (kind, _, name) => this.objects.get(`${kind}/${name}`),
      },
      writer: {
        ensure: async (object: CompanionObject) => {
          const id = idOf(object);
          if (this.refused.has(id)) throw new ApiError({ operation: `apply ${id}`, status: 403 });
          const before = this.objects.get(id);
          if (
            JSON.stringify({ ...before, ours: undefined }) !== JSON.stringify({ ...object, ours: undefined })
          )
            this.steps.push(`apply ${id}`);
          const live = { ...object, ours: true };
          this.objects.set(id, live);
          return { object: live, created: before === undefined };
        },
        remove: async (object) => {
          this.steps.push(`remove ${idOf(object)}`);
          this.objects.delete(idOf(object));
        },
      },
      client: {
        get: async () => {
          if (!this.crd) throw new ApiError({ operation: 'get', status: 404 });
          return this.crd;
        },
        create: () => Promise.reject(new Error('no Secret is needed')),
      } as never,
      board: this.board,
      settings,
      ask: () => undefined,
    });
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  run(): Promise<{ requeueAfterMs?: number }> {
    return this.#reconciler.reconcile('shop', silentLogger, new AbortController().signal);
  }

  get plan(): Record<string, string> {
    return (this.objects.get('ConfigMap/apipolicy-gate-plan') as unknown as { data: Record<string, string> })
      .data;
  }
}

describe('companions of a namespace', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });

  const index = (step: string): number => scene.steps.indexOf(step);

  test('what pods need is there before them, and nothing is done twice', async () => {
    await scene.run();
    expect(index('apply RoleBinding/apipolicy-gate')).toBeLessThan(index('apply Deployment/apipolicy-gate'));
    expect(index('apply ConfigMap/apipolicy-gate-plan')).toBeLessThan(
      index('apply Deployment/apipolicy-gate'),
    );
    expect(index('apply Service/apipolicy-gate-errors')).toBeLessThan(
      index('apply Deployment/apipolicy-gate'),
    );
    expect(Object.keys(scene.plan)).toEqual(['orders']);
    scene.steps.length = 0;
    await scene.run();
    expect(scene.steps).toEqual([]);
  });

  test('one that cannot be written holds up no other, is told, and is tried again', async () => {
    scene.refused.add('NetworkPolicy/apipolicy-gate');
    await expect(scene.run()).rejects.toThrow('NetworkPolicy/apipolicy-gate');
    expect(scene.objects.has('Deployment/apipolicy-gate')).toBe(true);
    expect(scene.board.view('shop/orders')).toMatchObject({ blocked: false });
    expect(scene.board.view('shop/orders')?.failure).toContain('403');
  });

  test('where nothing can be made at all, policies are told, and their Ingresses ask and are refused', async () => {
    scene = new Scene({ ...DEFAULT_COMPANION_SETTINGS, gatewayFrom: null as never });
    await expect(scene.run()).rejects.toThrow();
    expect(scene.board.view('shop/orders')).toMatchObject({ blocked: false, failure: expect.any(String) });
  });

  test('goes 30 s after the last Ingress asked, Services after what leads to them', async () => {
    await scene.run();
    scene.policies = [];
    scene.ingresses = [asking('orders')];
    scene.steps.length = 0;
    await scene.run();
    scene.pass(3_600_000);
    await scene.run();
    expect(scene.steps, 'an Ingress asks still').toEqual([]);
    expect(Object.keys(scene.plan)).toEqual(['orders']);
    scene.ingresses = [silent];
    expect((await scene.run()).requeueAfterMs).toBeLessThanOrEqual(30_000);
    scene.pass(29_000);
    await scene.run();
    expect(scene.steps).toEqual([]);
    scene.pass(1_001);
    await scene.run();
    expect(scene.objects.size).toBe(0);
    expect(index('remove Deployment/apipolicy-gate')).toBeLessThan(index('remove Service/apipolicy-gate'));
  });

  test('stays when the CRD went with all policies, or the namespace goes', async () => {
    await scene.run();
    scene.policies = [];
    scene.crd = undefined;
    scene.steps.length = 0;
    await scene.run();
    scene.pass(60_000);
    await scene.run();
    expect(scene.steps).toEqual([]);
    scene.crd = { apiVersion: 'v1', kind: 'CRD', metadata: { name: 'crd', deletionTimestamp: 'now' } };
    await scene.run();
    expect(scene.steps).toEqual([]);
  });

  test('the entry of a policy that is gone stays while an Ingress asks for it, beside those in force', async () => {
    await scene.run();
    const before = scene.plan.orders;
    scene.policies = [aPolicy({ validation: { methods: ['POST'] } }, { name: 'new' })];
    scene.ingresses = [asking('orders')];
    await scene.run();
    expect(scene.plan.orders).toBe(before);
    expect(Object.keys(scene.plan)).toEqual(['new', 'orders']);
    scene.ingresses = [asking('new')];
    scene.pass(30_001);
    await scene.run();
    expect(Object.keys(scene.plan)).toEqual(['new']);
  });

  test('Secrets that a held policy reads stay mounted', async () => {
    const keys = { authentication: { apiKeys: { header: 'X-API-Key', secretRef: { name: 'robots' } } } };
    scene.policies = [aPolicy(keys)];
    await scene.run();
    const paused = aPolicy(keys, { annotations: { 'apipolicy.dev/paused': 'true' } });
    const other = aPolicy(
      {
        targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'other' }],
        validation: { methods: ['GET'] },
      },
      { name: 'other' },
    );
    scene.policies = [paused, other];
    scene.ingresses = [asking('orders'), observe(anIngress({ metadata: { name: 'other' } }))];
    await scene.run();
    expect(Object.keys(scene.plan)).toEqual(['orders', 'other']);
    expect(JSON.stringify(scene.objects.get('Deployment/apipolicy-gate'))).toContain('robots');
  });
});
