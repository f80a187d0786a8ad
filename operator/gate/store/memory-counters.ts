/** Where a counter stands. */
export interface Count {
  /** Requests of the window so far, those that were refused included. */
  readonly consumed: number;
  /** Milliseconds until the window ends. */
  readonly resetMs: number;
}

interface Counter {
  consumed: number;
  endsAt: number;
}

export interface MemoryCountersOptions {
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** Keys that one rule may hold. */
  readonly maxKeysOfRule?: number;
  /** Keys in all. */
  readonly maxKeys?: number;
}

/** All keys for which there is no room count as this one. */
const REST = '';

/**
 * Counters in memory: a window begins with the first request of a key and ends after the rule's time.
 *
 * Memory is bounded. Where a rule has as many keys as it may have, new ones share one counter: a flood of made-up keys
 * then limits other new callers of that rule sooner, but never forgets what a caller has used, and so opens nothing.
 */
export class MemoryCounters {
  readonly #now: () => number;
  readonly #maxKeysOfRule: number;
  readonly #maxKeys: number;
  /** By rule; keys of a rule stand in the order in which their windows end, since all windows of it are equally long. */
  readonly #rules = new Map<string, Map<string, Counter>>();
  #size = 0;

  constructor({ now, maxKeysOfRule = 150_000, maxKeys = 200_000 }: MemoryCountersOptions) {
    this.#now = now;
    this.#maxKeysOfRule = maxKeysOfRule;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#size;
  }

  /** Counts one request. `rule` names the rule and its window. */
  consume(rule: string, key: string, windowMs: number): Count {
    const now = this.#now();
    const counters = this.#countersOf(rule, now);
    const current = counters.get(key) ?? this.#sharedCounter(counters);
    if (current !== undefined) {
      current.consumed += 1;
      return { consumed: current.consumed, resetMs: current.endsAt - now };
    }
    counters.set(this.#hasRoom(counters) ? key : REST, { consumed: 1, endsAt: now + windowMs });
    this.#size += 1;
    return { consumed: 1, resetMs: windowMs };
  }

  /** Counts nothing; undefined: no window has begun. */
  read(rule: string, key: string): Count | undefined {
    const now = this.#now();
    const counters = this.#rules.get(rule);
    if (counters === undefined) return undefined;
    this.#dropEnded(counters, now);
    const current = counters.get(key) ?? this.#sharedCounter(counters);
    return current && { consumed: current.consumed, resetMs: current.endsAt - now };
  }

  /** Forgets windows that have ended: to be called from time to time, for rules that nobody meets any more. */
  sweep(): void {
    const now = this.#now();
    for (const [rule, counters] of this.#rules) {
      this.#dropEnded(counters, now);
      if (counters.size === 0) this.#rules.delete(rule);
    }
  }

  #countersOf(rule: string, now: number): Map<string, Counter> {
    const known = this.#rules.get(rule);
    if (known !== undefined) {
      this.#dropEnded(known, now);
      return known;
    }
    const counters = new Map<string, Counter>();
    this.#rules.set(rule, counters);
    return counters;
  }

  #sharedCounter(counters: Map<string, Counter>): Counter | undefined {
    return this.#hasRoom(counters) ? undefined : counters.get(REST);
  }

  #hasRoom(counters: Map<string, Counter>): boolean {
    return counters.size < this.#maxKeysOfRule && this.#size < this.#maxKeys;
  }

  #dropEnded(counters: Map<string, Counter>, now: number): void {
    for (const [key, { endsAt }] of counters) {
      if (endsAt > now) return;
      counters.delete(key);
      this.#size -= 1;
    }
  }
}
