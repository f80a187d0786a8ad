import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { ApiPolicyStatus, ClusterApiPolicy } from '../../operator/api/types.generated.ts';
import { analyse } from '../../operator/cli/analysis.ts';
import type { ProbeRequest } from '../../operator/compliance/probe/request.ts';
import type { HostObservation } from '../../operator/compliance/wire.ts';
import { Assessor } from '../../operator/reconcile/assessor.ts';
import { BaselineSource } from '../../operator/reconcile/baseline-source.ts';
import { ProbeSchedule } from '../../operator/reconcile/probe-schedule.ts';
import { composeStatus } from '../../operator/reconcile/status.ts';
import { FakeClock } from '../unit/kube/fake-clock.ts';

const NONE = { get: () => undefined, list: () => [], byIndex: () => [] };
/** Longer than a gateway has to take a change over. */
const TAKEN_OVER_MS = 60_000;

export interface Seeing {
  /** What a probe of one host sees; the times in it count from {@link now}. */
  readonly probe: (request: ProbeRequest) => HostObservation;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly baselines?: readonly ClusterApiPolicy[];
}

/** The status that a policy among documents has once it is written, and the gateway was asked. */
export async function seenStatus(
  documents: readonly KubernetesObject[],
  name: string,
  { probe, now, baselines = [] }: Seeing,
): Promise<ApiPolicyStatus> {
  const decision = analyse(documents).decisions.find(({ policy }) => policy.metadata.name === name);
  if (!decision) throw new Error(`no decision about policy ${name}`);
  const clock = new FakeClock();
  const schedule = new ProbeSchedule<ProbeRequest, HostObservation>({
    clock,
    random: () => 0.5,
    probe: async (request) => probe(request),
    onObservation: () => undefined,
  });
  const gateway = { host: '192.0.2.10', port: 443 };
  const assessor = new Assessor({
    schedule,
    baselines: new BaselineSource({ baselines: { ...NONE, list: () => baselines }, namespaces: NONE }),
    addressOf: () => ({ https: gateway, http: { ...gateway, port: 80 } }),
    now: () => now,
  });
  assessor.assess(decision, new Map());
  await clock.advance(TAKEN_OVER_MS);
  const assessed = assessor.assess(decision, new Map());
  schedule.stop();
  return composeStatus(decision, new Map(), assessed, new Date(now).toISOString());
}
