import { CountedLimits } from '../../../../operator/gate/limits/limits.ts';
import { RateTally } from '../../../../operator/gate/limits/tally.ts';
import type { CountedRequest } from '../../../../operator/gate/ports.ts';
import { Stores } from '../../../../operator/gate/store/stores.ts';
import { TrustFiles } from '../../../../operator/gate/tokens/trust.ts';
import type { GatePolicy } from '../../../../operator/plan/gate-plan.ts';
import type { CountedRate } from '../../../../operator/plan/nodes/counted-rate.ts';
import { policy } from '../fakes.ts';

export const rule = (parts: Partial<CountedRate> = {}): CountedRate => ({
  name: 'per-user',
  requests: 100,
  per: 'Minute',
  by: 'User',
  matches: [],
  ...parts,
});

/** A key as the gate makes it: a digest. */
export const digest = (name: string): string => name.padEnd(43, 'x');

/** The limits of one replica of a gate. */
export class Replica {
  passed = 0;
  readonly outcomes: string[] = [];
  readonly states: string[] = [];
  readonly tally = new RateTally(() => 1_000);
  readonly stores: Stores;
  readonly limits: CountedLimits;

  constructor(namespace = 'shop', clock: () => number = () => performance.now()) {
    const trust = new TrustFiles();
    this.stores = new Stores({
      namespace,
      now: () => clock() + this.passed,
      roots: (file) => trust.rootsOf(file),
      onInsurance: () => this.outcomes.push('local'),
      onState: (_address, up, reason) => this.states.push(up ? 'up' : `down: ${reason}`),
    });
    this.limits = new CountedLimits({
      storeOf: (one) => this.stores.of(one),
      tally: this.tally,
      onStoreFailure: (_policy, outcome) => this.outcomes.push(outcome),
    });
  }

  /** Asks so many times, all at once; how many were allowed. */
  async ask(count: number, plan: GatePolicy, user = 'ada', rules: readonly CountedRate[] = plan.rates) {
    const requests = rules.map((one): CountedRequest => ({ rule: one, key: digest(user) }));
    const verdicts = await Promise.all(
      Array.from({ length: count }, () => this.limits.consume(plan, requests)),
    );
    const of = (kind: string): number => verdicts.filter((verdict) => verdict.kind === kind).length;
    return { allowed: of('allowed'), limited: of('limited'), unavailable: of('unavailable'), verdicts };
  }
}

export const planOf = (
  rates: readonly CountedRate[],
  store?: GatePolicy['store'],
  parts: Partial<GatePolicy> = {},
): GatePolicy => policy({ rates, ...(store !== undefined && { store }), ...parts });
