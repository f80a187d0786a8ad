import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import {
  type CounterKey,
  type CounterStore,
  type Reading,
  ruleKey,
  WINDOW_SECONDS,
} from './counter-store.ts';
import type { Count, MemoryCounters } from './memory-counters.ts';
import { MemoryInsurance } from './memory-insurance.ts';
import type { RedisConnection } from './redis-connection.ts';

export interface RedisStoreOptions {
  readonly connection: RedisConnection;
  /** Of the gate: several namespaces may share a store. */
  readonly namespace: string;
  /** Counts while the store is away; absent: it rejects then. */
  readonly insurance?: { readonly counters: MemoryCounters; readonly onUse: () => void };
}

/** How long the first requests wait for a connection that is being made. */
const FIRST_MS = 500;
/** Limiters that are kept: one a rule and its number. */
const MOST_LIMITERS = 2_000;

/** Counters in Redis or Valkey, shared by all replicas: `apipolicy:<namespace>/<policy>/<rule>/<window>:<digest>`. */
export class RedisStore implements CounterStore {
  readonly #options: RedisStoreOptions;
  #insuredReads = 0;
  readonly #limiters = new Map<string, RateLimiterRedis>();

  constructor(options: RedisStoreOptions) {
    this.#options = options;
  }

  async consume(key: CounterKey): Promise<Count> {
    const { connection } = this.#options;
    await connection.ready(FIRST_MS);
    try {
      return countOf(await this.#limiter(key).consume(key.key));
    } catch (error) {
      // So it tells that the quota is exceeded.
      if (error instanceof RateLimiterRes) return countOf(error);
      throw connection.failed(error);
    }
  }

  async read(key: CounterKey): Promise<Reading> {
    const { connection } = this.#options;
    await connection.ready(FIRST_MS);
    const before = this.#insuredReads;
    try {
      const result = await this.#limiter(key).get(key.key);
      // Another look may have been the one that was answered here: then this one is not called shared either.
      const shared = this.#insuredReads === before;
      return { ...(result !== null && { count: countOf(result) }), shared };
    } catch (error) {
      throw connection.failed(error);
    }
  }

  #limiter(key: CounterKey): RateLimiterRedis {
    const { connection, namespace, insurance } = this.#options;
    const name = ruleKey(key);
    const kept = `${name}/${key.rule.requests}`;
    const known = this.#limiters.get(kept);
    if (known !== undefined) return known;
    const rule = { requests: key.rule.requests, windowSeconds: WINDOW_SECONDS[key.rule.per] };
    const limiter = new RateLimiterRedis({
      storeClient: connection.client,
      keyPrefix: `apipolicy:${namespace}/${name}`,
      points: rule.requests,
      duration: rule.windowSeconds,
      rejectIfRedisNotReady: true,
      ...(insurance !== undefined && {
        insuranceLimiter: new MemoryInsurance({
          counters: insurance.counters,
          rule: name,
          ...rule,
          onUse: () => {
            connection.suspect('a command failed');
            insurance.onUse();
          },
          onRead: () => {
            connection.suspect('a command failed');
            this.#insuredReads += 1;
          },
        }),
      }),
    });
    if (this.#limiters.size >= MOST_LIMITERS) this.#limiters.clear();
    this.#limiters.set(kept, limiter);
    return limiter;
  }
}

/** A key that ended between two commands of a read has no time left. */
const countOf = ({ consumedPoints, msBeforeNext }: RateLimiterRes): Count => ({
  consumed: consumedPoints,
  resetMs: Math.max(0, msBeforeNext),
});
