import { exponentialDelay } from './backoff.ts';
import type { Cancel, Clock } from './clock.ts';
import { DelayHeap } from './delay-heap.ts';

/** `low`: found by the first list after a start; it waits until what users changed is done. */
export type Priority = 'normal' | 'low';

/** Feeds `workqueue_*`. */
export interface QueueMetrics {
  added(): void;
  retried(): void;
  /** A key waited this long before a worker took it. */
  waited(seconds: number): void;
  /** A key was worked on this long. */
  worked(seconds: number): void;
}

export interface WorkQueueOptions {
  readonly clock: Clock;
  readonly metrics?: QueueMetrics;
  /** The pause after the first failure of a key. Default 5 ms; it doubles with each further one. */
  readonly retryBaseMs?: number;
  /** Default 1000 s. */
  readonly retryMaxMs?: number;
}

interface Waiting {
  priority: Priority;
  readonly since: number;
}

/**
 * Keys to work on, each at most once at a time:
 *
 * ```
 *   addAfter, retry ──► delayed ── when due ──┐
 *                       (earliest time a key) │
 *                                             ▼
 *   add ────────────────────────────────► waiting ─────────► normal ─┐
 *          (a key that waits already      (key, since,       low ────┴─► take ──► processing
 *           is not added again, it may      priority)                                  │
 *           only rise to `normal`)            ▲                                       done
 *                                             └── was added while it was processed ◄───┘
 * ```
 *
 * A key added while it is being processed waits until `done`, then it is taken again: no change is lost, and no
 * key is ever processed twice at the same time.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #lanes: Readonly<Record<Priority, Lane>> = { normal: new Lane(), low: new Lane() };
  readonly #processing = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  readonly #delayed = new DelayHeap();
  readonly #takers: ((key: string | undefined) => void)[] = [];
  readonly #drained: (() => void)[] = [];
  #timer: { readonly dueAt: number; readonly cancel: Cancel } | undefined;
  #stopped = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Keys that wait to be taken, without those that are delayed or processed. */
  get depth(): number {
    return this.#waiting.size;
  }

  /** The keys in process: how many, the seconds that they have taken so far in all, and the longest. */
  get unfinished(): { readonly count: number; readonly sum: number; readonly longest: number } {
    const now = this.#options.clock.monotonic();
    let sum = 0;
    let longest = 0;
    for (const since of this.#processing.values()) {
      const seconds = (now - since) / 1000;
      sum += seconds;
      longest = Math.max(longest, seconds);
    }
    return { count: this.#processing.size, sum, longest };
  }

  /** Puts a key in line. What was delayed for it is dropped: it runs now. */
  add(key: string, priority: Priority = 'normal'): void {
    if (this.#stopped) return;
    this.#delayed.delete(key);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      if (waiting.priority === 'normal' || priority === 'low') return;
      waiting.priority = priority;
      if (!this.#processing.has(key)) this.#lanes[priority].push(key);
      return;
    }
    this.#options.metrics?.added();
    this.#waiting.set(key, { priority, since: this.#options.clock.monotonic() });
    if (!this.#processing.has(key)) this.#offer(key, priority);
  }

  /** Puts a key in line after `ms`; of several times for a key, the earliest counts. */
  addAfter(key: string, ms: number): void {
    if (this.#stopped) return;
    if (ms <= 0) {
      this.add(key);
      return;
    }
    if (this.#waiting.has(key)) return;
    this.#delayed.add(key, this.#options.clock.monotonic() + ms);
    this.#schedule();
  }

  /** Puts a key in line after a pause that doubles with each failure since the last `forget`; returns the pause. */
  retry(key: string): number {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    this.#options.metrics?.retried();
    const { retryBaseMs = 5, retryMaxMs = 1_000_000 } = this.#options;
    const pause = exponentialDelay(failures, retryBaseMs, retryMaxMs);
    this.addAfter(key, pause);
    return pause;
  }

  /** Clears the failures of a key: it succeeded, or is given up. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  failuresOf(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The next key, as soon as there is one; undefined when the queue has stopped. Each needs a `done`. */
  take(): Promise<string | undefined> {
    if (this.#stopped) return Promise.resolve(undefined);
    const key =
      this.#lanes.normal.shift(this.#isNext('normal')) ?? this.#lanes.low.shift(this.#isNext('low'));
    if (key !== undefined) {
      this.#begin(key);
      return Promise.resolve(key);
    }
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** The key is no longer processed; if it was added meanwhile, it is in line again. */
  done(key: string): void {
    const since = this.#processing.get(key);
    if (since === undefined) return;
    this.#processing.delete(key);
    this.#options.metrics?.worked((this.#options.clock.monotonic() - since) / 1000);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) this.#offer(key, waiting.priority);
    if (this.#processing.size === 0) this.#tellDrained();
  }

  /**
   * Hands out no more keys and accepts none; resolves when no key is processed any more. What waited is dropped:
   * the next start finds it by listing.
   */
  stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#delayed.clear();
    this.#waiting.clear();
    for (const taker of this.#takers.splice(0)) taker(undefined);
    if (this.#processing.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  #tellDrained(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  #isNext(lane: Priority): (key: string) => boolean {
    return (key) => this.#waiting.get(key)?.priority === lane && !this.#processing.has(key);
  }

  #offer(key: string, priority: Priority): void {
    const taker = this.#takers.shift();
    if (taker === undefined) {
      this.#lanes[priority].push(key);
      return;
    }
    this.#begin(key);
    taker(key);
  }

  #begin(key: string): void {
    const now = this.#options.clock.monotonic();
    const since = this.#waiting.get(key)?.since ?? now;
    this.#waiting.delete(key);
    this.#processing.set(key, now);
    this.#options.metrics?.waited((now - since) / 1000);
  }

  /** One timer, for the earliest key. */
  #schedule(): void {
    const dueAt = this.#delayed.nextDueAt();
    if (dueAt === this.#timer?.dueAt) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (dueAt === undefined) return;
    const { clock } = this.#options;
    const cancel = clock.after(Math.max(0, dueAt - clock.monotonic()), () => this.#releaseDue());
    this.#timer = { dueAt, cancel };
  }

  #releaseDue(): void {
    this.#timer = undefined;
    const now = this.#options.clock.monotonic();
    for (let key = this.#delayed.take(now); key !== undefined; key = this.#delayed.take(now)) this.add(key);
    this.#schedule();
  }
}

/** First in, first out. Keys that are no longer wanted stay until they come up. */
class Lane {
  #keys: string[] = [];
  #head = 0;

  push(key: string): void {
    this.#keys.push(key);
  }

  /** The first key that `isWanted`; those before it are dropped. */
  shift(isWanted: (key: string) => boolean): string | undefined {
    while (this.#head < this.#keys.length) {
      const key = this.#keys[this.#head++];
      if (this.#head > 1024 && this.#head * 2 > this.#keys.length) this.#compact();
      if (key !== undefined && isWanted(key)) return key;
    }
    this.#keys = [];
    this.#head = 0;
    return undefined;
  }

  #compact(): void {
    this.#keys = this.#keys.slice(this.#head);
    this.#head = 0;
  }
}
