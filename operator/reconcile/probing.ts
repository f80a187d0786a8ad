import type { ApiPolicy } from '../api/types.generated.ts';
import type { ProbeRequest } from '../compliance/probe/request.ts';
import type { HostObservation } from '../compliance/wire.ts';
import type { Clock } from '../kube/clock.ts';
import { Assessor, type AssessorOptions } from './assessor.ts';
import { certificateChange } from './certificate-change.ts';
import type { Notices } from './notices.ts';
import type { PolicyMetrics } from './policy-metrics.ts';
import { ProbeSchedule } from './probe-schedule.ts';

export interface ProbingOptions extends Pick<AssessorOptions, 'baselines' | 'addressOf'> {
  readonly clock: Clock;
  readonly random: () => number;
  /** Asks a gateway about one host; never rejects. */
  readonly probe: (request: ProbeRequest) => Promise<HostObservation>;
  readonly metrics: PolicyMetrics;
  readonly notices: Notices;
  readonly policy: (key: string) => ApiPolicy | undefined;
  /** Has a policy reconciled of which something new was seen. */
  readonly wake: (policyKey: string) => void;
}

/** Has gateways asked about hosts, and policies judged by what was seen. */
export function startProbing(options: ProbingOptions): {
  readonly assessor: Assessor;
  readonly schedule: ProbeSchedule<ProbeRequest, HostObservation>;
} {
  const { clock, random, probe, metrics, notices, policy: policyOf, wake, baselines, addressOf } = options;
  const schedule = new ProbeSchedule<ProbeRequest, HostObservation>({
    clock,
    random,
    probe: async (request) => {
      const began = clock.monotonic();
      const seen = await probe(request);
      const reached = seen.tls !== undefined && 'value' in seen.tls;
      metrics.probed((clock.monotonic() - began) / 1000, reached);
      return seen;
    },
    sawNothing: ({ tls }) => tls !== undefined && 'error' in tls,
    onObservation: (key, seen, before) => {
      wake(key);
      const change = certificateChange(before, seen);
      const policy = policyOf(key);
      if (change && policy) notices.certificateChanged(policy, seen.host, change);
    },
  });
  const assessor = new Assessor({ schedule, baselines, addressOf, now: () => clock.wall() });
  return { assessor, schedule };
}
