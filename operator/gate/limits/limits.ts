import type { GatePolicy } from '../../plan/gate-plan.ts';
import type { CountedRequest, Limits, LimitVerdict, Quota, Quotas, Unavailable } from '../ports.ts';
import { type CounterStore, StoreError, WINDOW_SECONDS } from '../store/counter-store.ts';
import type { Count } from '../store/memory-counters.ts';
import type { RateTally } from './tally.ts';

export interface CountedLimitsOptions {
  /** Counters of a policy. */
  readonly storeOf: (policy: GatePolicy) => CounterStore;
  readonly tally: RateTally;
  /** The store did not answer: what became of the request. */
  readonly onStoreFailure: (policy: string, outcome: 'denied' | 'allowed') => void;
}

/**
 * Limits over counters in windows: a window begins with the first request of a key, and takes exactly the rule's number.
 *
 * Of several rules all are looked at first, so that a request which one refuses uses up no other's quota. Then all count
 * it. Between the two another request may take the last place: then this one is refused, and the quotas of the other
 * rules are short of one. They are never given back: a late giving back would let one more through in the next window.
 */
export class CountedLimits implements Limits {
  readonly #options: CountedLimitsOptions;

  constructor(options: CountedLimitsOptions) {
    this.#options = options;
  }

  async consume(policy: GatePolicy, requests: readonly CountedRequest[]): Promise<LimitVerdict> {
    const { tally, onStoreFailure } = this.#options;
    try {
      const refusing = await this.#refusing(policy, requests);
      if (refusing !== undefined) {
        tally.refused(policy.policy, refusing.rule);
        return { kind: 'limited', quota: refusing };
      }
      for (const { rule } of requests) tally.passed(policy.policy, rule.name);
      return { kind: 'allowed' };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (policy.store?.onFailure === 'Allow') {
        onStoreFailure(policy.policy, 'allowed');
        return { kind: 'allowed' };
      }
      onStoreFailure(policy.policy, 'denied');
      return { kind: 'unavailable', reason: error.message };
    }
  }

  async peek(policy: GatePolicy, requests: readonly CountedRequest[]): Promise<Quotas | Unavailable> {
    const store = this.#options.storeOf(policy);
    try {
      const looks = await Promise.all(
        requests.map(async (request) => ({ request, ...(await store.read({ ...request, policy })) })),
      );
      return {
        kind: 'quotas',
        quotas: looks.map(({ request, count }) => quotaOf(request, count)),
        exact: looks.every(({ shared }) => shared),
      };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { kind: 'unavailable', reason: error.message };
    }
  }

  /** The quota of the first rule that refuses, in order. */
  async #refusing(policy: GatePolicy, requests: readonly CountedRequest[]): Promise<Quota | undefined> {
    const store = this.#options.storeOf(policy);
    const keys = requests.map((request) => ({ ...request, policy }));
    if (keys.length > 1) {
      const before = await Promise.all(keys.map((key) => store.read(key)));
      const spent = keys.findIndex(({ rule }, at) => (before[at]?.count?.consumed ?? 0) >= rule.requests);
      const [request] = keys.slice(spent, spent + 1);
      if (spent >= 0 && request !== undefined) return quotaOf(request, before[spent]?.count);
    }
    const counts = await Promise.all(keys.map((key) => store.consume(key)));
    const over = keys.findIndex(({ rule }, at) => (counts[at]?.consumed ?? 0) > rule.requests);
    const [request] = keys.slice(over, over + 1);
    return over >= 0 && request !== undefined ? quotaOf(request, counts[over]) : undefined;
  }
}

function quotaOf({ rule }: CountedRequest, count: Count | undefined): Quota {
  const windowSeconds = WINDOW_SECONDS[rule.per];
  return {
    rule: rule.name,
    requests: rule.requests,
    windowSeconds,
    remaining: Math.max(0, rule.requests - (count?.consumed ?? 0)),
    resetSeconds: count === undefined ? windowSeconds : Math.max(1, Math.ceil(count.resetMs / 1_000)),
  };
}
