import type { IngressClass } from '../api/kubernetes.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import type { Client } from '../kube/client.ts';
import type { Clock } from '../kube/clock.ts';
import { Controller, type ControllerMetrics } from '../kube/controller.ts';
import type { EventSink } from '../kube/events.ts';
import type { Logger } from '../kube/logger.ts';
import { keyOf } from '../kube/object.ts';
import type { Resource } from '../kube/resource.ts';
import { type Change, WatchCache } from '../kube/watch-cache.ts';
import { ClusterWorld, INGRESS_INDEXES, POLICY_INDEXES } from './cluster-world.ts';
import { Echoes } from './echoes.ts';
import { type GatewayLocation, GatewaySources } from './gateway-sources.ts';
import { IngressWriter } from './ingress-writer.ts';
import { Notices } from './notices.ts';
import { type ObservedIngress, observe } from './ownership.ts';
import { trimPolicy } from './policy-cache.ts';
import { PolicyReconciler } from './policy-reconciler.ts';
import { Release } from './release.ts';
import { RepairBudget } from './repair-budget.ts';
import { API_POLICIES, INGRESS_CLASSES, INGRESSES } from './resources.ts';
import { StatusWriter } from './status-writer.ts';
import { policiesAround, policiesBeside, policiesOf, rivalsOf } from './wakes.ts';

export interface OperatorOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly events: EventSink;
  readonly gateways: readonly GatewayLocation[];
  readonly metrics?: ControllerMetrics;
  /** Policies reconciled at the same time. */
  readonly workers?: number;
}

/** The cache holds Ingresses as {@link observe} leaves them. */
const OBSERVED_INGRESSES = INGRESSES as Resource<ObservedIngress>;

/** How long a gateway's own configuration may keep the first reconcile waiting. */
const GATEWAY_READ_LIMIT_MS = 10_000;

/** Caches, queue and reconcile of ApiPolicies, tied together. */
export class Operator {
  readonly controller: Controller;
  /** Resolves when the first state of the cluster is known and workers take keys. */
  readonly started: Promise<void>;
  readonly #policies: WatchCache<ApiPolicy>;
  readonly #ingresses: WatchCache<ObservedIngress>;
  readonly #classes: WatchCache<IngressClass>;
  readonly #gateways: GatewaySources;
  readonly #echoes = { policies: new Echoes(), ingresses: new Echoes() };

  constructor(options: OperatorOptions) {
    const { client, clock, logger, random, gateways, metrics, workers = 16 } = options;
    const common = { client, clock, logger, random };
    this.#policies = new WatchCache({
      ...common,
      resource: API_POLICIES,
      transform: trimPolicy,
      indexes: POLICY_INDEXES,
    });
    this.#ingresses = new WatchCache<ObservedIngress>({
      ...common,
      resource: OBSERVED_INGRESSES,
      transform: observe,
      indexes: INGRESS_INDEXES,
    });
    this.#classes = new WatchCache({ ...common, resource: INGRESS_CLASSES });
    this.#gateways = new GatewaySources({ ...common, locations: gateways });
    const reconciler = this.#reconciler(options);
    this.controller = new Controller({
      name: 'apipolicy',
      reconcile: (key, context) => reconciler.reconcile(key, context.logger, context.signal),
      caches: [this.#policies, this.#ingresses, this.#classes],
      workers,
      logger,
      clock,
      ...(metrics && { metrics }),
    });
    this.started = Promise.all(
      [this.#policies, this.#ingresses, this.#classes].map(({ synced }) => synced),
    ).then(() => {});
    this.#listen();
  }

  /** True once the first state of the cluster is known. */
  get hasSynced(): boolean {
    return [this.#policies, this.#ingresses, this.#classes].every((cache) => cache.hasSynced);
  }

  /**
   * Runs until the signal aborts; resolves when the last reconcile has ended.
   *
   * @param leading resolves with a signal when policies may be reconciled, which ends when that signal aborts; with
   *   undefined when they never may. Caches run before and after, so that a follower takes over with what it knows.
   */
  async run(
    signal: AbortSignal,
    leading: Promise<AbortSignal | undefined> = Promise.resolve(signal),
  ): Promise<void> {
    const end = new AbortController();
    const caches = [this.#policies, this.#ingresses, this.#classes, this.#gateways];
    const running = caches.map((cache) => cache.start(end.signal));
    await this.#gateways.read(GATEWAY_READ_LIMIT_MS, signal);
    const term = await leading;
    if (term !== undefined) await this.controller.start(AbortSignal.any([signal, term]));
    end.abort();
    await Promise.all(running);
  }

  #reconciler({ client, clock, events }: OperatorOptions): PolicyReconciler {
    const repairs = new RepairBudget(() => clock.monotonic());
    const notices = new Notices((notice) => events.record(notice));
    const world = new ClusterWorld({
      policies: this.#policies,
      ingresses: this.#ingresses,
      classes: this.#classes,
      repairs,
      settings: (className) => this.#gateways.settings(className),
      lacksDeployment: (className) => this.#gateways.lacksDeployment(className),
      gateways: () => this.#gateways.all(),
    });
    const writer = new IngressWriter(client, (ingress, changedMeanwhile) => {
      if (!changedMeanwhile) this.#echoes.ingresses.expect(keyOf(ingress), ingress);
      this.#ingresses.observe(ingress as ObservedIngress);
    });
    const status = new StatusWriter({
      client,
      notices,
      now: () => `${new Date(clock.wall()).toISOString().slice(0, 19)}Z`,
      answered: (policy, changedMeanwhile) => {
        if (!changedMeanwhile) this.#echoes.policies.expect(keyOf(policy), policy);
        this.#policies.observe(policy);
      },
    });
    this.#ingresses.onChange((change) => {
      if (change.old && !change.new) repairs.forget(keyOf(change.old));
    });
    const release = new Release({
      client,
      world,
      writer,
      notices,
      repairs,
      wake: (key) => this.controller.enqueue(key),
    });
    this.#policies.onChange((change) => {
      if (change.old && !change.new) release.departed(change.old);
    });
    return new PolicyReconciler({
      policy: (key) => this.#policies.get(key),
      world,
      writer,
      status,
      release,
      repairs,
      notices,
    });
  }

  #listen(): void {
    this.#policies.onChange((change) => {
      const key = keyOf((change.new ?? change.old) as ApiPolicy);
      if (this.#echoes.policies.isEcho(key, change.new) && !change.overtook) return;
      this.#wake([key], change);
      if (change.initial) return;
      this.#wake(rivalsOf(change, this.#policies, this.#ingresses), change);
      this.#wakeLater(policiesBeside(change, this.#policies, this.#ingresses));
    });
    this.#ingresses.onChange((change) => {
      const key = keyOf((change.new ?? change.old) as ObservedIngress);
      if (this.#echoes.ingresses.isEcho(key, change.new) && !change.overtook) return;
      this.#wake(policiesOf(change, this.#policies), change);
      if (!change.initial) this.#wakeLater(policiesAround(change, this.#policies, this.#ingresses));
    });
    this.#classes.onChange((change) => this.#wakeAll(change));
    this.#gateways.onChange(() => this.#wakeAll({ initial: false }));
  }

  #wake(keys: Iterable<string>, { initial }: Pick<Change<unknown>, 'initial'>): void {
    for (const key of keys) this.controller.enqueue(key, initial ? 'low' : 'normal');
  }

  /** Those whose neighbours on a host changed: after those that changed themselves. */
  #wakeLater(keys: Iterable<string>): void {
    for (const key of keys) this.controller.enqueue(key, 'low');
  }

  /** A class or a gateway's own configuration concerns every policy; users' changes go first. */
  #wakeAll({ initial }: Pick<Change<unknown>, 'initial'>): void {
    if (initial) return;
    for (const policy of this.#policies.list()) this.controller.enqueue(keyOf(policy), 'low');
  }
}
