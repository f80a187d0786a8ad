import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { PolicyMetrics } from './reconcile/policy-metrics.ts';

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
  /** The result of each control that has a series, by policy. One series a control: four would be 60,000 for 1,000 policies. */
  const known = new Map<string, Map<string, string>>();
  return {
    assessed(namespace, policy, { controls, compliance }) {
      const key = `${namespace}/${policy}`;
      const shown = known.get(key) ?? new Map<string, string>();
      known.set(key, shown);
      for (const { id, result } of controls) {
        const before = shown.get(id);
        if (before === result) continue;
        if (before !== undefined) control.remove({ namespace, policy, control: id, result: before });
        control.set({ namespace, policy, control: id, result }, 1);
        shown.set(id, result);
      }
      if (compliance.score !== undefined) score.set({ namespace, policy }, compliance.score);
    },
    forgotten(namespace, policy) {
      const key = `${namespace}/${policy}`;
      for (const [id, result] of known.get(key) ?? [])
        control.remove({ namespace, policy, control: id, result });
      if (known.delete(key)) score.remove({ namespace, policy });
    },
    probed(time, reached) {
      seconds.observe(time);
      probes.inc({ reached: String(reached) });
    },
    driftRepaired: (namespace, policy) => repairs.inc({ namespace, policy }),
  };
}
