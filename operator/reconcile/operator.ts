import type { ApiPolicy } from '../api/types.generated.ts';
import { companionSettings } from '../companions/settings.ts';
import type { ProbeRequest } from '../compliance/probe/request.ts';
import type { HostObservation } from '../compliance/wire.ts';
import type { GatewaySettings } from '../gateways/gateway.ts';
import { Controller } from '../kube/controller.ts';
import { keyOf } from '../kube/object.ts';
import { remembered } from '../plan/remembered.ts';
import type { Assessor } from './assessor.ts';
import { ManagedAuthorities } from './authority/managed-authorities.ts';
import { BaselineReconciler } from './baseline-reconciler.ts';
import { BaselineSource } from './baseline-source.ts';
import { Caches } from './caches.ts';
import { CertificateRoom } from './certificates/certificate-room.ts';
import { LeftCertificates } from './certificates/left.ts';
import { LiveCertificates } from './certificates/live-certificates.ts';
import { ClusterWorld } from './cluster-world.ts';
import { LiveCompanions } from './companions/live-companions.ts';
import { CompanionRoom } from './companions/room.ts';
import { Echoes } from './echoes.ts';
import { gatewayAddress } from './gateway-address.ts';
import { GatewaySources } from './gateway-sources.ts';
import { IngressWriter } from './ingress-writer.ts';
import { listen } from './listen.ts';
import { Notices, type Publish } from './notices.ts';
import { ObjectWriter } from './object-writer.ts';
import type { OperatorOptions } from './operator-options.ts';
import type { ObservedIngress } from './ownership.ts';
import { NO_METRICS, type PolicyMetrics } from './policy-metrics.ts';
import { PolicyReconciler } from './policy-reconciler.ts';
import type { ProbeSchedule } from './probe-schedule.ts';
import { startProbing } from './probing.ts';
import { Release } from './release.ts';
import { RepairBudget } from './repair-budget.ts';
import { StatusWriter } from './status-writer.ts';

export type { OperatorOptions } from './operator-options.ts';

/** How long a gateway's own configuration may keep the first reconcile waiting. */
const GATEWAY_READ_LIMIT_MS = 10_000;

/** Names of the controllers in logs and metrics, as controller-runtime makes them of kinds. */
const POLICY_CONTROLLER = 'apipolicy';
const BASELINE_CONTROLLER = 'clusterapipolicy';

/** Caches, queue and reconcile of ApiPolicies, tied together. */
export class Operator {
  readonly controller: Controller;
  /** Resolves when the first state of the cluster is known and workers take keys. */
  readonly started: Promise<void>;
  /** Statuses of baselines. */
  readonly baselines: Controller;
  /** Gates and logins. */
  readonly companions: CompanionRoom;
  /** What cert-manager is asked for. */
  readonly certificates: CertificateRoom;
  readonly #options: OperatorOptions;
  readonly #live: LiveCompanions;
  readonly #certManager: LiveCertificates;
  readonly #caches: Caches;
  readonly #metrics: PolicyMetrics;
  #schedule: Pick<ProbeSchedule<ProbeRequest, HostObservation>, 'stop'> | undefined;
  readonly #source: BaselineSource;
  readonly #gateways: GatewaySources;
  readonly #echoes = { policies: new Echoes(), ingresses: new Echoes(), baselines: new Echoes() };

  constructor(options: OperatorOptions) {
    const { client, clock, logger, random, gateways, metrics, workers = 16 } = options;
    const common = { client, clock, logger, random };
    this.#options = options;
    this.#metrics = options.policyMetrics ?? NO_METRICS;
    this.#caches = new Caches(common);
    this.#live = new LiveCompanions(common);
    this.#certManager = new LiveCertificates(common);
    this.#source = new BaselineSource(
      this.#caches,
      companionSettings(options.companions ?? {}).clusterDomain,
    );
    this.#gateways = new GatewaySources({ ...common, locations: gateways });
    const repairs = new RepairBudget(() => clock.monotonic());
    const world = this.#world(repairs);
    this.companions = this.#companionRoom(world);
    this.certificates = this.#certificateRoom(world);
    const reconciler = this.#policyReconciler(world, repairs);
    const baselines = this.#baselineReconciler(world);
    this.controller = new Controller({
      name: POLICY_CONTROLLER,
      reconcile: (key, context) => reconciler.reconcile(key, context.logger, context.signal),
      caches: this.#caches.all,
      workers,
      logger,
      clock,
      ...(metrics && { metrics: metrics(POLICY_CONTROLLER) }),
    });
    this.baselines = new Controller({
      name: BASELINE_CONTROLLER,
      reconcile: (name) => baselines.reconcile(name),
      caches: this.#caches.all,
      logger,
      clock,
      ...(metrics && { metrics: metrics(BASELINE_CONTROLLER) }),
    });
    this.started = this.#caches.synced();
    listen({
      client,
      logger,
      caches: this.#caches,
      gateways: this.#gateways,
      source: this.#source,
      policies: this.controller,
      baselines: this.baselines,
      companions: this.companions.companions,
      certificates: this.certificates.controller,
      echoes: this.#echoes,
    });
  }

  /** True while nothing is reconciled, and nothing waits to be. */
  get idle(): boolean {
    const { depth, unfinished } = this.controller.queue;
    return depth === 0 && unfinished.count === 0 && this.companions.idle && this.certificates.idle;
  }

  /** True once the first state of the cluster is known. */
  get hasSynced(): boolean {
    return this.#caches.hasSynced;
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
    const running = [...this.#caches.all, ...this.#live.all, this.#certManager, this.#gateways].map((cache) =>
      cache.start(end.signal),
    );
    await this.#gateways.read(GATEWAY_READ_LIMIT_MS, signal);
    const term = await leading;
    if (term !== undefined) {
      const working = AbortSignal.any([signal, term]);
      await Promise.all(
        [this.controller, this.baselines, this.companions, this.certificates.controller].map((loop) =>
          loop.start(working),
        ),
      );
    }
    this.#schedule?.stop();
    end.abort();
    await Promise.all(running);
  }

  #world(repairs: RepairBudget): ClusterWorld {
    const { policies, ingresses, classes, services } = this.#caches;
    const { clusterDomain, replicas } = companionSettings(this.#options.companions ?? {});
    const gates = { clusterDomain, replicas };
    const withGates = remembered((settings: GatewaySettings): GatewaySettings => ({ ...settings, gates }));
    return new ClusterWorld({
      policies,
      ingresses,
      classes,
      services,
      repairs,
      settings: (className) => withGates(this.#gateways.settings(className)),
      lacksDeployment: (className) => this.#gateways.lacksDeployment(className),
      gateways: () => this.#gateways.all(),
    });
  }

  #companionRoom(world: ClusterWorld): CompanionRoom {
    const { client, clock, logger, companions, gateControl, metrics } = this.#options;
    return new CompanionRoom({
      client,
      clock,
      logger,
      live: this.#live,
      policies: this.#caches.policies,
      baselines: this.#source,
      world,
      caches: this.#caches.all,
      ...(companions && { settings: companions }),
      ...(gateControl && { control: gateControl }),
      ...(metrics && { metrics }),
      wake: (key) => this.controller.enqueue(key),
    });
  }

  #certificateRoom(world: ClusterWorld): CertificateRoom {
    const { client, clock, logger, random, events, companions, metrics, leastOverlapMs } = this.#options;
    const live = this.#certManager;
    const publish: Publish = (notice) => events.record(notice);
    const authority = { client, clock, live, publish, random, leastOverlapMs };
    return new CertificateRoom({
      client,
      clock,
      logger,
      live,
      authorities: (writer) => new ManagedAuthorities({ ...authority, writer }),
      policies: this.#caches.policies,
      baselines: this.#source,
      world,
      caches: this.#caches.all,
      clusterDomain: companionSettings(companions ?? {}).clusterDomain,
      ...(metrics && { metrics }),
      wake: (key) => this.controller.enqueue(key),
    });
  }

  #policyReconciler(world: ClusterWorld, repairs: RepairBudget): PolicyReconciler {
    const { client, clock, events } = this.#options;
    const { policies, ingresses } = this.#caches;
    const notices = new Notices((notice) => events.record(notice));
    const writer = new IngressWriter(client, this.#echoes.ingresses, (ingress) =>
      ingresses.observe(ingress as ObservedIngress),
    );
    const status = new StatusWriter({
      client,
      echoes: this.#echoes.policies,
      notices,
      now: () => this.#now(),
      answered: (policy) => policies.observe(policy),
    });
    ingresses.onChange((change) => {
      if (change.old && !change.new) repairs.forget(keyOf(change.old));
    });
    const objects = new ObjectWriter(client, clock);
    const wake = (key: string): void => this.controller.enqueue(key);
    const release = new Release({ client, world, writer, objects, notices, repairs, wake });
    policies.onChange((change) => {
      if (change.old && !change.new) release.departed(change.old);
    });
    const policy = (key: string): ApiPolicy | undefined => policies.get(key);
    return new PolicyReconciler({
      policy,
      baselines: this.#source,
      world,
      writer,
      objects,
      status,
      release,
      repairs,
      notices,
      assessor: this.#assessor(notices),
      gate: this.companions.policyGate,
      certificates: this.certificates.policyCertificates,
      left: new LeftCertificates({ client, live: this.#certManager, notices }),
      metrics: this.#metrics,
      now: () => clock.wall(),
    });
  }

  #assessor(notices: Notices): Assessor {
    const probing = startProbing({
      ...this.#options,
      baselines: this.#source,
      metrics: this.#metrics,
      addressOf: ({ ingress, className }) => gatewayAddress(this.#gateways.address(className), ingress),
      policy: (key) => this.#caches.policies.get(key),
      wake: (key) => this.controller.enqueue(key, 'low'),
      notices,
    });
    this.#schedule = probing.schedule;
    return probing.assessor;
  }

  #baselineReconciler(world: ClusterWorld): BaselineReconciler {
    const { client } = this.#options;
    const { policies, baselines, namespaces } = this.#caches;
    return new BaselineReconciler({
      client,
      policies,
      baselines,
      namespaces,
      world,
      source: this.#source,
      now: () => this.#now(),
      answered: (baseline) => {
        this.#echoes.baselines.expect(baseline.metadata.name, baseline);
        baselines.observe(baseline);
      },
    });
  }

  /** RFC 3339 in whole seconds, as metav1.Time. */
  #now(): string {
    return `${new Date(this.#options.clock.wall()).toISOString().slice(0, 19)}Z`;
  }
}
