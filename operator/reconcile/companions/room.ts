import type { ApiPolicy } from '../../api/types.generated.ts';
import { type CompanionSettings, companionSettings } from '../../companions/settings.ts';
import type { Client } from '../../kube/client.ts';
import type { Clock } from '../../kube/clock.ts';
import { Controller, type ControllerMetrics, type Syncable } from '../../kube/controller.ts';
import type { Logger } from '../../kube/logger.ts';
import type { BaselineSource } from '../baseline-source.ts';
import type { ClusterWorld, Reader } from '../cluster-world.ts';
import { RepairBudget } from '../repair-budget.ts';
import { CompanionWriter } from './companion-writer.ts';
import { GateBoard } from './gate-board.ts';
import { type GateControl, httpGateControl } from './gate-control.ts';
import { GateWatcher } from './gate-watcher.ts';
import type { LiveCompanions } from './live-companions.ts';
import { NamespaceReconciler } from './namespace-reconciler.ts';
import { PolicyGate } from './policy-gate.ts';

export interface CompanionRoomOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly live: LiveCompanions;
  readonly policies: Reader<ApiPolicy>;
  readonly baselines: BaselineSource;
  readonly world: ClusterWorld;
  /** All caches that decisions read. */
  readonly caches: readonly Syncable[];
  readonly settings?: Partial<CompanionSettings>;
  /** Absent: over HTTP, as pods are reached. */
  readonly control?: GateControl;
  /** Hooks for a controller by its name. */
  readonly metrics?: (controller: string) => ControllerMetrics;
  /** Has a policy reconciled. */
  readonly wake: (policyKey: string) => void;
}

/** Namespaces whose companions are made at the same time. */
const WORKERS = 4;

/** What stands beside the gateway: its loops, and what policies ask of them. */
export class CompanionRoom {
  /** By namespace: makes gates and logins. */
  readonly companions: Controller;
  /** By namespace: asks gates what they enforce. */
  readonly gates: Controller;
  readonly policyGate: PolicyGate;

  constructor(options: CompanionRoomOptions) {
    const { client, clock, logger, live, policies, baselines, world, caches, control, wake, metrics } =
      options;
    const board = new GateBoard(wake);
    const writer = new CompanionWriter(client, live, new RepairBudget(() => clock.monotonic()));
    const ask = (namespace: string): void => this.gates.enqueue(namespace);
    const reconciler = new NamespaceReconciler({
      client,
      clock,
      policies,
      baselines,
      world,
      live,
      writer,
      board,
      settings: companionSettings(options.settings ?? {}),
      ask,
    });
    const watcher = new GateWatcher({
      clock,
      board,
      control: control ?? httpGateControl,
      slices: (namespace) => live.slices.byIndex('namespace', namespace),
    });
    const common = { caches: [...caches, ...live.all], workers: WORKERS, logger, clock };
    this.companions = new Controller({
      ...common,
      name: 'companions',
      ...(metrics && { metrics: metrics('companions') }),
      reconcile: (namespace, context) => reconciler.reconcile(namespace, context.logger, context.signal),
    });
    this.gates = new Controller({
      ...common,
      name: 'gates',
      ...(metrics && { metrics: metrics('gates') }),
      reconcile: (namespace, context) => watcher.reconcile(namespace, context.signal),
    });
    this.policyGate = new PolicyGate({
      board,
      clock,
      ingress: (namespace, name) => world.ingress(namespace, name),
      make: (namespace) => this.companions.enqueue(namespace),
    });
    live.onChange((namespace, { initial }) => this.companions.enqueue(namespace, initial ? 'low' : 'normal'));
    live.slices.onChange((change) => ask((change.new ?? change.old)?.metadata.namespace ?? ''));
  }

  /** Makes companions until the signal aborts. */
  async start(signal: AbortSignal): Promise<void> {
    await Promise.all([this.companions.start(signal), this.gates.start(signal)]);
  }

  /** True while nothing is made or asked, and nothing waits to be. */
  get idle(): boolean {
    return [this.companions, this.gates].every(
      ({ queue: { depth, unfinished } }) => depth === 0 && unfinished.count === 0,
    );
  }
}
