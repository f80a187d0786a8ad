import type { ApiPolicy } from '../../api/types.generated.ts';
import type { Client } from '../../kube/client.ts';
import type { Clock } from '../../kube/clock.ts';
import { Controller, type ControllerMetrics, type Syncable } from '../../kube/controller.ts';
import type { Logger } from '../../kube/logger.ts';
import type { BaselineSource } from '../baseline-source.ts';
import type { ClusterWorld, Reader } from '../cluster-world.ts';
import { RepairBudget } from '../repair-budget.ts';
import type { Authorities } from './authorities.ts';
import { CertificateBoard } from './certificate-board.ts';
import { CertificateWriter } from './certificate-writer.ts';
import type { LiveCertificates } from './live-certificates.ts';
import { NamespaceCertificates } from './namespace-certificates.ts';
import { PolicyCertificates } from './policy-certificates.ts';

export interface CertificateRoomOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly live: LiveCertificates;
  readonly policies: Reader<ApiPolicy>;
  readonly baselines: BaselineSource;
  readonly world: ClusterWorld;
  /** All caches that decisions read; cert-manager's are not among them. */
  readonly caches: readonly Syncable[];
  readonly clusterDomain: string;
  /** Who makes CAs for policies of their own; absent: nobody. */
  readonly authorities?: (writer: CertificateWriter) => Authorities;
  /** Hooks for a controller by its name. */
  readonly metrics?: (controller: string) => ControllerMetrics;
  /** Has a policy reconciled. */
  readonly wake: (policyKey: string) => void;
}

/** Namespaces whose certificates are asked for at the same time. */
const WORKERS = 4;
const CONTROLLER = 'certificates';

/** What cert-manager is asked for: its loop, and what policies ask of it. */
export class CertificateRoom {
  /** By namespace. */
  readonly controller: Controller;
  readonly policyCertificates: PolicyCertificates;

  constructor(options: CertificateRoomOptions) {
    const { client, clock, logger, live, policies, baselines, world, caches, clusterDomain, metrics, wake } =
      options;
    const board = new CertificateBoard(wake);
    const writer = new CertificateWriter(client, new RepairBudget(() => clock.monotonic()));
    const authorities = options.authorities?.(writer);
    const reconciler = new NamespaceCertificates({
      policies,
      baselines,
      world,
      live,
      writer,
      board,
      clusterDomain,
      clock,
      ...(authorities && { authorities }),
    });
    this.controller = new Controller({
      name: CONTROLLER,
      caches,
      workers: WORKERS,
      logger,
      clock,
      ...(metrics && { metrics: metrics(CONTROLLER) }),
      reconcile: (namespace, context) => reconciler.reconcile(namespace, context.logger, context.signal),
    });
    this.policyCertificates = new PolicyCertificates({
      board,
      make: (namespace) => this.controller.enqueue(namespace),
    });
    const all = (): void => {
      for (const namespace of new Set(listNamespaces(policies))) this.controller.enqueue(namespace, 'low');
    };
    live.onState(all);
    live.onChange((namespace, { initial }) => {
      if (initial) return;
      if (namespace === undefined) all();
      else if (policies.byIndex('namespace', namespace).length > 0) this.controller.enqueue(namespace);
    });
  }

  /** True while nothing is asked for, and nothing waits to be. */
  get idle(): boolean {
    const { depth, unfinished } = this.controller.queue;
    return depth === 0 && unfinished.count === 0;
  }
}

function* listNamespaces(policies: Reader<ApiPolicy>): Iterable<string> {
  for (const { metadata } of policies.list()) yield metadata.namespace ?? '';
}
