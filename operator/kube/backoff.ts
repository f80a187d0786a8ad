import type { Clock } from './clock.ts';

export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** Each delay is stretched by a random part of up to this share of itself, so that clients do not come in step. */
  readonly jitter: number;
  /** After this long without a failure, the next one starts at `initialMs` again. */
  readonly resetAfterMs: number;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Growing pauses between tries that never give up. */
export class Backoff {
  readonly #options: BackoffOptions;
  #nextMs: number;
  #lastFailure = Number.NEGATIVE_INFINITY;

  constructor(options: BackoffOptions) {
    this.#options = options;
    this.#nextMs = options.initialMs;
  }

  /** How long to wait after the failure that just happened. */
  next(): number {
    const { initialMs, maxMs, jitter, resetAfterMs, clock, random } = this.#options;
    const now = clock.monotonic();
    if (now - this.#lastFailure > resetAfterMs + this.#nextMs) this.#nextMs = initialMs;
    this.#lastFailure = now;
    const delay = this.#nextMs;
    this.#nextMs = Math.min(delay * 2, maxMs);
    return Math.min(delay * (1 + jitter * random()), maxMs);
  }

  reset(): void {
    this.#nextMs = this.#options.initialMs;
  }
}

/** The delay before try number `failures` (1 is the first) of a key: `baseMs * 2^(failures - 1)`, at most `maxMs`. */
export function exponentialDelay(failures: number, baseMs: number, maxMs: number): number {
  return Math.min(baseMs * 2 ** (failures - 1), maxMs);
}
