import type { CompanionSettings } from '../companions/settings.ts';
import type { ProbeRequest } from '../compliance/probe/request.ts';
import type { HostObservation } from '../compliance/wire.ts';
import type { Client } from '../kube/client.ts';
import type { Clock } from '../kube/clock.ts';
import type { ControllerMetrics } from '../kube/controller.ts';
import type { EventSink } from '../kube/events.ts';
import type { Logger } from '../kube/logger.ts';
import type { GateControl } from './companions/gate-control.ts';
import type { GatewayLocation } from './gateway-sources.ts';
import type { PolicyMetrics } from './policy-metrics.ts';

export interface OperatorOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly events: EventSink;
  readonly gateways: readonly GatewayLocation[];
  /** Hooks for a controller by its name. */
  readonly metrics?: (controller: string) => ControllerMetrics;
  /** Asks a gateway about one host; never rejects. */
  readonly probe: (request: ProbeRequest) => Promise<HostObservation>;
  readonly policyMetrics?: PolicyMetrics;
  /** What gates and logins are made of; absent: as the chart makes them when nothing is set. */
  readonly companions?: Partial<CompanionSettings>;
  /** Asks replicas of gates; absent: over HTTP, as pods are reached. */
  readonly gateControl?: GateControl;
  /** The least that the old CA of a policy stays trusted in a rotation, in milliseconds; absent: five minutes. */
  readonly leastOverlapMs?: number;
  /** Policies reconciled at the same time. */
  readonly workers?: number;
}
