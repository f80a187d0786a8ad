/** Milliseconds of a clock that never goes back. */
export type Monotonic = () => number;

const HOUR_MS = 3_600_000;

/**
 * How often drift on one Ingress may be taken back. Two controllers that each repair the other would write for ever;
 * after the budget the group is left to the other side and reported as contested.
 */
export class RepairBudget {
  readonly #spent = new Map<string, number[]>();

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
