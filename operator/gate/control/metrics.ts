import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { GatePolicy } from '../../plan/gate-plan.ts';
import type { Meter } from '../ports.ts';

/** Around the target of a few milliseconds; the last bucket is the deadline of a decision. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Figures of one gate, for Prometheus. Labels are names of the plan and closed lists: nothing a client sends is one. */
export class GateMetrics implements Meter {
  readonly registry = new Registry();
  readonly #decisions = new Counter({
    name: 'apipolicy_gate_decisions_total',
    help: 'Decisions by policy and result: allowed, error, or the kind of refusal.',
    labelNames: ['policy', 'result'],
    registers: [this.registry],
  });
  readonly #duration = new Histogram({
    name: 'apipolicy_gate_decision_duration_seconds',
    help: 'Time of a decision, from the headers of the request to the answer.',
    buckets: BUCKETS,
    registers: [this.registry],
  });
  readonly #storeFailures = new Counter({
    name: 'apipolicy_gate_store_failures_total',
    help: 'Requests for which the store of counters did not answer: counted locally, denied, or allowed uncounted.',
    labelNames: ['policy', 'outcome'],
    registers: [this.registry],
  });
  readonly #leftOut = new Counter({
    name: 'apipolicy_gate_log_left_out_total',
    help: 'Refusals that the decision log left out because there were too many.',
    registers: [this.registry],
  });
  readonly #badEntries = new Counter({
    name: 'apipolicy_gate_plan_errors_total',
    help: 'Entries of the plan that could not be read.',
    registers: [this.registry],
  });
  readonly #policies = new Set<string>();

  /** @param keys how many counters are in memory. */
  constructor(keys: () => number) {
    new Gauge({
      name: 'apipolicy_gate_memory_keys',
      help: 'Counters of limits in the memory of this process.',
      registers: [this.registry],
      collect() {
        this.set(keys());
      },
    });
    collectDefaultMetrics({ register: this.registry });
  }

  decided(policy: string, result: Parameters<Meter['decided']>[1], seconds: number): void {
    this.#policies.add(policy);
    this.#decisions.inc({ policy, result });
    this.#duration.observe(seconds);
  }

  storeFailed(policy: string, outcome: 'local' | 'denied' | 'allowed'): void {
    this.#policies.add(policy);
    this.#storeFailures.inc({ policy, outcome });
  }

  leftOut(): void {
    this.#leftOut.inc();
  }

  badEntry(): void {
    this.#badEntries.inc();
  }

  /** Drops the series of policies that are no more: their number is bounded by the plan. */
  async keep(policies: Iterable<GatePolicy>): Promise<void> {
    const known = new Set([...policies].map(({ policy }) => policy));
    for (const policy of this.#policies) {
      if (policy === '' || known.has(policy)) continue;
      this.#policies.delete(policy);
      for (const { labels } of (await this.#decisions.get()).values) {
        if (labels.policy === policy) this.#decisions.remove(labels);
      }
      for (const { labels } of (await this.#storeFailures.get()).values) {
        if (labels.policy === policy) this.#storeFailures.remove(labels);
      }
    }
  }
}
