import type { GateHealth, GatePolicy } from '../../plan/gate-plan.ts';

interface RateCount {
  refused: number;
  passed: number;
  lastRefusedAt?: number;
}

/** What each rule refused and let through since the process started; the operator asks for it. */
export class RateTally {
  readonly #now: () => number;
  readonly #policies = new Map<string, Map<string, RateCount>>();

  /** @param now milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  passed(policy: string, rule: string): void {
    this.#count(policy, rule).passed += 1;
  }

  refused(policy: string, rule: string): void {
    const count = this.#count(policy, rule);
    count.refused += 1;
    count.lastRefusedAt = this.#now();
  }

  of({ policy, rates }: GatePolicy): GateHealth['rates'] {
    const counts = this.#policies.get(policy);
    return Object.fromEntries(
      rates.map(({ name }) => [name, { ...(counts?.get(name) ?? { refused: 0, passed: 0 }) }]),
    );
  }

  /** Forgets policies and rules that are no more: what is kept is bounded by the plan. */
  keep(policies: Iterable<GatePolicy>): void {
    const rules = new Map([...policies].map(({ policy, rates }) => [policy, rates.map(({ name }) => name)]));
    for (const [policy, counts] of this.#policies) {
      const known = rules.get(policy) ?? [];
      for (const rule of counts.keys()) if (!known.includes(rule)) counts.delete(rule);
      if (counts.size === 0) this.#policies.delete(policy);
    }
  }

  #count(policy: string, rule: string): RateCount {
    let rules = this.#policies.get(policy);
    if (rules === undefined) {
      rules = new Map();
      this.#policies.set(policy, rules);
    }
    let count = rules.get(rule);
    if (count === undefined) {
      count = { refused: 0, passed: 0 };
      rules.set(rule, count);
    }
    return count;
  }
}
