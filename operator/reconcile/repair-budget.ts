/** Milliseconds of a clock that never goes back. */
export type Monotonic = () => number;

const HOUR_MS = 3_600_000;

/**
 * How often drift on one Ingress may be taken back. Two controllers that each repair the other would write for ever;
 * after the budget the group is left to the other side and reported as contested.
 *
 * Drift shows on the Ingress as long as our record stands there. Where that went with the values (a controller that
 * replaces whole objects), only memory tells a repair from a first write: the same state written again.
 */
export class RepairBudget {
  readonly #spent = new Map<string, number[]>();
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
    return this.#recent(key).length < this.#perHour;
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
    this.#spent.set(key, [...this.#recent(key), this.#now()]);
  }

  /** Milliseconds until a repair is possible again; 0 when one is possible now. */
  wait(key: string): number {
    const [oldest] = this.#recent(key);
    return oldest === undefined || this.allows(key) ? 0 : oldest + HOUR_MS - this.#now();
  }

  #recent(key: string): number[] {
    const recent = (this.#spent.get(key) ?? []).filter((at) => this.#now() - at < HOUR_MS);
    if (recent.length === 0) this.#spent.delete(key);
    return recent;
  }
}
