import { hostname } from 'node:os';
import type { CompanionSettings } from './companions/settings.ts';
import { probeHost } from './compliance/probe/prober.ts';
import { deposition, type ElectionOptions, elect } from './election.ts';
import { Client } from './kube/client.ts';
import { systemClock } from './kube/clock.ts';
import { loadCredentials } from './kube/credentials.ts';
import { EventRecorder } from './kube/events.ts';
import { HealthServer } from './kube/health-server.ts';
import type { Logger } from './kube/logger.ts';
import { RuntimeMetrics } from './kube/metrics.ts';
import { shutDown } from './kube/shutdown.ts';
import { Transport } from './kube/transport.ts';
import { policyMetrics } from './policy-metrics.ts';
import { ProbeCa } from './probe-ca.ts';
import type { GateControl } from './reconcile/companions/gate-control.ts';
import type { GatewayLocation } from './reconcile/gateway-sources.ts';
import { Operator } from './reconcile/operator.ts';
import { VERSION } from './version.ts';

export interface StartOptions {
  /** Absent: `$KUBECONFIG`, `~/.kube/config`, then the pod's ServiceAccount. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly gateways: readonly GatewayLocation[];
  /** What gates and logins are made of. */
  readonly companions?: Partial<CompanionSettings>;
  /** Absent: gates are asked over HTTP. */
  readonly gateControl?: GateControl;
  readonly logger: Logger;
  /** Absent: no such server. 0: a free port. */
  readonly metricsPort?: number;
  readonly healthPort?: number;
  readonly workers?: number;
  /** PEM file with a CA that gateways' certificates may be of, beside the system's roots. */
  readonly probeCa?: string;
  /** The least that the old CA of a policy stays trusted in a rotation; absent: five minutes. */
  readonly leastOverlapMs?: number;
  /** Absent: this process reconciles whether or not others do. */
  readonly election?: ElectionOptions;
}

export interface RunningOperator {
  /** Resolves when the first state of the cluster is known; policies are reconciled if this process leads. */
  readonly ready: Promise<void>;
  /** Resolves when this process led and must not any more: nothing is written from then on. Stop it, and start anew. */
  readonly deposed: Promise<void>;
  readonly metrics: RuntimeMetrics;
  /** True while no policy is reconciled and none waits to be. */
  readonly idle: boolean;
  /** Ends in order: no new work, running reconciles end, then events, servers and connections. */
  stop(): Promise<void>;
}

/** Kubernetes gives a pod 30 s between SIGTERM and SIGKILL. */
const GRACE_MS = 25_000;
const EVENT_FLUSH_MS = 2_000;

/** Wires the operator to a cluster and starts it. Nothing here decides anything. */
export async function startOperator(options: StartOptions): Promise<RunningOperator> {
  const { logger, gateways, workers, leastOverlapMs } = options;
  const clock = systemClock;
  const metrics = new RuntimeMetrics();
  const credentials = await loadCredentials({
    ...(options.kubeconfig !== undefined && { kubeconfig: options.kubeconfig }),
    ...(options.context !== undefined && { context: options.context }),
  });
  const transport = new Transport({
    credentials,
    logger,
    clock,
    userAgent: `apipolicy/${VERSION}`,
    metrics: metrics.requests,
  });
  const election =
    options.election && elect(options.election, { transport, credentials, clock, logger, metrics });
  const client = new Client(transport, election ? { mayWrite: election.mayWrite } : {});
  const events = new EventRecorder({
    client,
    logger,
    clock,
    controller: 'apipolicy.dev/operator',
    instance: hostname(),
  });
  const probeCa = options.probeCa === undefined ? undefined : new ProbeCa(options.probeCa, logger);
  const operator = new Operator({
    client,
    clock,
    logger,
    random: Math.random,
    events,
    gateways,
    ...(options.companions && { companions: options.companions }),
    ...(options.gateControl && { gateControl: options.gateControl }),
    metrics: (controller) => metrics.controller(controller),
    policyMetrics: policyMetrics(metrics.registry),
    probe: async (request) => {
      const { pem, problem } = (await probeCa?.current()) ?? {};
      return probeHost(request, {
        version: VERSION,
        ...(pem !== undefined && { ca: pem }),
        ...(problem !== undefined && { caProblem: problem }),
      });
    },
    ...(leastOverlapMs !== undefined && { leastOverlapMs }),
    ...(workers !== undefined && { workers }),
  });
  const { companions, gates } = operator.companions;
  for (const controller of [operator.controller, operator.baselines, companions, gates]) {
    metrics.watch(controller);
  }

  const servers = await startServers(options, operator, metrics);
  const abort = new AbortController();
  const elected = election?.acquire(abort.signal).then((term) => term?.lost);
  const running = operator.run(abort.signal, elected);
  return {
    ready: operator.started,
    deposed: deposition(elected),
    metrics,
    get idle() {
      return operator.idle;
    },
    async stop() {
      abort.abort();
      await shutDown(
        [
          { name: 'reconciles', run: () => running },
          { name: 'events', run: () => events.close(EVENT_FLUSH_MS) },
          ...servers.map((server) => ({ name: 'server', run: () => server.stop() })),
          { name: 'lease', run: async () => election?.release() },
          { name: 'connections', run: () => transport.close() },
        ],
        { graceMs: GRACE_MS, clock, logger },
      );
    },
  };
}

async function startServers(
  options: StartOptions,
  operator: Operator,
  metrics: RuntimeMetrics,
): Promise<HealthServer[]> {
  const { logger, metricsPort, healthPort } = options;
  const readiness = {
    caches: () => operator.hasSynced || 'the first state of the cluster is still being read',
  };
  const servers: HealthServer[] = [];
  if (healthPort !== undefined)
    servers.push(
      new HealthServer({ logger, port: healthPort, readiness, liveness: { process: () => true } }),
    );
  if (metricsPort !== undefined)
    servers.push(new HealthServer({ logger, port: metricsPort, registry: metrics.registry }));
  for (const server of servers) await server.start();
  return servers;
}
