import type { Cancel, Clock } from '../kube/clock.ts';

/** One thing to look at again and again. */
export interface Want<R> {
  /** Stable for one policy, as `orders/api.example.com`. */
  readonly id: string;
  readonly request: R;
  readonly intervalMs: number;
  /** What the answer depends on: another fingerprint is a change, and is looked at soon. */
  readonly fingerprint: string;
  /**
   * What an answer is proof of. With another basis the earlier answer is none any more, and is forgotten; with another
   * fingerprint alone it counts until the next look.
   */
  readonly basis: string;
}

export interface ProbeScheduleOptions<R, O> {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Never rejects: what cannot be reached is an observation, too. */
  readonly probe: (request: R) => Promise<O>;
  /** True for an observation that saw nothing: it is looked at again before the interval is over. */
  readonly sawNothing?: (observation: O) => boolean;
  /** A policy has a new observation; `before` is the one that it replaces. */
  readonly onObservation: (policyKey: string, observation: O, before: O | undefined) => void;
  /** Probes at the same time. Default 4. */
  readonly concurrency?: number;
}

/**
 * A gateway takes a change over after seconds (ingress-nginx: up to 3.3 s by default): asked earlier, it would show what
 * was before. After a change it is asked at these times, and then once an interval.
 */
const AFTER_CHANGE_MS = [4_000, 15_000];
/** A gateway that was away is asked again after this time, so that its return shows soon. */
const AFTER_NOTHING_MS = 30_000;
const JITTER = 0.1;

interface Entry<R, O> {
  readonly policyKey: string;
  want: Want<R>;
  observation: O | undefined;
  /** True from a change of the basis to the next answer. */
  unfounded: boolean;
  /** Looks that are still to come after the last change. */
  soon: number[];
  timer: Cancel | undefined;
}

/**
 * When to probe what: on change and on a schedule with jitter, a bounded number at the same time. Observations live in
 * memory alone; after a restart everything is looked at anew, as after a change.
 */
export class ProbeSchedule<R, O> {
  readonly #options: ProbeScheduleOptions<R, O>;
  readonly #entries = new Map<string, Map<string, Entry<R, O>>>();
  readonly #waiting: Entry<R, O>[] = [];
  #running = 0;
  #stopped = false;

  constructor(options: ProbeScheduleOptions<R, O>) {
    this.#options = options;
  }

  /** Number of things looked at. */
  get size(): number {
    let size = 0;
    for (const entries of this.#entries.values()) size += entries.size;
    return size;
  }

  /** Says all that is wanted for a policy; what is no longer wanted is forgotten. */
  want(policyKey: string, wants: readonly Want<R>[]): void {
    if (this.#stopped) return;
    const before = this.#entries.get(policyKey) ?? new Map<string, Entry<R, O>>();
    const after = new Map<string, Entry<R, O>>();
    for (const want of wants) {
      const entry = before.get(want.id) ?? {
        policyKey,
        want,
        observation: undefined,
        unfounded: false,
        soon: [],
        timer: undefined,
      };
      const moved = entry.want.basis !== want.basis;
      const changed = moved || !before.has(want.id) || isAnother(entry.want, want);
      if (moved) {
        entry.observation = undefined;
        entry.unfounded = true;
      }
      entry.want = want;
      after.set(want.id, entry);
      if (changed) this.#look(entry, [...AFTER_CHANGE_MS]);
    }
    for (const [id, entry] of before) if (!after.has(id)) entry.timer?.();
    if (after.size > 0) this.#entries.set(policyKey, after);
    else this.#entries.delete(policyKey);
  }

  observation(policyKey: string, id: string): O | undefined {
    return this.#entries.get(policyKey)?.get(id)?.observation;
  }

  /** True where what was seen is proof no more, since its basis changed, and nothing was seen since. */
  unfounded(policyKey: string, id: string): boolean {
    return this.#entries.get(policyKey)?.get(id)?.unfounded === true;
  }

  stop(): void {
    this.#stopped = true;
    for (const entries of this.#entries.values()) for (const entry of entries.values()) entry.timer?.();
    this.#entries.clear();
    this.#waiting.length = 0;
  }

  #look(entry: Entry<R, O>, times: number[]): void {
    entry.timer?.();
    const [first = entry.want.intervalMs, ...rest] = times;
    entry.soon = rest.map((time) => time - first);
    const jitter = 1 + (this.#options.random() * 2 - 1) * JITTER;
    entry.timer = this.#options.clock.after(first * jitter, () => {
      this.#waiting.push(entry);
      this.#next();
    });
  }

  #next(): void {
    const { concurrency = 4 } = this.#options;
    while (this.#running < concurrency) {
      const entry = this.#waiting.shift();
      if (!entry) return;
      if (!this.#isWanted(entry)) continue;
      this.#running++;
      void this.#run(entry);
    }
  }

  async #run(entry: Entry<R, O>): Promise<void> {
    const { want } = entry;
    const observation = await this.#options.probe(want.request);
    this.#running--;
    if (this.#isWanted(entry) && !this.#stopped) {
      // A change came while it was probed: that one has a look of its own coming.
      if (entry.want.fingerprint === want.fingerprint && entry.want.basis === want.basis) {
        const before = entry.observation;
        entry.observation = observation;
        entry.unfounded = false;
        const away = this.#options.sawNothing?.(observation) === true;
        const soon = away ? [Math.min(AFTER_NOTHING_MS, want.intervalMs)] : [];
        this.#look(entry, entry.soon.length > 0 ? entry.soon : soon);
        this.#options.onObservation(entry.policyKey, observation, before);
      }
    }
    this.#next();
  }

  #isWanted(entry: Entry<R, O>): boolean {
    return this.#entries.get(entry.policyKey)?.get(entry.want.id) === entry;
  }
}

/** With another interval the timer that runs would come too late, by up to a day. */
const isAnother = <R>(before: Want<R>, now: Want<R>): boolean =>
  before.fingerprint !== now.fingerprint || before.intervalMs !== now.intervalMs;
