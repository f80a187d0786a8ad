import { RateLimiterCompatibleAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Count, MemoryCounters } from './memory-counters.ts';

export interface MemoryInsuranceOptions {
  readonly counters: MemoryCounters;
  /** Names the rule and its window, as {@link MemoryCounters} has it. */
  readonly rule: string;
  readonly requests: number;
  readonly windowSeconds: number;
  /** Called for each request that is counted here because the store did not answer. */
  readonly onUse: () => void;
  /** Called for each look that is answered here. */
  readonly onRead: () => void;
}

/**
 * What `rate-limiter-flexible` falls back to while the store is away. Its own memory limiter has no bound and takes a
 * timer a key, so the counters of the gate stand behind this one.
 */
export class MemoryInsurance extends RateLimiterCompatibleAbstract {
  override readonly keyPrefix = '';
  override blockDuration = 0;
  override execEvenly = false;
  readonly #options: MemoryInsuranceOptions;

  constructor(options: MemoryInsuranceOptions) {
    super();
    this.#options = options;
  }

  override async consume(key: string | number): Promise<RateLimiterRes> {
    const { counters, rule, windowSeconds, onUse } = this.#options;
    onUse();
    return this.#result(counters.consume(rule, String(key), windowSeconds * 1_000));
  }

  override async get(key: string | number): Promise<RateLimiterRes | null> {
    const { counters, rule, onRead } = this.#options;
    onRead();
    const count = counters.read(rule, String(key));
    return count === undefined ? null : this.#result(count);
  }

  #result({ consumed, resetMs }: Count): RateLimiterRes {
    return new RateLimiterRes(
      Math.max(0, this.#options.requests - consumed),
      resetMs,
      consumed,
      consumed === 1,
    );
  }
}
