import {
  Counter,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  type Registry,
} from 'prom-client';
import type { PolicyMetrics } from './reconcile/policy-metrics.ts';

interface Answer {
  readonly control: string;
  readonly result: string;
}

interface Shown {
  readonly namespace: string;
  readonly policy: string;
  readonly answers: readonly Answer[];
  readonly score?: number;
}

/** What the operator knows of policies, for Prometheus (docs/metrics.md has the table). */
export function policyMetrics(registry: Registry): PolicyMetrics {
  const registers = [registry];
  /** What is shown, by policy: worked out when somebody asks. As series of the library it would be megabytes. */
  const known = new Map<string, Shown>();
  const answerOf = interned();
  registry.registerMetric(
    new Computed(
      'apipolicy_control_result',
      '1 for the answer that a control has now.',
      ['namespace', 'policy', 'control', 'result'],
      () =>
        [...known.values()].flatMap(({ namespace, policy, answers }) =>
          answers.map(({ control, result }) => ({
            labels: { namespace, policy, control, result },
            value: 1,
          })),
        ),
    ),
  );
  registry.registerMetric(
    new Computed('apipolicy_compliance_score', 'Compliance score, 0 to 100.', ['namespace', 'policy'], () =>
      [...known.values()].flatMap(({ namespace, policy, score }) =>
        score === undefined ? [] : [{ labels: { namespace, policy }, value: score }],
      ),
    ),
  );
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
  return {
    assessed(namespace, policy, { controls, compliance: { score } }) {
      const answers = controls.map(({ id, result }) => answerOf(id, result));
      known.set(`${namespace}/${policy}`, {
        namespace,
        policy,
        answers,
        ...(score !== undefined && { score }),
      });
    },
    forgotten(namespace, policy) {
      known.delete(`${namespace}/${policy}`);
    },
    probed(time, reached) {
      seconds.observe(time);
      probes.inc({ reached: String(reached) });
    },
    driftRepaired: (namespace, policy) => repairs.inc({ namespace, policy }),
  };
}

/** A gauge whose series are made when they are asked for, and not kept. */
class Computed<Label extends string> extends Gauge<Label> {
  readonly #series: () => MetricValue<Label>[];

  constructor(name: string, help: string, labelNames: readonly Label[], series: () => MetricValue<Label>[]) {
    super({ name, help, labelNames: [...labelNames], registers: [] });
    this.#series = series;
  }

  override async get(): Promise<MetricObjectWithValues<MetricValue<Label>>> {
    return { ...(await super.get()), values: this.#series() };
  }
}

/** One object for each answer of each control, however many policies have it. */
function interned(): (control: string, result: string) => Answer {
  const known = new Map<string, Map<string, Answer>>();
  return (control, result) => {
    const answers = known.get(control) ?? new Map<string, Answer>();
    known.set(control, answers);
    const answer = answers.get(result) ?? { control, result };
    answers.set(result, answer);
    return answer;
  };
}
