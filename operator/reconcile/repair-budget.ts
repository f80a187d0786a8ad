/** Milliseconds of a clock that never goes back. */
export type Monotonic = () => number;

const HOUR_MS = 3_600_000;

interface Bucket {
  /** Repairs that are left, with fractions. */
  tokens: number;
  at: number;
}

/**
 * How often drift on one Ingress may be taken back: so many in a burst, and then that many an hour, evenly spread. Two
 * controllers that each repair the other would write for ever; without budget the group is left to the other side and
 * reported, and a burst of changes does not leave it so for long.
 *
 * Drift shows on the Ingress as long as our record stands there. Where that went with the values (a controller that
 * replaces whole objects), only memory tells a repair from a first write: the same state written again.
 */
export class RepairBudget {
  readonly #spent = new Map<string, Bucket>();
  /** What was written last, by Ingress. A restart forgets it, and with it at most one budget of repairs. */
  readonly #written = new Map<string, string>();

  readonly #now: Monotonic;
  readonly #perHour: number;

  constructor(now: Monotonic, perHour = 10) {
    this.#now = now;
    this.#perHour = perHour;
  }

  /** True while another repair of this Ingress is within the budget. */
  allows(key: string): boolean {
    return this.#tokens(key) >= 1;
  }

  /** Remembers what was written; the same again is a repair. */
  wrote(key: string, state: string): void {
    this.#written.set(key, state);
  }

  isRepair(key: string, state: string): boolean {
    return this.#written.get(key) === state;
  }

  /** Nothing of ours is wanted on the Ingress any more. */
  forget(key: string): void {
    this.#written.delete(key);
  }

  spend(key: string): void {
    this.#spent.set(key, { tokens: Math.max(0, this.#tokens(key) - 1), at: this.#now() });
  }

  /** Milliseconds until a repair is possible again; 0 when one is possible now. */
  wait(key: string): number {
    return Math.ceil((Math.max(0, 1 - this.#tokens(key)) * HOUR_MS) / this.#perHour);
  }

  #tokens(key: string): number {
    const bucket = this.#spent.get(key);
    if (!bucket) return this.#perHour;
    const tokens = bucket.tokens + ((this.#now() - bucket.at) * this.#perHour) / HOUR_MS;
    if (tokens < this.#perHour) return tokens;
    this.#spent.delete(key);
    return this.#perHour;
  }
}
