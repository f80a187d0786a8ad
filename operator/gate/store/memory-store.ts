import {
  type CounterKey,
  type CounterStore,
  type Reading,
  ruleKey,
  WINDOW_SECONDS,
} from './counter-store.ts';
import type { Count, MemoryCounters } from './memory-counters.ts';

/** Each replica counts by itself. */
export class MemoryStore implements CounterStore {
  readonly #counters: MemoryCounters;

  constructor(counters: MemoryCounters) {
    this.#counters = counters;
  }

  async consume(key: CounterKey): Promise<Count> {
    return this.#counters.consume(ruleKey(key), key.key, WINDOW_SECONDS[key.rule.per] * 1_000);
  }

  async read(key: CounterKey): Promise<Reading> {
    const count = this.#counters.read(ruleKey(key), key.key);
    return { ...(count && { count }), shared: false };
  }
}
