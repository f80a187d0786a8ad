import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { PolicyMetrics } from './reconcile/policy-metrics.ts';

const RESULTS = ['Pass', 'Fail', 'Unknown', 'NotApplicable'] as const;

/** What the operator knows of policies, for Prometheus (docs/metrics.md has the table). */
export function policyMetrics(registry: Registry): PolicyMetrics {
  const registers = [registry];
  const control = new Gauge({
    name: 'apipolicy_control_result',
    help: '1 for the answer that a control has now.',
    labelNames: ['namespace', 'policy', 'control', 'result'],
    registers,
  });
  const score = new Gauge({
    name: 'apipolicy_compliance_score',
    help: 'Compliance score, 0 to 100.',
    labelNames: ['namespace', 'policy'],
    registers,
  });
  const probes = new Counter({
    name: 'apipolicy_probes_total',
    help: 'Rounds of probes of one host, by whether the gateway was reached.',
    labelNames: ['reached'],
    registers,
  });
  const seconds = new Histogram({
    name: 'apipolicy_probe_duration_seconds',
    help: 'Time of one round of probes of one host.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const repairs = new Counter({
    name: 'apipolicy_drift_repairs_total',
    help: 'Applies that put back what somebody had changed.',
    labelNames: ['namespace', 'policy'],
    registers,
  });
  /** Controls of each policy that has series, to take them off again. */
  const known = new Map<string, { readonly state: string; readonly ids: readonly string[] }>();
  return {
    assessed(namespace, policy, { controls, compliance }) {
      const state = JSON.stringify([controls.map(({ id, result }) => [id, result]), compliance.score]);
      const key = `${namespace}/${policy}`;
      if (known.get(key)?.state === state) return;
      known.set(key, { state, ids: controls.map(({ id }) => id) });
      for (const { id, result } of controls) {
        for (const each of RESULTS)
          control.set({ namespace, policy, control: id, result: each }, each === result ? 1 : 0);
      }
      if (compliance.score !== undefined) score.set({ namespace, policy }, compliance.score);
    },
    forgotten(namespace, policy) {
      const key = `${namespace}/${policy}`;
      for (const id of known.get(key)?.ids ?? []) {
        for (const result of RESULTS) control.remove({ namespace, policy, control: id, result });
      }
      if (known.delete(key)) score.remove({ namespace, policy });
    },
    probed(time, reached) {
      seconds.observe(time);
      probes.inc({ reached: String(reached) });
    },
    driftRepaired: (namespace, policy) => repairs.inc({ namespace, policy }),
  };
}
